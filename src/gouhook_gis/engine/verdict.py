"""From outcomes of rules to a verdict, per evidence group and over the required ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import RuleOutcome
from gouhook_gis.domain.words import EvidenceGroup, Severity, Status, Verdict
from gouhook_gis.rules.rule import SURVEY_LAYERS, layer_kind

# Parcel layers carry these by themselves: they are no papers that someone brought.
OF_LAYERS = frozenset({"project_code", "project_name", "county_code"})
UNDECIDED = (Status.NOT_RUN, Status.ERROR, Status.NEEDS_REVIEW)


def verdict_of(outcomes: Iterable[RuleOutcome]) -> Verdict | None:
    """Return the verdict over blocking assessments; None where no rule applied."""
    statuses: list[Status] = []
    for outcome in outcomes:
        if outcome.status is Status.NOT_APPLICABLE:
            continue
        blocking = [a.status for a in outcome.assessments if a.severity is Severity.ERROR]
        if not outcome.assessments and outcome.severity is Severity.ERROR:
            blocking = [outcome.status]
        statuses += blocking
    if not statuses:
        return None
    if Status.FAIL in statuses:
        return Verdict.FAIL
    return Verdict.INCOMPLETE if any(s in UNDECIDED for s in statuses) else Verdict.PASS


def group_verdicts(outcomes: Sequence[RuleOutcome]) -> dict[EvidenceGroup, Verdict | None]:
    """Return the verdict of every group; None where no blocking rule of it applied."""
    return {group: verdict_of(o for o in outcomes if o.group is group) for group in EvidenceGroup}


def overall(
    case: Case,
    by_group: dict[EvidenceGroup, Verdict | None],
    required: Sequence[EvidenceGroup],
) -> Verdict:
    """Return the verdict over the `required` groups; one that examined nothing is no pass."""
    if case.submission.unreadable:
        return Verdict.UNREADABLE
    found = [by_group[group] for group in required]
    if Verdict.FAIL in found:
        return Verdict.FAIL
    passed = bool(found) and all(verdict is Verdict.PASS for verdict in found)
    return Verdict.PASS if passed else Verdict.INCOMPLETE


def required_groups(
    case: Case, by_group: dict[EvidenceGroup, Verdict | None], asked: AbstractSet[str]
) -> tuple[EvidenceGroup, ...]:
    """Return the groups that decide: as told, else those for which the case brought inputs.

    `asked` are the facts that blocking rules of the stage ask for. Inputs that none of them rests
    on (a surplus; at acceptance, a survey of the state before) do not make their group one that
    was examined, nor does what parcel layers say of themselves.
    """
    if case.require:
        return tuple(sorted(set(case.require)))
    groups = {EvidenceGroup.GEOMETRY}
    surveyed = any(layer_kind(slot) in SURVEY_LAYERS for slot in case.slots)
    if surveyed and by_group[EvidenceGroup.SURVEY] is not None:
        groups.add(EvidenceGroup.SURVEY)
    brought = case.submission.workbook or case.facts.values.keys() & asked - OF_LAYERS
    if brought and by_group[EvidenceGroup.FACTS] is not None:
        groups.add(EvidenceGroup.FACTS)
    return tuple(sorted(groups))


def headline(
    verdict: Verdict,
    by_group: dict[EvidenceGroup, Verdict | None],
    required: Sequence[EvidenceGroup],
) -> tuple[Message, ...]:
    """Return the lines under the verdict: each required group, and each that was not examined."""
    lines = [message(f"engine.verdict.{verdict.value}")]
    if verdict is Verdict.UNREADABLE:
        return tuple(lines)
    for group in EvidenceGroup:
        outcome = by_group[group]
        if group in required and outcome is not None:
            lines.append(message("engine.group_verdict", group=group, verdict=outcome))
        elif group not in required:
            lines.append(message("engine.group_not_required", group=group))
    return tuple(lines)
