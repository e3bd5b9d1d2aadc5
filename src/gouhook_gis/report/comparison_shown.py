"""A comparison of two reports for the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gouhook_gis.domain.comparison import ComparedFinding, Comparison
from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.shown import Box, Labelled, Named
from gouhook_gis.domain.shown_comparison import (
    ComparedSide,
    ShownChange,
    ShownComparison,
    ShownRuleChange,
)
from gouhook_gis.domain.words import Status
from gouhook_gis.report import comparison_parcels as parcels
from gouhook_gis.report import figures
from gouhook_gis.report.comparison import FATES, about, voice_of, was
from gouhook_gis.report.evidence import amount, evidence
from gouhook_gis.report.overview import Overview
from gouhook_gis.report.position import crs_text, is_geographic
from gouhook_gis.report.voice import Voice, clean


def shown_comparison(
    before: Report,
    after: Report,
    comparison: Comparison,
    lang: Literal["zh", "en"],
    proj4: str = "",
) -> ShownComparison:
    """Return what the page shows of `comparison`, that of the two reports, whose shapes are in
    one CRS (`comparison.moved`), which `proj4` defines.
    """
    voice = voice_of(comparison, lang)
    numbers = [{e.finding.fingerprint: e.number for e in evidence(r)} for r in (before, after)]
    crs = after.result.crs or before.result.crs
    both = parcels.compared_parcels(before.result.parcels, after.result.parcels)
    boxes = parcels.boxes_of([_shapes(item) for item in comparison.findings])
    findings = tuple(
        _change(i, item, (numbers[0], numbers[1]), box, voice)
        for i, (item, box) in enumerate(zip(comparison.findings, boxes, strict=True), start=1)
    )
    after_name = comparison.after.project_name or comparison.after.project_code
    return ShownComparison(
        lang=lang,
        title=clean(after_name or comparison.after.submission),
        before=_side(before, voice),
        after=_side(after, voice),
        epsg=None if crs is None else int(crs.removeprefix("EPSG:")),
        proj4=proj4,
        crs_name=crs_text(crs, voice),
        degrees=crs is not None and is_geographic(crs),
        extent=parcels.box_around([*boxes, *(parcel.box for parcel in both)]),
        counts=tuple(
            (Named(value=fate, name=_label(fate, voice)), comparison.count(fate)) for fate in FATES
        ),
        notes=tuple(voice.message(note) for note in comparison.notes),
        findings=findings,
        rules=tuple(
            ShownRuleChange(
                rule=rule.rule,
                title=voice.text(rule.title),
                before=rule.before,
                after=rule.after,
                before_name=_status(rule.before, voice),
                after_name=_status(rule.after, voice),
            )
            for rule in comparison.rules
        ),
        parcels=both,
    )


def _change(
    number: int,
    item: ComparedFinding,
    numbers: tuple[Mapping[str, int], Mapping[str, int]],
    box: Box | None,
    voice: Voice,
) -> ShownChange:
    then, now = item.before, item.after
    status = item.status_after or item.status_before
    assert status is not None  # noqa: S101 - a compared finding stands in one report at least
    shapes = _shapes(item)
    sizes = [
        "" if finding is None or (found := amount(finding)) is None else figures.value(found, voice)
        for finding in (then, now)
    ]
    return ShownChange(
        number=number,
        fate=item.fate,
        rule=item.rule,
        title=voice.text(item.title),
        severity=item.severity,
        status=status,
        status_before=item.status_before,
        about=about(item, voice),
        parcel_keys=item.finding.parcel_keys,
        message=voice.message(item.finding.message),
        was=was(item, voice),
        amount=sizes[1],
        amount_before=sizes[0],
        matched=_label(f"matched.{item.matched}", voice) if item.matched else "",
        number_before=None if then is None else numbers[0].get(then.fingerprint),
        number_after=None if now is None else numbers[1].get(now.fingerprint),
        before=shapes[0],
        after=shapes[1],
        box=box,
    )


def _shapes(item: ComparedFinding) -> tuple[parcels.GeoJson, parcels.GeoJson]:
    then, now = item.before, item.after
    return then.geometry if then else None, now.geometry if now else None


def _side(report: Report, voice: Voice) -> ComparedSide:
    result = report.result
    name = " ".join(part for part in (result.project_code, result.project_name) if part)
    facts = (
        ("submission", report.provenance.submission),
        ("profile", voice.word(result.profile, "profile")),
        ("stage", voice.word(result.stage)),
        ("law_date", result.law_date.date.isoformat()),
        ("crs", crs_text(result.crs, voice)),
    )
    return ComparedSide(
        name=clean(name or report.provenance.submission),
        verdict=result.verdict,
        verdict_name=voice.word(result.verdict),
        headline=tuple(voice.message(line) for line in result.headline),
        facts=tuple(Labelled(label=voice.say(key), text=clean(text)) for key, text in facts),
        findings=Overview.of(report).findings,
    )


def _status(status: Status | None, voice: Voice) -> str:
    return _label("absent", voice) if status is None else voice.word(status)


def _label(key: str, voice: Voice) -> str:
    return voice.message(message(f"compare.{key}"))
