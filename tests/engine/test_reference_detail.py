"""`--reference-detail none` shows no outline of a reference layer, not even through a cut piece."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.assessment import Finding
from gouhook_gis.engine.check import check_case
from gouhook_gis.rules.loader import profile
from tests.support.fixtures import Fixture, fixture_codes, load_fixture

FIXTURES = [load_fixture(code) for code in fixture_codes()]
ON_LAYERS = [f for f in FIXTURES if f.definition().check.needs().all_slots]


def found(
    fixture: Fixture, name: str, detail: str, by_kind: dict[str, str] | None = None
) -> tuple[set[tuple[float, ...]], list[Finding]]:
    """Return the corners of the parcels and the findings of a case; with `by_kind` all its layers
    are restricted.
    """
    chosen, rule = fixture.cases[name], fixture.definition()
    case = chosen.case(rule, fixture.profile).model_copy(update={"reference_detail": detail})
    if by_kind is not None:
        slots = {s: e.model_copy(update={"restricted": True}) for s, e in case.slots.items()}
        case = case.model_copy(update={"slots": slots, "reference_details": by_kind})
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


@pytest.mark.parametrize("fixture", ON_LAYERS, ids=lambda fixture: str(fixture.rule))
def test_what_is_said_of_every_restricted_kind_holds_for_each(fixture: Fixture) -> None:
    for name in fixture.cases:
        corners, findings = found(fixture, name, "full", {"*": "none"})
        for finding in findings:
            assert finding.reference_geometry is None
            assert finding.geometry is None or set(_corners(finding.geometry)) <= corners, name


@pytest.mark.parametrize("fixture", ON_LAYERS, ids=lambda fixture: str(fixture.rule))
def test_clipped_no_corner_of_a_finding_leaves_the_parcels(fixture: Fixture) -> None:
    """But those of gaps between parcels, which no layer has a part in."""
    for name in fixture.cases:
        _, findings = found(fixture, name, "full", {"*": "clip"})
        allowed = _ground(fixture, name)
        for finding in findings:
            assert finding.reference_geometry is None
            corners = [shapely.Point(corner) for corner in _corners(finding.geometry)]
            assert shapely.covers(allowed, corners).all(), name


def test_of_two_kinds_the_one_that_is_named() -> None:
    """B01 against basic farmland: its piece goes, and stays where another kind is named."""
    fixture = load_fixture("ZJ-B01")
    corners, (hidden, *_) = found(fixture, "worst", "clip", {"basic_farmland": "none"})
    assert set(_corners(hidden.geometry)) <= corners
    _, (other, *_) = found(fixture, "worst", "clip", {"land_use": "none"})
    assert not set(_corners(other.geometry)) <= corners


def test_what_is_said_by_kind_is_said_of_restricted_editions_alone() -> None:
    fixture = load_fixture("ZJ-B01")
    rule = fixture.definition()
    case = fixture.cases["worst"].case(rule, fixture.profile)
    for restricted, expected in ((True, "none"), (False, "clip")):
        slots = {s: e.model_copy(update={"restricted": restricted}) for s, e in case.slots.items()}
        said = case.model_copy(update={"slots": slots, "reference_details": {"*": "none"}})
        assert {said.detail(edition.kind) for edition in slots.values()} == {expected}


def test_clip_shows_the_piece_and_full_the_feature() -> None:
    """B01: with `clip` the piece of the parcel, with `full` the patch beside it."""
    fixture = load_fixture("ZJ-B01")
    corners, (clipped, *_) = found(fixture, "worst", "clip")
    assert not set(_corners(clipped.geometry)) <= corners
    assert clipped.reference_geometry is None
    _, (full, *_) = found(fixture, "worst", "full")
    assert full.reference_geometry is not None


def _ground(fixture: Fixture, name: str) -> BaseGeometry:
    """Return the parcels of a case and of its earlier version, a millimetre wider."""
    chosen = fixture.cases[name]
    filed = [parcel.geometry for parcel in chosen.submission().parcels]
    earlier = [row.geometry() for row in chosen.previous or ()]
    shapes = shapely.from_wkb([one.wkb for one in (*filed, *earlier) if one], on_invalid="ignore")
    return shapely.buffer(shapely.union_all(shapely.make_valid(shapes)), 0.001)


def _corners(geometry: object) -> Iterator[tuple[float, ...]]:
    """Return the corners of a GeoJSON polygon or line; a point is a place, no outline."""
    if not isinstance(geometry, dict) or geometry["type"] in ("Point", "MultiPoint"):
        return
    for x, y in shapely.get_coordinates(shapely.from_geojson(json.dumps(geometry))):
        yield round(float(x), 4), round(float(y), 4)
