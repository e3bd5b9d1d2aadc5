"""The text of a parcel beside its layer: figures that can be read off squares of 100 m."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

import shapely

from gouhook_gis.domain.case import Case, LawDate
from gouhook_gis.domain.filed import FiledBoundary, FiledPoint
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.identity import parcel_key
from gouhook_gis.domain.reconciliation import BoundarySide
from gouhook_gis.domain.submission import Submission
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.transform import transform_points
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.rules.ground.parcels import parcel_table
from gouhook_gis.rules.loader import profile
from gouhook_gis.rules.reconciling.boundaries import boundary_sides, count_agrees
from gouhook_gis.rules.scene import Scene
from tests.support.fixtures import EPSG, ORIGIN, FixtureParcel

SQUARE = [(0, 100), (100, 100), (100, 0), (0, 0)]
HOLE = [(40, 60), (40, 40), (60, 40), (60, 60)]
AWAY = [(300, 100), (400, 100), (400, 0), (300, 0)]
KEY = parcel_key(Role.DEMOLITION, "CJ01")
Ring = Sequence[tuple[float, float]]


def text(*rings: Ring, epsg: int = EPSG, file: str = "坐标.txt", **said: object) -> FiledBoundary:
    """Return a text whose points J1, J2 … are those of `rings`; a ring inside another is a hole."""
    points, filed = [], []
    for number, ring in enumerate(rings, start=1):
        metres = np.array(ring, dtype=np.float64) + ORIGIN
        if epsg != EPSG:
            metres = transform_points(metres, EPSG, epsg)
        filed.append(shapely.Polygon(metres))
        for x, y in metres.tolist():
            points.append(FiledPoint(f"J{len(points) + 1}", number, x, y, 12 + len(points)))
    shape = filed[0]
    for other in filed[1:]:
        shape = shape.difference(other) if shape.contains(other) else shape.union(other)
    return FiledBoundary.model_validate(
        {
            "file": file,
            "line": 11,
            "id": "CJ01",
            "parcel_key": KEY,
            "points": tuple(points),
            "geometry": Geometry(wkb=shapely.to_wkb(shape), epsg=epsg),
            **said,
        }
    )


def side(boundary: FiledBoundary | None, *rings: Ring) -> BoundarySide:
    """Return the side of a parcel whose layer has `rings`, the first its shell."""
    wkt = shapely.Polygon(rings[0], [ring for ring in rings[1:] if ring is not AWAY])
    shape = wkt.union(shapely.Polygon(AWAY)) if AWAY in rings else wkt
    parcel = FixtureParcel(id="CJ01", role=Role.DEMOLITION, wkt=shape.wkt).parcel(1)
    other = FixtureParcel(id="CJ00", role=Role.DEMOLITION, box=(600, 0, 700, 100)).parcel(2)
    submission = Submission(
        name="made.zip", parcels=(parcel, other), boundaries=(boundary,) if boundary else ()
    )
    case = Case(
        submission=submission,
        profile="sichuan",
        law_date=LawDate(date=date(2024, 6, 30), origin="as_of"),
    )
    table, plane = parcel_table(submission.parcels, 0.05)
    scene = Scene(case, profile("sichuan"), MemoryStore.of([]), table, plane)
    without, found = boundary_sides(scene)
    assert (without.file, without.points_layer, without.farthest_m) == (None, 4, None)
    return found


def test_without_a_text_the_layer_stands_alone() -> None:
    found = side(None, SQUARE)
    assert found.area_planar_m2 == 10_000.0
    assert (found.points_layer, found.points_text, found.text_area_planar_m2) == (4, None, None)


@pytest.mark.parametrize("start", range(4))
@pytest.mark.parametrize("turned", [False, True])
def test_the_same_boundary_in_any_writing(start: int, turned: bool) -> None:
    ring = [*SQUARE[start:], *SQUARE[:start]]
    found = side(text(ring[::-1] if turned else ring, declared_points=5, closing=1), SQUARE)
    assert (found.farthest_m, found.missing, found.added) == (0.0, (), ())
    assert (found.points_declared, found.points_text, found.points_layer) == (5, 5, 5)
    assert found.text_area_planar_m2 == 10_000.0
    assert found.text_area_ellipsoidal_m2 == pytest.approx(10_000.0, abs=0.01)
    assert found.file == "坐标.txt"


@pytest.mark.parametrize(
    ("declared", "agrees", "found"),
    [(None, None, 4), (4, True, 4), (5, True, 5), (3, False, 4), (6, False, 5)],
)
def test_points_are_counted_as_the_header_counts(
    declared: int | None, agrees: bool | None, found: int
) -> None:
    boundary = text(SQUARE, declared_points=declared, closing=1)
    assert count_agrees(boundary) is agrees
    one = side(boundary, SQUARE)
    assert (one.points_text, one.points_layer) == (found, found)


def test_a_point_less_shows_in_the_counts_of_either_way() -> None:
    """Four points, and two rings that close: the layer has them all, the text one less."""
    less = text(SQUARE, HOLE[:3], declared_points=10, closing=2)
    one = side(less, SQUARE, HOLE)
    assert (one.points_declared, one.points_text, one.points_layer) == (10, 9, 10)
    other = side(less.model_copy(update={"declared_points": 7}), SQUARE, HOLE)
    assert (other.points_text, other.points_layer) == (7, 8)


def test_one_point_moved_by_half_a_metre() -> None:
    found = side(text([(0, 100), (100.3, 100.4), (100, 0), (0, 0)]), SQUARE)
    assert (found.farthest_m, found.missing, found.added) == (0.5, (), ())
    # The corner gains two triangles: 100 × 0.3 / 2 + 100 × 0.4 / 2 m².
    assert found.text_area_planar_m2 == pytest.approx(10_035.0, abs=1e-6)


@pytest.mark.parametrize(
    ("gone", "between"), [(0, "J3–J1"), (1, "J1–J2"), (2, "J2–J3"), (3, "J3–J1")]
)
@pytest.mark.parametrize("turned", [False, True])
def test_one_point_missing_is_named_by_those_beside_it(
    gone: int, between: str, turned: bool
) -> None:
    layer = SQUARE[::-1] if turned else SQUARE
    found = side(text([*SQUARE[:gone], *SQUARE[gone + 1 :]]), layer)
    assert (found.farthest_m, found.missing, found.added) == (0.0, (between,), ())


def test_a_point_more_on_a_straight_edge_is_no_displacement() -> None:
    found = side(text([SQUARE[0], (50, 100), *SQUARE[1:]]), SQUARE)
    assert (found.farthest_m, found.missing, found.added) == (0.0, (), ("J2",))
    assert found.text_area_planar_m2 == 10_000.0


def test_a_hole_whose_corner_moved() -> None:
    found = side(text(SQUARE, [*HOLE[:3], (60, 60.25)]), SQUARE, HOLE)
    assert (found.farthest_m, found.missing, found.added) == (0.25, (), ())
    assert (found.points_text, found.points_layer) == (8, 8)


def test_two_parts_in_another_order() -> None:
    found = side(text(AWAY[1:] + AWAY[:1], SQUARE), SQUARE, AWAY)
    assert (found.farthest_m, found.missing, found.added) == (0.0, (), ())
    assert found.text_area_planar_m2 == 20_000.0


def test_a_hole_that_the_text_lacks_is_named_by_its_number() -> None:
    found = side(text(SQUARE), SQUARE, HOLE)
    assert found.missing == ("2-1", "2-2", "2-3", "2-4")


@pytest.mark.parametrize("epsg", [4544, 4524, 4490])
def test_a_text_in_another_system_is_brought_into_the_plane(epsg: int) -> None:
    """Without zone number, in the next zone, in degrees: the same points to a tenth of a mm."""
    found = side(text([(0, 100), (100.3, 100.4), (100, 0), (0, 0)], epsg=epsg), SQUARE)
    assert found.farthest_m == pytest.approx(0.5, abs=1e-4)
    assert (found.missing, found.added) == ((), ())


def test_a_text_without_polygon_has_its_points_counted_alone() -> None:
    found = side(text(SQUARE).model_copy(update={"geometry": None}), SQUARE)
    assert (found.points_text, found.farthest_m, found.text_area_planar_m2) == (4, None, None)


def test_a_text_that_crosses_itself_has_no_area() -> None:
    found = side(text([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]), SQUARE)
    assert (found.text_area_planar_m2, found.farthest_m) == (None, 0.0)
