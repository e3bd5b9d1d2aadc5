"""Findings in words."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from gouhook_gis.domain.report import Report
from gouhook_gis.domain.shown import Box, Point, ShownFinding, ShownFindings
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.position import is_geographic, point_text
from gouhook_gis.report.voice import Voice, clean

# Places in files, and reference features, that a finding names one by one.
_PLACES, _FEATURES = 5, 6


def shown_findings(report: Report, items: Sequence[Evidence], voice: Voice) -> ShownFindings:
    """Return all findings of a report, in their order."""
    degrees = is_geographic(report.result.crs)
    return ShownFindings(
        items=tuple(shown_finding(item, degrees=degrees, voice=voice) for item in items)
    )


def shown_finding(item: Evidence, *, degrees: bool, voice: Voice) -> ShownFinding:
    """Return one finding; `degrees` says that coordinates are longitude and latitude."""
    found, measure = item.finding, item.amount
    return ShownFinding(
        number=item.number,
        fingerprint=found.fingerprint,
        rule=item.rule.code,
        severity=item.assessment.severity,
        status=item.assessment.status,
        waived_by=clean(item.waived_by or ""),
        about=voice.about(found, item.assessment.subject),
        parcel_keys=found.parcel_keys,
        amount="" if measure is None else figures.amount(measure, voice),
        amount_value=None if measure is None else measure.value,
        message=voice.message(found.message),
        where=point_text(item.point, degrees=degrees, voice=voice),
        files=_files(item, voice),
        against=_against(item, voice),
        others=figures.beside([m for m in found.measures if m is not measure], voice),
        point=None if item.point is None else _rounded(item.point, degrees=degrees),
        box=_box(item, degrees=degrees),
    )


def _files(item: Evidence, voice: Voice) -> str:
    """Return where in the files its parcels stand: the first few places."""
    told = "；".join(voice.place(place) for place in item.places[:_PLACES])
    return f"{told}…" if len(item.places) > _PLACES else told


def _against(item: Evidence, voice: Voice) -> str:
    """Return the layer kind and the first few features that it is about."""
    ids = item.finding.reference_ids
    told = " ".join((voice.word(item.finding.layer_kind), voice.joined(ids[:_FEATURES]))).strip()
    return f"{told}…" if len(ids) > _FEATURES else told


def _box(item: Evidence, *, degrees: bool) -> Box | None:
    if item.shape is None or item.shape.is_empty:
        return None
    minx, miny, maxx, maxy = shapely.bounds(item.shape).tolist()
    return (
        *_rounded((minx, miny), degrees=degrees),
        *_rounded((maxx, maxy), degrees=degrees),
    )


def _rounded(point: Point, *, degrees: bool) -> Point:
    """Round to a millimetre, or what is about one in degrees."""
    decimals = 8 if degrees else 3
    return round(point[0], decimals), round(point[1], decimals)
