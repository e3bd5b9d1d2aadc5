"""Pieces, unions and uncovered ground that one can check by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shapely

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.overlay import Pieces, overlay, slivers, uncovered, union, union_area
from tests.support.shapes import array, box, polygon, rewritten

EPSG = 4544

# name: left, right, area shared, perimeter of the shared ground, left area uncovered
TABLE = {
    "half": (box(0, 0, 100, 100), box(50, 0, 100, 100), 5000, 300, 5000),
    "corner": (box(0, 0, 100, 100), box(90, 80, 100, 100), 200, 60, 9800),
    "inside": (box(0, 0, 100, 100), box(20, 20, 10, 30), 300, 80, 9700),
    "around": (box(20, 20, 10, 30), box(0, 0, 100, 100), 300, 80, 0),
    "equal": (box(0, 0, 100, 100), box(0, 0, 100, 100), 10000, 400, 0),
    "inside at an edge": (box(0, 0, 100, 100), box(0, 20, 10, 30), 300, 80, 9700),
    "cross": (box(0, 40, 100, 20), box(40, 0, 20, 100), 400, 80, 1600),
    "strip 1 cm wide": (box(0, 0, 100, 100), box(99.99, 0, 50, 100), 1, 200.02, 9999),
    "two pieces": (
        box(0, 0, 100, 20),
        polygon((0, 10), (10, 10), (10, 50), (90, 50), (90, 10), (100, 10), (100, 60), (0, 60)),
        200, 80, 1800,
    ),
    "hole": (
        box(30, 30, 40, 40),
        shapely.Polygon(box(0, 0, 100, 100).exterior, [box(40, 40, 20, 20).exterior]),
        1200, 240, 400,
    ),
    "in the hole": (
        box(45, 45, 10, 10),
        shapely.Polygon(box(0, 0, 100, 100).exterior, [box(40, 40, 20, 20).exterior]),
        None, None, 100,
    ),
    "edge to edge": (box(0, 0, 100, 100), box(100, 0, 50, 100), None, None, 10000),
    "corner to corner": (box(0, 0, 100, 100), box(100, 100, 50, 50), None, None, 10000),
    "apart": (box(0, 0, 100, 100), box(200, 0, 50, 50), None, None, 10000),
    "boxes meet, shapes do not": (
        polygon((0, 0), (100, 0), (0, 100)), polygon((100, 100), (100, 10), (10, 100)),
        None, None, 5000,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_pieces_and_what_is_left(name: str) -> None:
    left, right, area, perimeter, rest = TABLE[name]
    pieces = overlay(array(left), array(right), EPSG)
    if area is None:
        assert len(pieces) == 0
    else:
        assert pieces.left.tolist() == pieces.right.tolist() == [0]
        assert pieces.area[0] == pytest.approx(area, abs=0.006)
        assert shapely.area(pieces.geometry[0]) == pytest.approx(area, abs=1e-5)
        assert pieces.perimeter[0] == pytest.approx(perimeter, abs=1e-6)
        assert pieces.width[0] == pytest.approx(2 * area / perimeter, abs=1e-4)
    found, ground = uncovered(array(left), array(right), EPSG)
    assert found[0] == pytest.approx(rest, abs=0.006)
    assert (ground[0] is None) == (rest == 0)


def test_a_contained_piece_has_the_area_of_the_whole_to_the_last_bit() -> None:
    parcel = polygon((0, 0), (33.3, 1.7), (31.1, 29.9), (-2.2, 27.3))
    piece = overlay(array(parcel), array(box(-50, -50, 200, 200)), EPSG)
    assert piece.area[0] == official_area(array(parcel), EPSG)[0]


def test_pieces_are_sorted_and_keep_their_rows() -> None:
    left = array(box(0, 0, 10, 10), None, box(100, 0, 10, 10), shapely.Polygon(), box(0, 0, 9, 9))
    right = array(None, box(5, 0, 200, 10), box(-5, 0, 8, 10))
    pieces = overlay(left, right, EPSG)
    assert list(zip(pieces.left.tolist(), pieces.right.tolist(), strict=True)) == [
        (0, 1), (0, 2), (2, 1), (4, 1), (4, 2),
    ]  # fmt: skip
    assert pieces.area == pytest.approx([50, 30, 100, 36, 27], abs=0.005)


def test_empty_layers() -> None:
    assert len(overlay(array(), array(), EPSG)) == 0
    assert len(overlay(array(None), array(box(0, 0, 1, 1)), EPSG)) == 0
    area, ground = uncovered(array(box(0, 0, 10, 10), None), array(), EPSG)
    assert area[0] == pytest.approx(100, abs=0.005)
    assert np.isnan(area[1])
    assert ground[0].equals(box(0, 0, 10, 10))
    assert ground[1] is None


def test_an_invalid_geometry_is_refused_with_its_place() -> None:
    bow_tie = polygon((0, 0), (10, 10), (10, 0), (0, 10))
    good = box(0, 0, 20, 20)
    with pytest.raises(ValueError, match=r"geometry 1 is invalid: Self-intersection\[500005 34"):
        overlay(array(box(50, 0, 1, 1), bow_tie), array(good), EPSG)
    with pytest.raises(ValueError, match="geometry 0 is invalid"):
        overlay(array(good), array(bow_tie), EPSG)
    with pytest.raises(ValueError, match="geometry 0 is invalid"):
        uncovered(array(bow_tie), array(good), EPSG)
    with pytest.raises(ValueError, match="geometry 1 is invalid"):
        union(array(good, bow_tie))


def test_overlays_are_made_in_a_plane() -> None:
    with pytest.raises(ValueError, match="EPSG:4490 is geographic"):
        overlay(array(), array(), 4490)
    with pytest.raises(ValueError, match="EPSG:4326 is not"):
        uncovered(array(), array(), 4326)


def test_touch_noise_is_no_piece() -> None:
    # The shared slanting edge is split on one side at points that doubles cannot hold.
    a, b = np.array([500000.1, 3400000.2]), np.array([500371.7, 3400299.3])
    left = shapely.Polygon([a, b, (500000.1, 3400299.3)])
    middle = [tuple(a + (b - a) * share) for share in (0.123, 0.391, 0.777)]
    right = shapely.Polygon([a, *middle, b, (500371.7, 3400000.2)])
    assert shapely.intersection(left, right).geom_type != "Point"
    assert len(overlay(array(left), array(right), EPSG)) == 0
    area, ground = uncovered(array(box(100, 50, 200, 100)), array(left, right), EPSG)
    assert area.tolist() == [0.0]
    assert ground[0] is None


@pytest.mark.parametrize(("width", "count"), [(0.9e-6, 0), (1.1e-4, 300)])
def test_ground_thinner_than_the_arithmetic_is_no_piece(width: float, count: int) -> None:
    # Some of these edges lie at a step of the rounded longitude: their area would not be 0.
    left = array(*(box(200.123 * k, 0, 100, 100) for k in range(300)))
    right = array(*(box(200.123 * k + 100 - width, 0, 50, 100) for k in range(300)))
    assert len(overlay(left, right, EPSG)) == count


def pieces_with(area: float, width: float) -> Pieces:
    one = np.array([0], dtype=np.intp)
    half = area / width
    strip = shapely.Polygon([(0, 0), (half, 0), (0, 0)])  # its perimeter alone matters
    return Pieces(one, one, array(strip), np.array([area]))


@pytest.mark.parametrize(
    ("area", "width", "expected"),
    [
        (0.999, 5.0, True),  # small
        (1.0, 5.0, False),
        (9.99, 0.049, True),  # thin, and below the area for thin ones
        (9.99, 0.05, False),
        (10.0, 0.049, False),
        (0.5, 0.01, True),
    ],
)
def test_slivers(area: float, width: float, expected: bool) -> None:
    assert slivers(pieces_with(area, width), 1.0, 0.05, 10.0).tolist() == [expected]


def test_union_counts_ground_once() -> None:
    geoms = array(box(0, 0, 100, 100), box(50, 0, 100, 100), None, box(500, 0, 10, 10))
    assert union_area(geoms, EPSG) == pytest.approx(15000 + 100, abs=0.01)
    assert union(geoms).geom_type == "MultiPolygon"
    assert union_area(array(None), EPSG) == 0
    assert union(array()).is_empty


def test_union_of_what_does_not_overlap_is_the_sum() -> None:
    geoms = array(box(0, 0, 40, 30), box(40, 0, 40, 30), box(200, 0, 33, 17))
    assert union_area(geoms, EPSG) == pytest.approx(official_area(geoms, EPSG).sum(), abs=1e-5)


def test_ground_covered_by_many_is_covered() -> None:
    tiles = array(*(box(10 * i, 10 * j, 10, 10) for i in range(10) for j in range(10)))
    parcels = array(box(3, 3, 80, 80), box(95, 0, 10, 10), box(-4, 3, 10, 10))
    area, ground = uncovered(parcels, tiles, EPSG)
    assert area == pytest.approx([0, 50, 40], abs=0.005)
    assert ground[0] is None
    assert ground[1].equals(box(100, 0, 5, 10))


def test_take_keeps_rows_together() -> None:
    pieces = overlay(array(box(0, 0, 9, 9)), array(box(0, 0, 5, 9), box(5, 0, 9, 9)), EPSG)
    second = pieces.take(pieces.right == 1)
    assert (second.right.tolist(), len(second)) == ([1], 1)
    assert second.area[0] == pytest.approx(36, abs=0.005)


place = st.integers(0, 2_000_000).map(lambda tick: tick / 10_000)
triangle = st.tuples(*[st.tuples(place, place)] * 3).map(lambda points: polygon(*points))
triangles = st.lists(triangle.filter(lambda geom: geom.area > 1), min_size=1, max_size=8)


@settings(max_examples=80, deadline=None)
@given(triangles, triangles, st.integers(0, 2**32 - 1))
def test_pieces_do_not_depend_on_rows_and_writing(
    left: list[shapely.Polygon], right: list[shapely.Polygon], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    i, j = rng.permutation(len(left)), rng.permutation(len(right))
    plain = overlay(array(*left), array(*right), EPSG)
    moved = overlay(
        array(*(rewritten(left[k], rng) for k in i)),
        array(*(rewritten(right[k], rng) for k in j)),
        EPSG,
    )
    order = np.lexsort((j[moved.right], i[moved.left]))
    moved = moved.take(order)
    assert (i[moved.left] == plain.left).all()
    assert (j[moved.right] == plain.right).all()
    assert moved.area.tolist() == plain.area.tolist()
    assert moved.perimeter.tolist() == plain.perimeter.tolist()
    assert [geom.wkb for geom in moved.geometry] == [geom.wkb for geom in plain.geometry]

    rest, ground = uncovered(array(*left), array(*right), EPSG)
    moved_rest, moved_ground = uncovered(
        array(*(rewritten(left[k], rng) for k in i)),
        array(*(rewritten(right[k], rng) for k in j)),
        EPSG,
    )
    assert moved_rest.tolist() == rest[i].tolist()
    assert shapely.to_wkb(moved_ground).tolist() == shapely.to_wkb(ground[i]).tolist()
    assert union_area(array(*left), EPSG) == union_area(array(*(left[k] for k in i)), EPSG)


@settings(max_examples=80, deadline=None)
@given(triangles, triangle.filter(lambda geom: geom.area > 1))
def test_covered_and_uncovered_ground_make_the_whole(
    right: list[shapely.Polygon], parcel: shapely.Polygon
) -> None:
    covered = union(overlay(array(parcel), array(*right), EPSG).geometry)
    rest, _ = uncovered(array(parcel), array(*right), EPSG)
    whole = official_area(array(parcel), EPSG)[0]
    inside = official_area(array(covered), EPSG)[0]
    assert inside + rest[0] == pytest.approx(whole, abs=0.02)


def test_one_large_neighbour_is_cut_to_the_parcels_first() -> None:
    # A county of 60,000 vertices under 400 parcels: the answer, and no copy of it for each.
    angle = np.linspace(0, 2 * np.pi, 60_000, endpoint=False)
    radius = 5000 + 20 * np.sin(400 * angle)
    county = polygon(*zip(radius * np.cos(angle), radius * np.sin(angle), strict=True))
    around = angle[:: 60_000 // 400]
    parcels = array(*(box(5000 * np.cos(a), 5000 * np.sin(a), 60, 60) for a in around))
    rest, ground = uncovered(parcels, array(county), EPSG)
    direct = shapely.area(shapely.difference(parcels, county))
    assert np.nan_to_num(shapely.area(ground)) == pytest.approx(direct, abs=1e-6)
    assert rest == pytest.approx(direct, abs=0.01)
    assert (direct > 0).sum() > 100
