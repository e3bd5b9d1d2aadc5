"""The compiled loop beside GEOS: relations that are certain, areas within their bound."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.kernel.ready import LOADER, Loop
from gouhook_gis.geometry.kernel.shares import Relation, Shares, shares_of
from gouhook_gis.geometry.overlay import overlay
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.geometry.sharing import decided
from gouhook_gis.geometry.transform import to_epsg
from tests.geometry.test_postgis_agreement import stars
from tests.support.shapes import EASTING, NORTHING, array, box, polygon, rewritten

EPSG, ZONED = 4544, 4523  # one meridian, without and with the zone number
HOLED = shapely.Polygon(box(0, 0, 100, 100).exterior, [box(40, 40, 20, 20).exterior])
TWO = shapely.MultiPolygon([box(0, 0, 40, 40), box(60, 60, 40, 40)])
SLANTED = polygon((0, 0), (33.3, 1.7), (31.1, 29.9), (-2.2, 27.3))

# name: left, right, relation, area shared
TABLE = {
    "half": (box(0, 0, 100, 100), box(50, 0, 100, 100), "UNDECIDED", 5000),
    "corner": (box(0, 0, 100, 100), box(90, 80, 100, 100), "PARTLY", 200),
    "cross": (box(0, 40, 100, 20), box(40, 0, 20, 100), "PARTLY", 400),
    "inside": (box(20, 20, 10, 30), box(0, 0, 100, 100), "LEFT_INSIDE", 0),
    "around": (box(0, 0, 100, 100), box(20, 20, 10, 30), "RIGHT_INSIDE", 0),
    "equal": (SLANTED, SLANTED, "UNDECIDED", float(shapely.area(SLANTED))),
    "inside at an edge": (box(0, 20, 10, 30), box(0, 0, 100, 100), "UNDECIDED", 300),
    "edge to edge": (box(0, 0, 100, 100), box(100, 0, 50, 100), "NOTHING", 0),
    "part of an edge": (box(0, 0, 100, 100), box(100, 30, 50, 40), "NOTHING", 0),
    "corner to corner": (box(0, 0, 100, 100), box(100, 100, 50, 50), "NOTHING", 0),
    "apart": (box(0, 0, 100, 100), box(200, 0, 50, 50), "NOTHING", 0),
    "boxes meet, shapes do not": (
        polygon((0, 0), (100, 0), (0, 100)), polygon((100, 100), (100, 10), (10, 100)),
        "NOTHING", 0,
    ),
    "over the hole": (box(30, 30, 40, 40), HOLED, "PARTLY", 1200),
    "in the hole": (box(45, 45, 10, 10), HOLED, "NOTHING", 0),
    "fills the hole": (box(40, 40, 20, 20), HOLED, "NOTHING", 0),
    "beside the hole": (box(5, 5, 20, 20), HOLED, "LEFT_INSIDE", 0),
    "holds one with a hole": (HOLED, box(-10, -10, 200, 200), "LEFT_INSIDE", 0),
    "in a hole of one in the hole": (HOLED, box(44, 44, 4, 4), "NOTHING", 0),
    "both parts": (TWO, box(-10, -10, 200, 200), "LEFT_INSIDE", 0),
    "one part of two": (TWO, box(-10, -10, 60, 60), "PARTLY", 1600),
    "between the parts": (TWO, box(45, 45, 10, 10), "NOTHING", 0),
    "strip of 1 cm": (box(0, 0, 100, 100), box(99.99, 10, 50, 50), "PARTLY", 0.5),
    "nothing at all": (shapely.Polygon(), box(0, 0, 1, 1), "NOTHING", 0),
}  # fmt: skip


@pytest.fixture(scope="module")
def loop() -> Loop:
    """The loop, compiled if need be."""
    assert LOADER.wait()
    found = LOADER.loop()
    assert found is not None
    return found


def screened(loop: Loop, left: Any, right: Any, epsg: int = EPSG, **more: Any) -> Shares:
    """Return how the rows of two layers lie pairwise."""
    rows = np.arange(len(left))
    return shares_of(loop, Ragged.of(left), Ragged.of(right), (rows, rows), (epsg, epsg), **more)


@pytest.mark.parametrize("name", TABLE)
def test_relation_and_area(loop: Loop, name: str) -> None:
    left, right, relation, area = TABLE[name]
    found = screened(loop, array(left), array(right))
    assert Relation(found.relation[0]).name == relation
    # At the meridian the plane is the ellipsoid.
    assert found.area[0] == pytest.approx(area, abs=1e-4)
    turned = screened(loop, array(right), array(left))
    swapped = {"LEFT_INSIDE": "RIGHT_INSIDE", "RIGHT_INSIDE": "LEFT_INSIDE"}
    assert Relation(turned.relation[0]).name == swapped.get(relation, relation)
    assert turned.area[0] == pytest.approx(area, abs=1e-4)


def test_noise_is_nothing_and_more_is_left_to_geos(loop: Loop) -> None:
    """1e-6 m² is what an overlay calls ground: two millionths over an edge of 1 m are some."""
    left = array(box(0, 0, 1, 1), box(0, 0, 1, 1))
    right = array(
        polygon((1 - 2e-7, 0), (2, 0), (2, 1), (1 - 2e-7, 1)),
        polygon((1 - 4e-6, 0), (2, 0), (2, 1), (1 - 4e-6, 1)),
    )
    found = screened(loop, left, right)
    assert found.relation.tolist() == [Relation.NOTHING, Relation.UNDECIDED]
    assert found.area[1] == pytest.approx(4e-6, rel=1e-2)
    assert len(overlay(left[:1], right[:1], EPSG)) == 0
    assert len(overlay(left[1:], right[1:], EPSG)) == 1


def test_crossing_corners_with_noise_between_them_are_left_to_geos(loop: Loop) -> None:
    """Two corners cross by 0.5 mm (2.5e-7 m², noise), and by 10 mm (1e-4 m²)."""
    own = array(box(0, 0, 10, 10), box(0, 0, 10, 10))
    other = array(box(9.9995, 9.9995, 10, 10), box(9.99, 9.99, 10, 10))
    found = screened(loop, own, other)
    assert found.relation.tolist() == [Relation.UNDECIDED, Relation.PARTLY]
    assert found.area == pytest.approx([2.5e-7, 1e-4], rel=1e-3)
    assert [len(overlay(own[k : k + 1], other[k : k + 1], EPSG)) for k in (0, 1)] == [0, 1]


def test_the_zone_number_changes_nothing(loop: Loop) -> None:
    left, right = array(box(0, 0, 100, 100)), array(box(90, 80, 100, 100))
    rows = np.zeros(1, dtype=np.intp)
    own = shares_of(loop, Ragged.of(left), Ragged.of(right), (rows, rows), (EPSG, EPSG))
    zoned = Ragged.of(to_epsg(right, EPSG, ZONED))
    other = shares_of(loop, Ragged.of(left), zoned, (rows, rows), (EPSG, ZONED))
    assert other.area[0] == own.area[0]
    assert other.relation[0] == own.relation[0]


def test_planes_of_two_meridians_are_refused(loop: Loop) -> None:
    ragged, rows = Ragged.of(array(box(0, 0, 1, 1))), np.zeros(1, dtype=np.intp)
    with pytest.raises(ValueError, match="are not planes of one meridian"):
        shares_of(loop, ragged, ragged, (rows, rows), (EPSG, 4545))


def test_no_way_of_writing_changes_anything(loop: Loop) -> None:
    rng = np.random.default_rng(7)
    for left, right, relation, area in TABLE.values():
        for _ in range(0 if left.is_empty else 4):
            some = array(rewritten(left, rng)), array(rewritten(right, rng))
            found = screened(loop, *some)
            assert Relation(found.relation[0]).name == relation
            assert found.area[0] == pytest.approx(area, abs=1e-4)


@pytest.mark.parametrize("east_m", [0, 120_000, -240_000])
def test_random_pairs_as_geos_has_them(loop: Loop, east_m: float) -> None:
    """Thousands of pairs of star-shaped polygons, some with a hole, far from the meridian too."""
    rng = np.random.default_rng(20083)
    left, right = (
        shapely.transform(stars(rng, 150), lambda coords: coords + np.array([east_m, 0.0]))
        for _ in range(2)
    )
    i, j = np.asarray(shapely.STRtree(right).query(left))
    assert len(i) > 1000
    check_against_geos(loop, left[i], right[j])


star = st.builds(
    lambda seed, x, y: shapely.affinity.translate(stars(np.random.default_rng(seed), 3)[0], x, y),
    st.integers(0, 10_000),
    st.integers(-300, 300).map(float),
    st.integers(-300, 300).map(float),
)
lattice = st.builds(
    box,
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(1, 8),
    st.integers(1, 8),
)


@given(st.lists(st.tuples(lattice, lattice), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_boxes_on_a_lattice(pairs: list[tuple[BaseGeometry, BaseGeometry]]) -> None:
    """Touching, shared edges and corners in every way: certain answers are those of GEOS."""
    loop = LOADER.loop() if LOADER.wait() else None
    assert loop is not None
    left, right = (array(*shapes) for shapes in zip(*pairs, strict=True))
    found = screened(loop, left, right)
    shared = shapely.area(shapely.intersection(left, right))
    nothing = found.relation == Relation.NOTHING
    assert (nothing == (shared == 0)).all()
    open_ = (found.relation == Relation.UNDECIDED) | (found.relation == Relation.PARTLY)
    assert np.abs(found.area - shared)[open_].max(initial=0) < 1e-5
    check_against_geos(loop, left, right)


@given(st.lists(st.tuples(star, star), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_random_stars(pairs: list[tuple[BaseGeometry, BaseGeometry]]) -> None:
    loop = LOADER.loop() if LOADER.wait() else None
    assert loop is not None
    check_against_geos(loop, *(array(*shapes) for shapes in zip(*pairs, strict=True)))


def check_against_geos(loop: Loop, left: Any, right: Any) -> None:
    """Certain relations are those of GEOS; areas differ from the official ones within the bound."""
    rows = np.arange(len(left))
    found = screened(loop, left, right)
    truth = decided(Prepared(left), Prepared(right), rows, rows, EPSG)
    sure = found.relation != Relation.UNDECIDED
    assert (found.relation[sure] == truth.relation[sure]).all()
    cut = (found.relation == Relation.PARTLY) & (truth.relation == Relation.PARTLY)
    difference = np.abs(found.area - truth.area)[cut]
    assert (difference <= found.bound[cut]).all()
    assert difference.max(initial=0) < 0.01


def test_degrees(loop: Loop) -> None:
    """In degrees the element of area changes with the latitude; near boundaries are left open."""
    left = array(box(0, 0, 500, 400), box(0, 0, 100, 100))
    right = array(box(260, 210, 500, 400), box(100, 0, 100, 100))
    degrees = [to_epsg(shapes, EPSG, 4490) for shapes in (left, right)]
    found = screened(loop, *degrees, epsg=4490)
    official = official_area(array(shapely.intersection(*degrees)[0]), 4490)
    assert found.relation.tolist() == [Relation.PARTLY, Relation.UNDECIDED]
    assert abs(found.area[0] - official[0]) < 0.05 < found.bound[0]
    assert found.area[0] == pytest.approx(240 * 190, abs=0.1)
    assert found.area[1] == pytest.approx(0, abs=0.01)


def test_a_province_of_many_vertices_and_a_parcel(loop: Loop) -> None:
    """The scratch room grows with the shape; what is far from the parcel changes nothing."""
    turn = np.linspace(0, 2 * np.pi, 20_001)[:-1]
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * 50_000 + [EASTING, NORTHING]
    round_ = array(shapely.Polygon(ring))
    east = array(box(49_900, -50, 200, 100))
    found = screened(loop, east, round_)
    truth = overlay(east, round_, EPSG)
    assert found.relation[0] == Relation.PARTLY
    assert abs(found.area[0] - truth.area[0]) < found.bound[0] < 0.2
    assert screened(loop, array(box(0, 0, 9, 9)), round_).relation[0] == Relation.LEFT_INSIDE
    assert screened(loop, array(box(49_990, 9_000, 9, 9)), round_).relation[0] == Relation.NOTHING
