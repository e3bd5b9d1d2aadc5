"""What the first page says: how the rules came out, what was not examined, what to beware of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.words import STATUS_ORDER, EvidenceGroup, Severity, Status
from gouhook_gis.report.evidence import SETTLED, ranked

_OPEN = (Status.NOT_RUN, Status.ERROR)
# The first page names so many reasons of a rule and counts the others.
_REASONS_SHOWN = 5


@dataclass(frozen=True)
class Overview:
    """The sums of a report.

    `counts` has each status that occurs, worst first; `open_rules` are those that were not run
    or broke down, as a whole or for a parcel, with what is missing as their reason;
    `unexamined` the groups without verdict; `notes` are findings of rules that passed.
    """

    counts: list[tuple[Status, int]]
    open_rules: list[tuple[RuleOutcome, list[Message]]]
    unexamined: list[EvidenceGroup]
    restricted: bool
    findings: int
    notes: int
    blocking_failures: int

    @classmethod
    def of(cls, report: Report) -> Overview:
        """Sum up a report."""
        result = report.result
        counts = Counter(rule.status for rule in result.rules)
        outcomes = [a for rule in result.rules for a in rule.assessments]
        return cls(
            counts=[(status, counts[status]) for status in STATUS_ORDER if counts[status]],
            open_rules=[(r, _shortened(reasons(r))) for r in ranked(result.rules) if _open(r)],
            unexamined=[g for g in EvidenceGroup if result.verdicts.get(g) is None],
            restricted=any(slot.restricted and slot.layer_id for slot in result.slots),
            findings=sum(len(a.findings) for a in outcomes if a.status not in SETTLED),
            notes=sum(len(a.findings) for a in outcomes if a.status in SETTLED),
            blocking_failures=sum(
                r.status is Status.FAIL and r.severity is Severity.ERROR for r in result.rules
            ),
        )


def _open(rule: RuleOutcome) -> bool:
    """Whether anything of the rule was not examined, even where it fails elsewhere."""
    return rule.status in _OPEN or any(a.status in _OPEN for a in rule.assessments)


def _shortened(told: list[Message]) -> list[Message]:
    more = len(told) - _REASONS_SHOWN
    if more <= 0:
        return told
    return [*told[:_REASONS_SHOWN], message("report.reasons_more", count=more)]


def reasons(rule: RuleOutcome) -> list[Message]:
    """Return why a rule was not run: its own reason, else those of its assessments, each once."""
    if rule.reason is not None:
        return [rule.reason]
    told = [a.reason for a in rule.assessments if a.reason is not None and a.status in _OPEN]
    return [reason for i, reason in enumerate(told) if reason not in told[:i]]
