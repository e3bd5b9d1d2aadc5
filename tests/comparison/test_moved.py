"""A report with its shapes in another system, and two reports in two systems compared."""

from __future__ import annotations

from gouhook_gis.comparison.moved import moved
from gouhook_gis.comparison.reports import compare_reports
from gouhook_gis.domain.report import Report
from tests.comparison.versions import A, B, report

EPSG, WITHOUT_NUMBER, FALSE_EASTING = 4523, 4544, 35_000_000


def eastings(version: Report) -> list[float]:
    """Return the easting of the first corner of every parcel and finding."""
    shapes = [parcel.geometry for parcel in version.result.parcels]
    for rule in version.result.rules:
        shapes += [f.geometry for a in rule.assessments for f in a.findings]
    return [shape["coordinates"][0][0][0] for shape in shapes if shape is not None]


def test_in_its_own_system_a_report_stays_as_it_is() -> None:
    one = report(JX1=A)
    assert one.result.crs == f"EPSG:{EPSG}"
    assert moved(one, EPSG) is one


def test_without_the_zone_number_every_easting_is_less_by_it() -> None:
    one = report(JX1=A, JX2=B)
    there = moved(one, WITHOUT_NUMBER)
    assert there.result.crs == f"EPSG:{WITHOUT_NUMBER}"
    assert eastings(there) == [round(east - FALSE_EASTING, 4) for east in eastings(one)]
    assert there.provenance == one.provenance


def test_the_same_ground_in_two_systems_is_still_there() -> None:
    before, after = report(JX1=A), moved(report(JX9=A), WITHOUT_NUMBER)
    found = compare_reports(moved(before, WITHOUT_NUMBER), after)
    assert [(f.fate, f.matched) for f in found.findings] == [("still", "overlap")]
