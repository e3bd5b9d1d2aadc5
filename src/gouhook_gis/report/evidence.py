"""The findings of a report in the order a reader needs them: worst first, numbered once.

Every writer numbers findings alike, so that "问题 7" is the same on the map, in the workbook
and in the shapefile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic_core import to_json

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.submission import Place
from gouhook_gis.domain.words import STATUS_ORDER, Severity, Status

Shapes = npt.NDArray[np.object_]
_Row = tuple[RuleOutcome, Assessment, Finding, str | None]
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
    """Return the findings to deal with: not the waived ones, nor the notes of rules that
    passed. Of all findings of a report they are the first, so their numbers have no gap.
    """
    return [e for e in items if e.waived_by is None and e.assessment.status not in SETTLED]


def evidence(report: Report) -> list[Evidence]:
    """Return all findings numbered from 1 in the order in which to deal with them.

    What decides the verdict comes first: by severity and outcome of the finding, then by rule,
    then larger pieces before smaller; what was waived and the notes of rules that passed, last.
    """
    waivers = {(w.rule, w.fingerprint): w.document for w in report.result.waivers if w.applied}
    rows = sorted(
        (
            (rule, assessment, finding, _waiver(waivers, rule.code, finding.fingerprint))
            for rule in ranked(report.result.rules)
            for assessment in rule.assessments
            for finding in assessment.findings
        ),
        key=_order([rule.code for rule in ranked(report.result.rules)]),
    )
    shapes = from_geojson([finding.geometry for _, _, finding, _ in rows])
    points = shapely.point_on_surface(drawable(shapes))
    return [
        Evidence(
            number=number,
            rule=rule,
            assessment=assessment,
            finding=finding,
            places=report.provenance.places.get(finding.fingerprint, ()),
            waived_by=waived_by,
            shape=shape,
            point=None if point is None or point.is_empty else (point.x, point.y),
        )
        for number, ((rule, assessment, finding, waived_by), shape, point) in enumerate(
            zip(rows, shapes, points, strict=True), start=1
        )
    ]


def from_geojson(items: Sequence[dict[str, object] | None]) -> Shapes:
    """Return shapely geometries of GeoJSON ones; None stays None."""
    texts = [None if item is None else to_json(item) for item in items]
    return np.asarray(shapely.from_geojson(np.array(texts, dtype=object)), dtype=object)


def drawable(shapes: Shapes) -> Shapes:
    """Return copies that can be drawn: a crossed ring as the areas it encloses."""
    broken = ~np.asarray(shapely.is_valid(shapes)) & ~np.asarray(shapely.is_missing(shapes))
    copies = shapes.copy()
    copies[broken] = shapely.make_valid(shapes[broken])
    return copies


def _rank(status: Status, severity: Severity) -> tuple[bool, int, int]:
    return status in SETTLED, _SEVERITY_ORDER.index(severity), STATUS_ORDER.index(status)


def _order(codes: Sequence[str]) -> Callable[[_Row], tuple[object, ...]]:
    """Return the sort key of a finding; `codes` are those of the rules, worst first."""
    place = {code: i for i, code in enumerate(codes)}

    def key(row: _Row) -> tuple[object, ...]:
        rule, assessment, finding, waived_by = row
        settled, *rank = _rank(assessment.status, assessment.severity)
        return settled or waived_by is not None, *rank, place[rule.code], *_size(finding)

    return key


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
