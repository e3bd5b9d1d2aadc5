"""Outlines matched point by point, on figures whose answers can be read off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shapely

from gouhook_gis.geometry import outline as outlines
from gouhook_gis.geometry import point_matching, sequences
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.outline import Outline
from gouhook_gis.geometry.point_matching import Matched, match_points

SQUARE = [(0, 100), (100, 100), (100, 0), (0, 0)]
HOLE = [(40, 60), (40, 40), (60, 40), (60, 60)]
AWAY = [(300, 100), (400, 100), (400, 0), (300, 0)]
TOLERANCE = 0.01
Ring = list[tuple[float, float]]


def outline(*rings: Ring) -> Outline:
    points = np.array([point for ring in rings for point in ring], dtype=np.float64)
    # Where parcels lie: a square of doubles there is coarse, and must not matter.
    points += (35_500_000.0, 3_400_000.0)
    return Outline(points, np.repeat(np.arange(len(rings)), [len(ring) for ring in rings]))


def matched(a: list[Ring], b: list[Ring]) -> Matched:
    return match_points(outline(*a), outline(*b), TOLERANCE)


def farthest(found: Matched) -> float:
    return float(found.distance.max(initial=0.0))


@pytest.mark.parametrize("start", range(4))
@pytest.mark.parametrize("turned", [False, True])
def test_start_and_direction_make_no_difference(start: int, turned: bool) -> None:
    other = SQUARE[start:] + SQUARE[:start]
    found = matched([SQUARE], [other[::-1] if turned else other])
    assert (len(found.a), farthest(found), found.reordered) == (4, 0.0, False)
    assert not len(found.only_a)
    assert not len(found.only_b)


@pytest.mark.parametrize("turned", [False, True])
def test_one_point_moved(turned: bool) -> None:
    moved = [(0, 100), (100.3, 100.4), (100, 0), (0, 0)]
    found = matched([moved], [SQUARE[::-1] if turned else SQUARE])
    assert farthest(found) == 0.5
    assert found.a[found.distance > 0].tolist() == [1]
    assert found.b[found.distance > 0].tolist() == [2 if turned else 1]


@pytest.mark.parametrize(("moved", "apart"), [(0.01, 0.01), (0.011, 0.011)])
def test_at_the_tolerance_and_beyond_it(moved: float, apart: float) -> None:
    found = matched([[(0, 100), (100, 100 + moved), (100, 0), (0, 0)]], [SQUARE])
    assert (len(found.a), farthest(found)) == (4, apart)


def test_a_missing_corner_lies_off_the_line_by_its_height() -> None:
    """Without (100, 100) the line runs from (0, 100) to (100, 0), 50 √2 m away from it."""
    found = matched([[SQUARE[0], *SQUARE[2:]]], [SQUARE])
    assert (found.only_a.tolist(), found.only_b.tolist()) == ([], [1])
    assert found.off_b.tolist() == [70.7107]
    assert farthest(found) == 0.0


@pytest.mark.parametrize(("height", "off"), [(0.0, 0.0), (0.01, 0.01), (0.02, 0.02)])
def test_a_point_more_on_a_straight_edge(height: float, off: float) -> None:
    more = [SQUARE[0], (50, 100 + height), *SQUARE[1:]]
    found = matched([more], [SQUARE])
    assert (found.only_a.tolist(), found.off_a.tolist()) == ([1], [off])
    assert not len(found.only_b)
    assert farthest(found) == 0.0


def test_a_corner_moved_along_its_edge() -> None:
    """(90, 100) is on the line of the square all the same."""
    found = matched([[(0, 100), (90, 100), (100, 0), (0, 0)]], [SQUARE])
    assert (len(found.a), farthest(found)) == (4, 10.0)


def test_points_set_on_one_edge_in_two_places_are_no_pair() -> None:
    one, other = [SQUARE[0], (30, 100), *SQUARE[1:]], [SQUARE[0], (70, 100), *SQUARE[1:]]
    found = matched([one], [other])
    assert (found.only_a.tolist(), found.only_b.tolist()) == ([1], [1])
    assert (found.off_a.tolist(), found.off_b.tolist()) == ([0.0], [0.0])


def test_all_moved_along_two_sides() -> None:
    """Half of the corners lie on the other line, and are moved by 3 m like the others."""
    found = matched([[(x + 3, y) for x, y in SQUARE]], [SQUARE])
    assert found.distance.tolist() == [3.0] * 4
    assert found.b.tolist() == [0, 1, 2, 3]


def test_a_slip_of_the_pen_is_a_point_moved_far() -> None:
    found = matched([[(0, 100), (100, 1100), (100, 0), (0, 0)]], [SQUARE])
    assert (len(found.a), farthest(found)) == (4, 1000.0)


def test_a_side_moved_by_three_metres() -> None:
    found = matched([[(0, 103), (100, 103), (100, 0), (0, 0)]], [SQUARE])
    assert found.distance.tolist() == [3.0, 3.0, 0.0, 0.0]


@pytest.mark.parametrize("start", range(5))
@pytest.mark.parametrize("turned", [False, True])
def test_all_moved_and_one_left_out(start: int, turned: bool) -> None:
    """No point coincides: pairs follow each other round the ring, one point has none."""
    five: Ring = [(0, 100), (50, 130), (100, 100), (100, 0), (0, 0)]
    other = five[start:] + five[:start]
    without = [(x + 3, y + 4) for x, y in (*five[:1], *five[2:])]
    found = matched([without], [other[::-1] if turned else other])
    assert found.distance.tolist() == [5.0] * 4
    here = outline(other[::-1] if turned else other).points[found.only_b]
    assert here.tolist() == [[35_500_050.0, 3_400_130.0]]


def test_rings_find_each_other_in_any_order() -> None:
    hole = [(40.5, 60), *HOLE[1:]]
    found = matched([SQUARE, hole, AWAY], [AWAY[::-1], SQUARE, HOLE[2:] + HOLE[:2]])
    assert (len(found.a), farthest(found)) == (12, 0.5)
    assert found.a[found.distance > 0].tolist() == [4]


def test_a_hole_that_one_has_not() -> None:
    found = matched([SQUARE], [SQUARE, HOLE])
    assert found.only_b.tolist() == [4, 5, 6, 7]
    assert found.off_b.tolist() == [40.0] * 4


def test_a_part_elsewhere_is_no_part_moved() -> None:
    found = matched([SQUARE, AWAY], [SQUARE])
    assert (found.only_a.tolist(), len(found.a)) == ([4, 5, 6, 7], 4)


def test_the_same_points_in_another_order() -> None:
    crossed = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
    assert matched([crossed], [SQUARE]).reordered
    assert not matched([SQUARE], [SQUARE]).reordered


@pytest.mark.parametrize("turned", [False, True])
def test_a_point_that_stands_twice_in_both(turned: bool) -> None:
    twice = [SQUARE[0], SQUARE[1], SQUARE[1], *SQUARE[2:]]
    found = matched([twice], [twice[::-1] if turned else twice])
    assert (len(found.a), farthest(found), found.reordered) == (5, 0.0, False)


def test_a_point_that_stands_twice_in_one() -> None:
    found = matched([[SQUARE[0], SQUARE[1], SQUARE[1], *SQUARE[2:]]], [SQUARE])
    assert (len(found.a), found.off_a.tolist()) == (4, [0.0])


def test_far_too_many_points_for_a_table_come_out_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moved = [(0, 100), (100.3, 100.4), (100, 0), (0, 0)]
    one = matched([moved, HOLE], [SQUARE[::-1], HOLE])
    monkeypatch.setattr(point_matching, "_LARGEST", 1)
    monkeypatch.setattr(sequences, "_LARGEST", 1)
    monkeypatch.setattr(outlines, "_LARGEST", 1)
    other = matched([moved, HOLE], [SQUARE[::-1], HOLE])
    assert one.off_b.tolist() == other.off_b.tolist()
    assert one.b.tolist() == other.b.tolist()
    assert one.distance.tolist() == other.distance.tolist()


def circle(count: int) -> Floats:
    angle = np.arange(count) * (2 * np.pi / count)
    return np.round(np.column_stack([500 * np.cos(angle), 300 * np.sin(angle)]), 3)


@given(
    count=st.integers(8, 40),
    start=st.integers(0, 39),
    turned=st.booleans(),
    moved=st.dictionaries(st.integers(0, 39), st.floats(0.02, 5.0), max_size=4),
    gone=st.integers(0, 39),
)
def test_what_was_done_to_a_ring_is_found(
    count: int, start: int, turned: bool, moved: dict[int, float], gone: int
) -> None:
    """Points of an ellipse are moved outwards, one is taken away: neither is ever mistaken."""
    points = circle(count)
    gone %= count
    other = points.copy()
    for i, away in moved.items():
        if i % count not in {gone, (gone + 1) % count, (gone - 1) % count}:
            other[i % count] += points[i % count] / np.hypot(*points[i % count]) * away
    apart = np.round(np.hypot(*(other - points).T), 4)
    text = np.roll(np.delete(other, gone, axis=0), start, axis=0)
    text = text[::-1] if turned else text
    found = match_points(
        Outline(text, np.zeros(count - 1, int)), Outline(points, np.zeros(count, int)), TOLERANCE
    )
    assert found.only_b.tolist() == [gone]
    assert not len(found.only_a)
    assert not found.reordered
    assert np.sort(found.distance).tolist() == np.sort(np.delete(apart, gone)).tolist()


def test_outlines_of_polygons_have_each_point_once() -> None:
    shape = shapely.MultiPolygon([shapely.Polygon(SQUARE, [HOLE]), shapely.Polygon(AWAY)])
    shapes = np.array([shapely.Polygon(AWAY), None, shape], dtype=object)
    one, none, found = Outline.of_all(shapes)
    assert (len(one), one.rings, len(none), none.rings) == (4, 1, 0, 0)
    assert found.points.tolist() == [[float(x), float(y)] for x, y in (*SQUARE, *HOLE, *AWAY)]
    assert found.ring.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert found.boxes().tolist() == [[0, 0, 100, 100], [40, 40, 60, 60], [300, 0, 400, 100]]
