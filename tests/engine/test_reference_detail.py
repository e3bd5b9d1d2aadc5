"""`--reference-detail none` shows no outline of a reference layer, not even through a cut piece."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import shapely

from gouhook_gis.domain.assessment import Finding
from gouhook_gis.engine.check import check_case
from gouhook_gis.rules.loader import profile
from tests.support.fixtures import Fixture, fixture_codes, load_fixture

FIXTURES = [load_fixture(code) for code in fixture_codes()]
ON_LAYERS = [f for f in FIXTURES if f.definition().check.needs().all_slots]


def found(fixture: Fixture, name: str, detail: str) -> tuple[set[tuple[float, ...]], list[Finding]]:
    """Return the corners of the parcels and the findings of a case."""
    chosen, rule = fixture.cases[name], fixture.definition()
    case = chosen.case(rule, fixture.profile).model_copy(update={"reference_detail": detail})
    result = check_case(case, profile(fixture.profile), [rule], chosen.store()).result
    corners = {c for parcel in result.parcels for c in _corners(parcel.geometry)}
    earlier = [row.geometry() for row in chosen.previous or ()]
    corners |= {
        c
        for g in earlier
        if g
        for c in _corners(json.loads(shapely.to_geojson(shapely.from_wkb(g.wkb))))
    }
    return corners, [f for a in result.rules[0].assessments for f in a.findings]


@pytest.mark.parametrize("fixture", ON_LAYERS, ids=lambda fixture: str(fixture.rule))
def test_only_corners_of_parcels_are_shown(fixture: Fixture) -> None:
    for name in fixture.cases:
        corners, findings = found(fixture, name, "none")
        for finding in findings:
            assert finding.reference_geometry is None
            assert finding.geometry is None or set(_corners(finding.geometry)) <= corners, name


def test_clip_shows_the_piece_and_full_the_feature() -> None:
    """B01: with `clip` the piece of the parcel, with `full` the patch beside it."""
    fixture = load_fixture("ZJ-B01")
    corners, (clipped, *_) = found(fixture, "worst", "clip")
    assert not set(_corners(clipped.geometry)) <= corners
    assert clipped.reference_geometry is None
    _, (full, *_) = found(fixture, "worst", "full")
    assert full.reference_geometry is not None


def _corners(geometry: object) -> Iterator[tuple[float, ...]]:
    """Return the corners of a GeoJSON polygon or line; a point is a place, no outline."""
    if not isinstance(geometry, dict) or geometry["type"] in ("Point", "MultiPoint"):
        return
    for x, y in shapely.get_coordinates(shapely.from_geojson(json.dumps(geometry))):
        yield round(float(x), 4), round(float(y), 4)
