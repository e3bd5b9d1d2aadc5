"""A layer that tiles its ground, and what keeps one from it, with areas checked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import shapely

from gouhook_gis.geometry.tiling import tiling
from tests.support.shapes import array, box, polygon

EPSG = 4544


def grid(side: int = 6) -> list[Any]:
    """Return squares of 10 m, row by row."""
    return [box(10 * (k % side), 10 * (k // side), 10, 10) for k in range(side * side)]


def test_a_grid_tiles() -> None:
    found = tiling(array(*grid()), EPSG)
    assert found.whole
    assert len(found.overlaps) == len(found.gaps) == 0


def test_an_edge_with_a_vertex_of_one_side_only_tiles_too() -> None:
    """Two small squares beside a large one: the ground is covered, though not edge by edge."""
    assert tiling(array(box(0, 0, 20, 20), box(20, 0, 10, 10), box(20, 10, 10, 10)), EPSG).whole


def test_a_missing_square_is_a_gap_and_one_at_the_rim_is_none() -> None:
    squares = grid()
    del squares[14], squares[0]
    found = tiling(array(*squares), EPSG)
    assert found.gap_m2 == pytest.approx([100], abs=0.005)
    assert found.gaps[0].equals(box(20, 20, 10, 10))
    assert not found.whole
    assert len(found.overlaps) == 0


def test_two_gaps_and_an_overlap_beside_each_other() -> None:
    squares = grid()
    squares[14] = box(20.5, 20, 10, 10)  # 0.5 m to the east: on its neighbour, off the other
    found = tiling(array(*squares), EPSG)
    assert (found.overlaps.left.tolist(), found.overlaps.right.tolist()) == ([14], [15])
    assert found.overlaps.area == pytest.approx([5], abs=0.005)
    assert found.gap_m2 == pytest.approx([5], abs=0.005)


def test_a_corner_on_a_neighbour_across_is_found() -> None:
    """The edges of the one across are as its neighbours have them: no fault of its own."""
    squares = grid()
    squares[14] = polygon((20, 20), (30, 20), (30.2, 30.2), (20, 30))
    found = tiling(array(*squares), EPSG)
    pairs = list(zip(found.overlaps.left.tolist(), found.overlaps.right.tolist(), strict=True))
    assert pairs == [(14, 15), (14, 20), (14, 21)]
    # A square of 0.2 m less two triangles: its sides lean by 0.2 in 10.2.
    assert found.overlaps.area[2] == pytest.approx(0.2**2 - 0.2 * 0.2 * 0.2 / 10.2, abs=1e-4)
    assert len(found.gaps) == 0


def test_one_that_stands_twice_is_a_duplicate_and_no_overlap() -> None:
    squares = [*grid(), grid()[7]]
    found = tiling(array(*squares), EPSG)
    assert found.duplicates == [(7, 36)]
    assert len(found.overlaps) == 0
    assert len(found.gaps) == 0


def test_nothing_tiles() -> None:
    assert tiling(np.zeros(0, dtype=object), EPSG).whole
    assert tiling(array(box(0, 0, 1, 1)), EPSG).whole


def test_a_hole_is_a_gap_unless_it_is_filled() -> None:
    ring = box(0, 0, 30, 30) - box(10, 10, 10, 10)
    assert tiling(array(ring), EPSG).gap_m2 == pytest.approx([100], abs=0.005)
    assert tiling(array(ring, box(10, 10, 10, 10)), EPSG).whole


def test_degrees_are_refused() -> None:
    with pytest.raises(ValueError, match="EPSG:4490 is geographic"):
        tiling(array(shapely.box(105, 30, 106, 31)), 4490)
