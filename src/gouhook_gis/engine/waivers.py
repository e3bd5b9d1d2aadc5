"""Approved exceptions: what they take out of the verdict, and nothing else.

Findings and statuses stay as they are. An assessment counts as passed where a waiver that has not
expired on the law date covers all that is wrong with it; what was not examined is never waived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.case import Waiver
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import RuleOutcome, WaiverOutcome
from gouhook_gis.domain.words import Status

_WAIVABLE = (Status.FAIL, Status.NEEDS_REVIEW)


@dataclass(frozen=True)
class Waived:
    """`outcomes` as the verdict counts them, what became of each waiver, and how many findings
    are waived.
    """

    outcomes: tuple[RuleOutcome, ...]
    waivers: tuple[WaiverOutcome, ...]
    findings: int

    def headline(self) -> list[Message]:
        """Return the lines that a verdict has to carry about waivers."""
        applied = [w for w in self.waivers if w.applied]
        lines = []
        if applied:
            documents = sorted({w.document for w in applied})
            lines.append(message("waivers.applied", count=self.findings, documents=documents))
        for waiver in self.waivers:
            if not waiver.applied:
                said = "waivers.expired" if waiver.expired else "waivers.unmatched"
                lines.append(_line(said, waiver))
        return lines


def waived(outcomes: Sequence[RuleOutcome], waivers: Sequence[Waiver], day: date) -> Waived:
    """Apply `waivers` on the law date `day`; the last day of a waiver still counts."""
    valid = [waiver for waiver in waivers if waiver.expires >= day]
    by_finding = [waiver for waiver in valid if waiver.fingerprint is not None]
    by_code = {
        rule.code: {_ground(a) for a in rule.assessments if _all_waived(rule, a, by_finding)}
        for rule in outcomes
    }
    return Waived(
        outcomes=tuple(_counted(rule, valid, by_code) for rule in outcomes)
        if valid
        else tuple(outcomes),
        waivers=tuple(_outcome(waiver, outcomes, day) for waiver in waivers),
        findings=sum(
            any(_covers(waiver, rule.code, finding.fingerprint) for waiver in valid)
            for rule in outcomes
            for assessment in rule.assessments
            if assessment.status in _WAIVABLE
            for finding in assessment.findings
        ),
    )


def _all_waived(rule: RuleOutcome, assessment: Assessment, valid: Sequence[Waiver]) -> bool:
    """Whether waivers cover all that an assessment found; a reason says that something was not
    examined, which no waiver can stand for.
    """
    if assessment.status not in _WAIVABLE or assessment.reason is not None:
        return False
    if assessment.findings:
        return all(
            any(_covers(waiver, rule.code, finding.fingerprint) for waiver in valid)
            for finding in assessment.findings
        )
    return any(w.rule == rule.code and w.fingerprint is None for w in valid)


def _covers(waiver: Waiver, code: str, fingerprint: str) -> bool:
    return waiver.rule in (None, code) and waiver.fingerprint in (None, fingerprint)


def _counted(
    rule: RuleOutcome, valid: Sequence[Waiver], by_code: Mapping[str, set[object]]
) -> RuleOutcome:
    """Return a rule as the verdict counts it. A finding that stands under another rule, and cites
    both, is waived for both; a rule is waived for itself alone.
    """
    host = by_code.get(rule.findings_under or "", set())
    counted = tuple(
        a.model_copy(update={"status": Status.PASS})
        if _all_waived(rule, a, valid) or (a.status in _WAIVABLE and _ground(a) in host)
        else a
        for a in rule.assessments
    )
    return rule.model_copy(update={"assessments": counted})


def _ground(assessment: Assessment) -> object:
    """Return what tells an assessment that two rules make of one ground."""
    subject, reason = assessment.subject, assessment.reason
    return assessment.part, subject.type, subject.id, reason and reason.id, assessment.measures


def _outcome(waiver: Waiver, outcomes: Sequence[RuleOutcome], day: date) -> WaiverOutcome:
    met = any(_meets(waiver, rule, a) for rule in outcomes for a in rule.assessments)
    late = waiver.expires < day
    return WaiverOutcome(**waiver.model_dump(), applied=met and not late, expired=met and late)


def _meets(waiver: Waiver, rule: RuleOutcome, assessment: Assessment) -> bool:
    if assessment.status not in _WAIVABLE:
        return False
    found = [finding.fingerprint for finding in assessment.findings]
    if not found:
        return (waiver.rule, waiver.fingerprint, assessment.reason) == (rule.code, None, None)
    return any(_covers(waiver, rule.code, fingerprint) for fingerprint in found)


def _line(said: str, waiver: Waiver) -> Message:
    what = " ".join(part for part in (waiver.rule, waiver.fingerprint) if part)
    expires = waiver.expires.isoformat()
    return message(said, document=waiver.document, what=what, expires=expires)
