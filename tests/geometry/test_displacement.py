"""How far an outline lies from another: numbers that can be worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shapely
from shapely.affinity import rotate, translate

from gouhook_gis.geometry.displacement import Displacements, displacement

E, N = 35_500_000.0, 3_400_000.0
SQUARE = shapely.box(E, N, E + 40, N + 40)


def of(outline: shapely.Geometry | None, other: shapely.Geometry | None) -> Displacements:
    """Measure one pair."""
    return displacement(np.array([outline], dtype=object), np.array([other], dtype=object))


def told(outline: shapely.Geometry, other: shapely.Geometry) -> tuple[float, float, float]:
    """Return greatest, 95th percentile and mean of one pair."""
    found = of(outline, other)
    return float(found.greatest[0]), float(found.p95[0]), float(found.mean[0])


def test_one_side_moved_by_three_metres() -> None:
    """The eastern side of 40 m lies 3 m farther out; the two ends of 3 m leave the other line
    gradually. (40 · 3 + 2 · 3 · 1.5) / 166.
    """
    moved = shapely.box(E, N, E + 43, N + 40)
    assert told(moved, SQUARE) == pytest.approx((3.0, 3.0, 129 / 166), abs=1e-7)
    # Back: the side of 40 m is 3 m from the moved one, but 0 at its ends, where it meets it.
    greatest, p95, mean = told(SQUARE, moved)
    assert (greatest, p95) == pytest.approx((3.0, 3.0), abs=1e-7)
    # 3 m at each end rise from 0 to 3 along the edges they meet.
    assert mean == pytest.approx((34 * 3 + 2 * 4.5) / 160, abs=0.001)


def test_an_edge_is_measured_between_its_ends() -> None:
    """Both ends of the edge are on the other line, its middle 10 m from the notch cut into it."""
    notched = shapely.Polygon(
        [(E, N), (E + 40, N), (E + 40, N + 40), (E + 20, N + 30), (E, N + 40)]
    )
    greatest, _, mean = told(SQUARE, notched)
    # From the middle to the slanted lines (20 along, 10 down): 10 · 20 / √500.
    slanted = 200 / math.sqrt(500)
    assert greatest == pytest.approx(slanted, abs=0.001)
    assert mean == pytest.approx(40 * slanted / 2 / 160, abs=0.001)
    assert told(notched, SQUARE)[0] == pytest.approx(10.0, abs=1e-9)


def test_turned_by_half_a_right_angle() -> None:
    """A corner of the turned square is 20·√2 from the middle, 20 of which lie within."""
    turned = rotate(SQUARE, 45, origin="center")
    assert told(turned, SQUARE)[0] == pytest.approx(20 * math.sqrt(2) - 20, abs=0.001)
    # And the square's corner from the turned side: its half diagonal less 20.
    assert told(SQUARE, turned)[0] == pytest.approx(20 * math.sqrt(2) - 20, abs=0.001)


def test_a_hole_is_outline_too() -> None:
    """A hole of 10 m in the middle lies 15 m from the outer line; 40 of the 200 m are its own."""
    hole = shapely.box(E + 15, N + 15, E + 25, N + 25)
    holed = shapely.difference(SQUARE, hole)
    assert told(holed, SQUARE) == pytest.approx((15.0, 15.0, 40 * 15 / 200), abs=0.001)
    assert told(SQUARE, holed) == (0.0, 0.0, 0.0)


def test_the_percentile_is_by_length() -> None:
    """A tooth of 2 m × 4 m on a line of 200 m: 10 of 208 m lie off it, 4.8 % of the length."""
    side = 50.0
    square = shapely.box(E, N, E + side, N + side)
    tooth = shapely.box(E + 20, N - 4, E + 22, N)
    greatest, p95, mean = told(shapely.union(square, tooth), square)
    assert greatest == pytest.approx(4.0, abs=1e-9)
    assert p95 == pytest.approx(0.0, abs=1e-6)
    assert mean == pytest.approx((2 * 4 + 2 * 4 * 2) / 208, abs=0.001)
    # At 5 m the tooth holds 12 of 210 m, 5.7 %: the percentile lies 0.75 m up its sides.
    longer = shapely.box(E + 20, N - 5, E + 22, N)
    assert told(shapely.union(square, longer), square)[1] == pytest.approx(0.75, abs=0.001)


def test_several_pairs_at_once_and_those_without_one() -> None:
    """Each is what it is alone; nothing to measure is not zero."""
    moved = translate(SQUARE, 0, 3)
    parts = shapely.union(SQUARE, translate(SQUARE, 200, 0))
    own = np.array([moved, None, SQUARE, parts, shapely.Polygon()], dtype=object)
    other = np.array([SQUARE, SQUARE, None, SQUARE, SQUARE], dtype=object)
    found = displacement(own, other)
    assert np.isnan(found.greatest).tolist() == [False, True, True, False, True]
    assert np.isnan(found.p95).tolist() == np.isnan(found.mean).tolist()
    assert found.greatest[0] == told(moved, SQUARE)[0] == pytest.approx(3.0, abs=1e-7)
    assert found.mean[0] == told(moved, SQUARE)[2]
    assert found.greatest[3] == pytest.approx(200.0, abs=1e-7)


def test_an_edge_that_is_as_far_from_two_others_all_along() -> None:
    """The diagonal of a square bisects its corners: 20 m in the middle, 10 on average."""
    half = shapely.Polygon([(E, N), (E + 40, N), (E + 40, N + 40)])
    greatest, _, mean = told(half, SQUARE)
    assert greatest == pytest.approx(20.0, abs=0.001)
    diagonal = 40 * math.sqrt(2)
    assert mean == pytest.approx(diagonal * 10 / (80 + diagonal), abs=0.001)


COORDINATE = st.integers(0, 60).map(float)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=7), st.data())
def test_agrees_with_points_set_densely(
    points: list[tuple[float, float]], data: st.DataObject
) -> None:
    """GEOS measures points set every 0.3 m: no farther than the greatest, and half a step less
    at most; the mean lies as near.
    """
    own = shapely.convex_hull(shapely.MultiPoint([(E + x, N + y) for x, y in points]))
    again = data.draw(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=7))
    other = shapely.convex_hull(shapely.MultiPoint([(E + x, N + y) for x, y in again]))
    if own.geom_type != "Polygon" or other.geom_type != "Polygon":
        return
    greatest, p95, mean = told(own, other)
    line, step = shapely.boundary(own), 0.3
    places = np.arange(0, shapely.length(line), step)
    found = shapely.distance(shapely.line_interpolate_point(line, places), shapely.boundary(other))
    assert found.max() - 1e-6 <= greatest <= found.max() + step / 2 + 0.001
    assert mean == pytest.approx(found.mean(), abs=step)
    assert p95 <= greatest
    reversed_own = shapely.reverse(own)
    assert told(reversed_own, other) == (greatest, p95, mean)
