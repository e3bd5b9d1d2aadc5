"""The findings of a report in the order a reader needs them: worst first, numbered once.

Every writer numbers findings alike, so that "问题 7" is the same on the map, in the workbook
and in the shapefile.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.report import Assessment, Finding, Report, RuleOutcome
from gouhook_gis.domain.submission import Place
from gouhook_gis.domain.words import STATUS_ORDER, Severity, Status

Shapes = npt.NDArray[np.object_]
_SEVERITY_ORDER = tuple(Severity)
# Findings of these outcomes are notes: nobody has to deal with them.
SETTLED = (Status.PASS, Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class Evidence:
    """One finding with what a reader asks of it.

    `shape` is in `result.crs` as in the report, `point` a point inside it (easting, northing);
    `waived_by` is the document of the waiver that applied to it.
    """

    number: int
    rule: RuleOutcome
    assessment: Assessment
    finding: Finding
    places: tuple[Place, ...]
    waived_by: str | None
    shape: BaseGeometry | None
    point: tuple[float, float] | None

    @property
    def amount(self) -> Measure | None:
        """Return the measure that says how much."""
        return amount(self.finding)

    @property
    def area_m2(self) -> float | None:
        """Return the area that is wrong in m², None where the finding is no such area.

        An area held against another one (a total that is too small) is not wrong itself.
        """
        measure = self.amount
        wrong = measure is not None and measure.unit == "m2" and not measure.threshold
        return measure.value if measure is not None and wrong else None


def amount(finding: Finding) -> Measure | None:
    """Return a finding's first measure with a threshold, else its first area, else its first."""
    measures = finding.measures
    decisive = [m for m in measures if m.threshold is not None]
    areas = [m for m in measures if m.unit == "m2"]
    return next(iter((*decisive, *areas, *measures)), None)


def ranked(rules: Sequence[RuleOutcome]) -> list[RuleOutcome]:
    """Return rules worst first: open ones before settled ones, blocking before others, then by
    status, then as listed.
    """
    return sorted(rules, key=lambda rule: _rank(rule.status, rule.severity))


def urgent(items: Sequence[Evidence]) -> list[Evidence]:
    """Return the findings to deal with, those that decide the verdict first: not the waived
    ones, nor the notes of rules that passed.
    """
    return sorted(
        (e for e in items if e.waived_by is None and e.assessment.status not in SETTLED),
        key=lambda item: _rank(item.assessment.status, item.assessment.severity),
    )


def evidence(report: Report) -> list[Evidence]:
    """Return all findings, rules and pieces worst first, numbered from 1."""
    rows = [row for rule in ranked(report.result.rules) for row in _worst_first(rule)]
    shapes = from_geojson([finding.geometry for _, _, finding in rows])
    points = shapely.point_on_surface(drawable(shapes))
    waivers = {(w.rule, w.fingerprint): w.document for w in report.result.waivers if w.applied}
    return [
        Evidence(
            number=number,
            rule=rule,
            assessment=assessment,
            finding=finding,
            places=report.provenance.places.get(finding.fingerprint, ()),
            waived_by=_waiver(waivers, rule.code, finding.fingerprint),
            shape=shape,
            point=None if point is None or point.is_empty else (point.x, point.y),
        )
        for number, ((rule, assessment, finding), shape, point) in enumerate(
            zip(rows, shapes, points, strict=True), start=1
        )
    ]


def from_geojson(items: Sequence[dict[str, object] | None]) -> Shapes:
    """Return shapely geometries of GeoJSON ones; None stays None."""
    texts = [None if item is None else json.dumps(item) for item in items]
    return np.asarray(shapely.from_geojson(np.array(texts, dtype=object)), dtype=object)


def drawable(shapes: Shapes) -> Shapes:
    """Return copies that can be drawn: a crossed ring as the areas it encloses."""
    broken = ~np.asarray(shapely.is_valid(shapes)) & ~np.asarray(shapely.is_missing(shapes))
    copies = shapes.copy()
    copies[broken] = shapely.make_valid(shapes[broken])
    return copies


def _rank(status: Status, severity: Severity) -> tuple[bool, int, int]:
    return status in SETTLED, _SEVERITY_ORDER.index(severity), STATUS_ORDER.index(status)


def _worst_first(rule: RuleOutcome) -> list[tuple[RuleOutcome, Assessment, Finding]]:
    rows = [(rule, a, finding) for a in rule.assessments for finding in a.findings]
    return sorted(rows, key=lambda row: (*_rank(row[1].status, row[1].severity), *_size(row[2])))


def _size(finding: Finding) -> tuple[float, tuple[str, ...], str]:
    measure = amount(finding)
    size = 0.0
    if measure is not None:
        size = abs(measure.value if measure.margin is None else measure.margin)
    return -size, finding.parcel_keys or finding.parcel_ids, finding.fingerprint


def _waiver(
    waivers: dict[tuple[str | None, str | None], str], rule: str, fingerprint: str
) -> str | None:
    keys = ((None, fingerprint), (rule, fingerprint), (rule, None))
    return next((waivers[key] for key in keys if key in waivers), None) if waivers else None
