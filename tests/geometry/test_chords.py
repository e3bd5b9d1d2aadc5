"""Which shapes have a vertex on a straight line, and what their chords come to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shapely

from gouhook_gis.geometry.area import COLLINEAR_M, half_width
from gouhook_gis.geometry.chords import chords


def array(*shapes: shapely.Polygon | shapely.MultiPolygon | None) -> np.ndarray:
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def test_chords_of_a_rectangle_are_its_diagonals() -> None:
    # 30 × 40: four chords of 50 m.
    sums, straight = chords(array(shapely.box(0, 0, 30, 40)), COLLINEAR_M)
    assert sums.tolist() == [4 * 2500]
    assert straight.tolist() == [False]


def test_holes_and_parts_are_summed_and_nothing_has_no_chord() -> None:
    hole = shapely.Polygon(
        shapely.box(0, 0, 30, 40).exterior, [shapely.box(10, 10, 13, 14).exterior]
    )
    both = shapely.MultiPolygon([hole, shapely.box(100, 0, 106, 8)])
    sums, straight = chords(array(None, hole, shapely.Polygon(), both), COLLINEAR_M)
    assert sums.tolist() == [0, 10_000 + 100, 0, 10_000 + 100 + 400]
    assert not straight.any()
    assert np.isnan(half_width(array(None), 0.05)).tolist() == [True]


@pytest.mark.parametrize(("off", "straight"), [(0.0, True), (0.0020, True), (0.0022, False)])
def test_a_vertex_within_two_tolerances_of_the_line_may_be_left_out(
    off: float, straight: bool
) -> None:
    shape = shapely.Polygon([(0, 0), (50, -off), (100, 0), (100, 80), (0, 80)])
    assert chords(array(shape), COLLINEAR_M)[1].tolist() == [straight]


@given(
    st.lists(st.integers(0, 6), min_size=3, max_size=9),
    st.lists(st.sampled_from([0.0, 4e-4, 9e-4, 1.1e-3, 1.9e-3, 2.2e-3, 0.01]), min_size=40),
)
def test_what_is_not_straight_is_left_as_it_is(steps: list[int], noise: list[float]) -> None:
    """Points set along the sides of a polygon, off the line by next to nothing."""
    corners = [
        (40 * np.cos(2 * np.pi * k / len(steps)), 40 * np.sin(2 * np.pi * k / len(steps)))
        for k in range(len(steps))
    ]
    points = []
    for k, count in enumerate(steps):
        (x, y), (u, v) = corners[k], corners[(k + 1) % len(steps)]
        points += [
            (x + (u - x) * s / (count + 1), y + (v - y) * s / (count + 1)) for s in range(count + 1)
        ]
    moved = [
        (x + noise[k % len(noise)], y - noise[-k % len(noise)]) for k, (x, y) in enumerate(points)
    ]
    shapes = array(shapely.Polygon(moved))
    if chords(shapes, COLLINEAR_M)[1][0]:
        return
    plain = shapely.simplify(shapes, COLLINEAR_M, preserve_topology=True)
    assert shapely.get_coordinates(plain).tolist() == shapely.get_coordinates(shapes).tolist()
