"""From a report to what is recorded of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.geometry.arrays import Mask
from gouhook_gis.geometry.geojson import evidences
from gouhook_gis.geometry.transform import vertices_to_epsg
from gouhook_gis.geometry.zones import GEOGRAPHIC
from gouhook_gis.service.models import Box, FindingRow
from gouhook_gis.service.records.work import Outcome

_COUNTY = 6  # digits of an administrative code
Item = tuple[RuleOutcome, Assessment, Finding]


def outcome_of(report: Report, run_id: str) -> Outcome:
    """Return what is recorded of a report: its verdict, its findings, who answered it."""
    result = report.result
    epsg = None if result.crs is None else int(result.crs.removeprefix("EPSG:"))
    return Outcome(
        verdict=result.verdict,
        headline=result.headline,
        project_code=result.project_code,
        project_name=result.project_name,
        county_code=county_of(report),
        epsg=epsg,
        result_sha256=report.provenance.result_sha256,
        findings=tuple(_rows(run_id, [*_items(report)], epsg)),
        layers=tuple(sorted(report.provenance.editions)),
    )


def county_of(report: Report) -> str | None:
    """Return the county of the project: by the facts, else where most parcels lie by their village
    codes (of a draw the smaller code).
    """
    told = next((fact for fact in report.result.facts if fact.key == "county_code"), None)
    if told is not None and told.value:
        return str(told.value)[:_COUNTY]
    codes = Counter(p.village_code[:_COUNTY] for p in report.result.parcels if p.village_code)
    return min(codes, key=lambda code: (-codes[code], code), default=None)


def _items(report: Report) -> Iterator[Item]:
    for rule in report.result.rules:
        for assessment in rule.assessments:
            for finding in assessment.findings:
                yield rule, assessment, finding


def _rows(run_id: str, items: Sequence[Item], epsg: int | None) -> Iterator[FindingRow]:
    plain = [finding.geometry for _, _, finding in items]
    places = placed(plain, epsg)
    for ordinal, (item, place) in enumerate(zip(items, places, strict=True), start=1):
        rule, assessment, finding = item
        yield FindingRow(
            run_id=run_id,
            ordinal=ordinal,
            fingerprint=finding.fingerprint,
            rule=rule.code,
            status=assessment.status,
            severity=assessment.severity,
            parcel_ids=finding.parcel_ids,
            message=finding.message,
            measures=finding.measures,
            geometry=finding.geometry,
            bbox=place[0],
            geometry_crs84=place[1],
            bbox_crs84=place[2],
        )


Place = tuple[Box | None, dict[str, Any] | None, Box | None]


def placed(geometries: Sequence[dict[str, Any] | None], epsg: int | None) -> list[Place]:
    """Return for each GeoJSON geometry in `epsg`: its box, the geometry in degrees of CGCS2000,
    and the box of that. CGCS2000 is taken for CRS84: the two differ by less than a metre.
    """
    places: list[Place] = [(None, None, None)] * len(geometries)
    there = [i for i, geometry in enumerate(geometries) if geometry is not None]
    if epsg is None or not there:
        return places
    shapes = np.array(
        [shapely.from_geojson(json.dumps(geometries[i])) for i in there], dtype=object
    )
    degrees = vertices_to_epsg(shapes, epsg, GEOGRAPHIC)
    # A coordinate far outside its zone has no degrees: such a finding is in the list, not the map.
    boxes, boxes_crs84 = shapely.bounds(shapes), shapely.bounds(degrees)
    finite: Mask = np.all(np.isfinite(boxes_crs84), axis=1)
    shown = iter(evidences(degrees[finite], GEOGRAPHIC))
    for row, i in enumerate(there):
        own = _box(boxes[row])
        places[i] = (own, next(shown), _box(boxes_crs84[row])) if finite[row] else (own, None, None)
    return places


def _box(bounds: Any) -> Box | None:
    if not np.isfinite(bounds).all():
        return None
    minx, miny, maxx, maxy = (float(side) for side in bounds)
    return minx, miny, maxx, maxy
