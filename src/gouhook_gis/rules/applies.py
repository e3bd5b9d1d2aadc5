"""Which rules apply, and in words a desk officer understands why the others do not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.words import InForce, Programme, Stage
from gouhook_gis.rules.definition import Force, Pack, RuleHeader

TRANSFERS = (Programme.TRANSFER_OUT, Programme.TRANSFER_IN)


class Told(Protocol):
    """What a rule says of itself, whether it can be evaluated or not."""

    @property
    def code(self) -> str:
        """Return the rule's code."""
        ...

    @property
    def header(self) -> RuleHeader:
        """Return what its file says."""
        ...

    @property
    def pack(self) -> Pack:
        """Return the pack it is from."""
        ...

    @property
    def force(self) -> Force:
        """Return when it is in force."""
        ...


def exclusions(
    rules: Iterable[Told], stage: Stage | None, programme: Programme | None, law_date: LawDate
) -> dict[str, Message | None]:
    """Return by code why a rule does not apply, None where it does.

    A `stage` or `programme` of None leaves out no rule. A rule that takes another's place
    (`in_place_of`) excludes it wherever it applies itself.
    """
    rules = list(rules)
    why = {rule.code: _exclusion(rule, stage, programme, law_date) for rule in rules}
    for rule in rules:
        other = rule.header.in_place_of
        if other and why[rule.code] is None and other in why and why[other] is None:
            why[other] = message("engine.replaced", code=rule.code)
    return why


def _exclusion(
    rule: Told, stage: Stage | None, programme: Programme | None, law_date: LawDate
) -> Message | None:
    stages = rule.header.stages
    if stage is not None and stages != "any" and stage not in stages:
        return message("engine.other_stage", stages=[str(one) for one in stages], stage=stage)
    if programme is not None and not _in_scope(rule.header, programme):
        return message("engine.other_programme", scope=rule.header.scope, programme=programme)
    force = rule.force
    if force.on(law_date.date) is not InForce.NO:
        return None
    ended = force.to is not None and law_date.date > force.to
    return message(
        "engine.force_ended" if ended else "engine.force_not_begun",
        document=rule.pack.document,
        first=force.from_earliest.isoformat() if force.from_earliest else None,
        last=force.to.isoformat() if force.to else None,
        day=law_date.date.isoformat(),
        origin=f"origin.{law_date.origin}",
    )


def _in_scope(header: RuleHeader, programme: Programme) -> bool:
    if programme in header.not_in:
        return False
    if header.scope == "any":
        return True
    if header.scope == "transfer_both":
        return programme in TRANSFERS
    return header.scope == programme.value
