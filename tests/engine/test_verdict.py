"""From statuses to a verdict: a pass is the absence of every doubt, not of failures."""

import pytest

from gouhook_gis.domain.assessment import Assessment, Subject
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.report import RuleOutcome, RuleTexts
from gouhook_gis.domain.words import EvidenceGroup, Severity, Status, Verdict, worst
from gouhook_gis.engine.verdict import verdict_of

T = Text(zh="x")
TEXTS = RuleTexts(title=T, what=T, why=T, how=T, remedy=T)


def outcome(status: Status, severity: Severity = Severity.ERROR) -> RuleOutcome:
    """Make an outcome with one assessment of `status`."""
    assessments = (
        ()
        if status is Status.NOT_APPLICABLE
        else (Assessment(subject=Subject(type="project", id=""), status=status, severity=severity),)
    )
    return RuleOutcome(
        code="T01",
        title="x",
        pack="p",
        group=EvidenceGroup.GEOMETRY,
        severity=severity,
        status=status,
        citations=(),
        texts=TEXTS,
        assessments=assessments,
    )


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([Status.PASS, Status.PASS], Verdict.PASS),
        ([Status.PASS, Status.NOT_APPLICABLE], Verdict.PASS),
        ([Status.PASS, Status.NOT_RUN], Verdict.INCOMPLETE),
        ([Status.PASS, Status.ERROR], Verdict.INCOMPLETE),
        ([Status.PASS, Status.NEEDS_REVIEW], Verdict.INCOMPLETE),
        ([Status.ERROR, Status.FAIL], Verdict.FAIL),
        ([Status.NOT_APPLICABLE], None),
        ([], None),
    ],
)
def test_blocking_rules(statuses: list[Status], expected: Verdict | None) -> None:
    """Missing, crashed and unclear are never a pass."""
    assert verdict_of(map(outcome, statuses)) is expected


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.INFO])
@pytest.mark.parametrize("status", [Status.FAIL, Status.NOT_RUN, Status.ERROR])
def test_warnings_and_information_never_change_a_verdict(
    severity: Severity, status: Status
) -> None:
    """They stand beside it."""
    assert verdict_of([outcome(Status.PASS), outcome(status, severity)]) is Verdict.PASS


def test_a_rule_without_assessments_blocks() -> None:
    """Nothing examined is not a pass."""
    empty = outcome(Status.NOT_RUN).model_copy(update={"assessments": ()})
    assert verdict_of([outcome(Status.PASS), empty]) is Verdict.INCOMPLETE


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], Status.NOT_RUN),
        ([Status.PASS, Status.NOT_APPLICABLE], Status.PASS),
        ([Status.NEEDS_REVIEW, Status.PASS], Status.NEEDS_REVIEW),
        ([Status.NOT_RUN, Status.NEEDS_REVIEW], Status.NOT_RUN),
        ([Status.NOT_RUN, Status.ERROR], Status.ERROR),
        ([Status.ERROR, Status.FAIL], Status.FAIL),
    ],
)
def test_worst(statuses: list[Status], expected: Status) -> None:
    """fail, error, not_run, needs_review, pass, not_applicable; nothing is not_run."""
    assert worst(statuses) is expected
