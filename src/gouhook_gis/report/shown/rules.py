"""Rules in words: of each what is worth reading of its assessments, and what the rest came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.shown_rules import ShownAssessment, ShownCitation, ShownRule
from gouhook_gis.domain.words import Status
from gouhook_gis.report.evidence import SETTLED, ranked
from gouhook_gis.report.shown.measures import informing, ruled, shown_measure
from gouhook_gis.report.voice import Voice, clean

# Assessments, and findings, that are shown of one rule: the worst of them.
SHOWN = 500
# A rule with this few assessments shows what was measured also of those that passed.
FEW = 12


def shown_rules(report: Report, voice: Voice, limit: int = SHOWN) -> tuple[ShownRule, ...]:
    """Return every rule of the plan, in the order in which to deal with them; `limit` is that of
    the assessments of one.
    """
    return tuple(_rule(rule, voice, limit) for rule in ranked(report.result.rules))


def _rule(rule: RuleOutcome, voice: Voice, limit: int) -> ShownRule:
    listed = _worth_reading(rule.assessments)[:limit]
    ids = {id(one) for one in listed}
    hidden = [one for one in rule.assessments if id(one) not in ids]
    alike = hidden[0].examined if hidden else {}
    alike = alike if all(one.examined == alike for one in hidden) else {}
    texts = rule.texts
    wrong = rule.status in (Status.FAIL, Status.NEEDS_REVIEW)
    return ShownRule(
        code=rule.code,
        title=clean(voice.text(texts.title)),
        pack=clean(rule.pack),
        group=rule.group,
        severity=rule.severity,
        status=rule.status,
        reason=voice.message(rule.reason),
        citations=tuple(
            ShownCitation(text=voice.citation(one), quote=clean(one.quote), in_force=one.in_force)
            for one in rule.citations
        ),
        what=clean(voice.text(texts.what)),
        why=clean(voice.text(texts.why)),
        how=clean(voice.text(texts.how)),
        remedy=clean(voice.text(texts.remedy)),
        trap=clean(voice.text(texts.trap)),
        # Only what is wrong has findings that stand elsewhere.
        findings_under=rule.findings_under if wrong else None,
        findings=sum(len(one.findings) for one in rule.assessments),
        assessments=tuple(_assessment(one, voice) for one in listed),
        rest=tuple(sorted(Counter(one.status for one in hidden).items())),
        rest_examined=_examined(alike, voice),
    )


def _assessment(item: Assessment, voice: Voice) -> ShownAssessment:
    told = item.part and item.subject.type not in ("parcel", "role")
    is_parcel = item.subject.type == "parcel" and item.subject.id in voice.parcels
    return ShownAssessment(
        subject=voice.subject(item.subject),
        parcel_key=item.subject.id if is_parcel else None,
        part=voice.word(item.part) if told else "",
        status=item.status,
        reason=voice.message(item.reason),
        examined=_examined(item.examined, voice),
        measures=tuple(shown_measure(measure, voice) for measure in ruled(item.measures)),
        beside=informing(item.measures, voice),
    )


def _examined(counts: Mapping[str, JsonValue], voice: Voice) -> str:
    """Return what was examined, "" where nothing is said of it."""
    return voice.say("examined", what=voice.examined(counts)) if counts else ""


def _worth_reading(assessments: Sequence[Assessment]) -> list[Assessment]:
    few = len(assessments) <= FEW
    return [
        one
        for one in assessments
        if one.status not in SETTLED or one.reason or any(_telling(m, few) for m in one.measures)
    ]


def _telling(measure: Measure, few: bool) -> bool:
    """Return whether a measure says more than that its rule passed: nothing found of nothing
    allowed does not.
    """
    return measure.borderline or (few and bool(measure.threshold))
