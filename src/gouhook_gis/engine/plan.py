"""Which rules of a profile apply to a case, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import Citation
from gouhook_gis.domain.words import EvidenceGroup, InForce, Programme
from gouhook_gis.rules.definition import RuleHeader
from gouhook_gis.rules.rule import Rule

DERIVED = "派生"
TRANSFERS = (Programme.TRANSFER_OUT, Programme.TRANSFER_IN)


@dataclass(frozen=True)
class Planned:
    """A rule of the profile; `excluded` says why it does not apply, None where it does."""

    rule: Rule
    group: EvidenceGroup
    citations: tuple[Citation, ...]
    excluded: Message | None


def plan(case: Case, rules: Sequence[Rule]) -> tuple[Planned, ...]:
    """Plan every rule, in the order of their codes.

    A rule whose text cites another's finding (`findings_under`) lends it its citation.
    """
    planned = {
        rule.code: Planned(
            rule=rule,
            group=rule.group,
            citations=(_citation(rule, case),),
            excluded=_exclusion(rule, case),
        )
        for rule in sorted(rules, key=lambda rule: rule.code)
    }
    for item in list(planned.values()):
        host = planned.get(item.rule.header.findings_under or "")
        if host and host.excluded is None and item.excluded is None:
            lent = Planned(host.rule, host.group, host.citations + item.citations, None)
            planned[host.rule.code] = lent
    return tuple(planned.values())


def _citation(rule: Rule, case: Case) -> Citation:
    header = rule.header
    force = rule.force.on(case.law_date.date)
    if header.clause is None:
        return Citation(document=rule.pack.document, article=DERIVED, in_force=force)
    return Citation(
        document=header.clause.document,
        article=header.clause.article,
        quote=header.clause.quote,
        in_force=force,
    )


def _exclusion(rule: Rule, case: Case) -> Message | None:
    header = rule.header
    force = rule.force
    day = case.law_date.date.isoformat()
    if header.stages != "any" and case.stage not in header.stages:
        return message(
            "engine.other_stage", stages=[str(stage) for stage in header.stages], stage=case.stage
        )
    if not _in_scope(header, case.programme):
        return message("engine.other_programme", scope=header.scope, programme=case.programme)
    if force.on(case.law_date.date) is InForce.NO:
        if force.to and case.law_date.date > force.to:
            return message("engine.force_ended", last=force.to.isoformat(), day=day)
        first = force.from_earliest.isoformat() if force.from_earliest else None
        return message("engine.force_not_begun", first=first, day=day)
    return None


def _in_scope(header: RuleHeader, programme: Programme) -> bool:
    if programme in header.not_in:
        return False
    if header.scope == "any":
        return True
    if header.scope == "transfer_both":
        return programme in TRANSFERS
    return header.scope == programme.value
