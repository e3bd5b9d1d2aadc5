"""Two reports of one case, as filed and as edited, to what a trial shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from gouhook_gis.comparison.reports import compare_reports
from gouhook_gis.domain.comparison import ComparedFinding, Comparison
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.report import Report, Result, RuleOutcome
from gouhook_gis.domain.trial import (
    Edit,
    TrialArea,
    TrialBalance,
    TrialFinding,
    TrialOutcome,
    TrialParcel,
    TrialRule,
)
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.report.voice import Voice

# More are counted, not listed: nobody reads them, and the page must stay quick.
LISTED = 1000


def outcome_of(
    before: Report, after: Report, edits: Sequence[Edit], seconds: float
) -> TrialOutcome:
    """Return what became of the submission `before` by `edits`; `seconds` is what it took."""
    old, new = before.result, after.result
    compared = compare_reports(before, after)
    keys = {edit.parcel_key for edit in edits}
    return TrialOutcome(
        verdict_before=old.verdict,
        verdict_after=new.verdict,
        demolition=_area(old, new, Role.DEMOLITION),
        new_construction=_area(old, new, Role.NEW_CONSTRUCTION),
        balance=_balance(old, new),
        parcels=tuple(_parcels(old, new, edits)),
        rules=tuple(_rules(old, new, compared)),
        findings=tuple(_findings(compared, keys, Voice.of(old, "zh"), Voice.of(old, "en"))),
        counts={fate: compared.count(fate) for fate in ("fixed", "new", "still", "unexamined")},
        seconds=seconds,
    )


def _area(old: Result, new: Result, role: Role) -> TrialArea:
    """Return the union of a role before and after; 0 where no parcel of it is left."""
    was, became = (
        next((total for total in result.totals if total.role is role), None)
        for result in (old, new)
    )
    return TrialArea(
        before_m2=was.union_m2 if was else 0.0,
        after_m2=became.union_m2 if became else 0.0,
        at_least=bool((was and was.at_least) or (became and became.at_least)),
    )


def _balance(old: Result, new: Result) -> TrialBalance | None:
    for rule in old.rules:
        measure = _balancing(rule)
        if measure is not None and measure.operator is not None:
            after = next(one for one in new.rules if one.code == rule.code)
            return TrialBalance(
                code=rule.code, operator=measure.operator, before=rule.status, after=after.status
            )
    return None


def _balancing(rule: RuleOutcome) -> Measure | None:
    """Return the measure by which a rule weighs what is torn down against what is built."""
    for assessment in rule.assessments:
        names = {measure.name for measure in assessment.measures}
        if {"demolition_area", "new_construction_area"} <= names:
            return next((m for m in assessment.measures if m.name == "demolition_area"), None)
    return None


def _parcels(old: Result, new: Result, edits: Sequence[Edit]) -> Iterator[TrialParcel]:
    filed = {parcel.key: parcel for parcel in old.parcels}
    now = {parcel.key: parcel for parcel in new.parcels}
    for edit in edits:
        parcel, became = filed[edit.parcel_key], now.get(edit.parcel_key)
        yield TrialParcel(
            parcel_key=parcel.key,
            parcel_id=parcel.id,
            role=parcel.role,
            before_m2=parcel.area_ellipsoidal_m2,
            after_m2=became.area_ellipsoidal_m2 if became else None,
        )


def _rules(old: Result, new: Result, compared: Comparison) -> Iterator[TrialRule]:
    """Yield the rules whose status differs, or of which a finding came or went."""
    was = Counter(f.rule for f in compared.findings if f.before is not None)
    became = Counter(f.rule for f in compared.findings if f.after is not None)
    moved = {f.rule for f in compared.findings if f.fate != "still"}
    then = {rule.code: rule for rule in old.rules}
    for rule in new.rules:
        before = then[rule.code].status
        if before != rule.status or rule.code in moved:
            title = rule.texts.title
            yield TrialRule(
                code=rule.code,
                title_zh=title.zh,
                title_en=title.get("en"),
                before=before,
                after=rule.status,
                findings_before=was[rule.code],
                findings_after=became[rule.code],
            )


def _findings(
    compared: Comparison, changed: AbstractSet[str], zh: Voice, en: Voice
) -> Iterator[TrialFinding]:
    """Yield what came or went, and of what stays that of the changed parcels."""
    told = [
        item
        for item in compared.findings
        if item.fate != "still" or not changed.isdisjoint(_keys(item))
    ]
    for item in told[:LISTED]:
        found = item.finding
        yield TrialFinding(
            fate=item.fate,
            rule=item.rule,
            status=_status(item),
            parcel_keys=found.parcel_keys,
            message_zh=zh.message(found.message),
            message_en=en.message(found.message),
            geometry=found.geometry,
        )


def _keys(item: ComparedFinding) -> set[str]:
    """Return the parcels that a finding names, or named."""
    return {key for one in (item.before, item.after) if one for key in one.parcel_keys}


def _status(item: ComparedFinding) -> Status:
    """Return the status with which a finding stands, or stood."""
    status = item.status_after or item.status_before
    if status is None:
        raise ValueError("a compared finding has a status in one report at least")
    return status
