"""Which rules of a profile apply to a case, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.report import Citation
from gouhook_gis.domain.words import EvidenceGroup, Severity
from gouhook_gis.rules.applies import exclusions
from gouhook_gis.rules.rule import Rule

DERIVED = "派生"


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
    excluded = exclusions(rules, case.stage, case.programme, case.law_date)
    planned = {
        rule.code: Planned(
            rule=rule,
            group=rule.group,
            citations=(_citation(rule, case),),
            excluded=excluded[rule.code],
        )
        for rule in sorted(rules, key=lambda rule: rule.code)
    }
    for item in list(planned.values()):
        host = planned.get(item.rule.header.findings_under or "")
        if host and host.excluded is None and item.excluded is None:
            lent = Planned(host.rule, host.group, host.citations + item.citations, None)
            planned[host.rule.code] = lent
    return tuple(planned.values())


def facts_asked(planned: Sequence[Planned]) -> set[str]:
    """Return the facts that those rules ask for which apply, block, and rest on papers."""
    return {
        fact
        for item in planned
        if item.excluded is None
        and item.group is EvidenceGroup.FACTS
        and item.rule.header.severity is Severity.ERROR
        for fact in item.rule.check.needs().facts
    }


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
