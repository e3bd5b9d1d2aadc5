"""Distances, clusters and boundaries in common."""

from __future__ import annotations

import numpy as np
import pytest

import shapely

from gouhook_gis.geometry.distance import (
    clusters,
    line_near,
    nearest_distance,
    shared_line_length,
)
from tests.support.shapes import array, box, polygon


def test_distance_to_the_nearest() -> None:
    a = array(box(0, 0, 10, 10), None, box(43, 54, 10, 10), shapely.Polygon(), box(5, 5, 1, 1))
    b = array(box(13, 0, 10, 10), None, box(8, 8, 5, 5), box(40, 0, 10, 50))
    distances = nearest_distance(a, b)
    assert distances[[0, 2, 4]] == pytest.approx([0, 4, np.hypot(2, 2)])
    assert np.isnan(distances[[1, 3]]).all()


def test_distance_to_nothing_is_infinite() -> None:
    assert np.isinf(nearest_distance(array(box(0, 0, 1, 1)), array())).all()
    assert np.isinf(nearest_distance(array(box(0, 0, 1, 1)), array(None))).all()
    assert nearest_distance(array(), array(box(0, 0, 1, 1))).tolist() == []


def test_clusters_are_chains_of_near_neighbours() -> None:
    layer = array(
        box(0, 0, 10, 10), box(500, 0, 10, 10), box(110, 0, 10, 10), None, box(220, 0, 10, 10),
        box(610.001, 0, 10, 10),
    )  # fmt: skip
    assert clusters(layer, 100.0).tolist() == [0, 1, 0, -1, 0, 2]
    assert clusters(layer, 100.002).tolist() == [0, 1, 0, -1, 0, 1]
    assert clusters(layer, 280.0).tolist() == [0, 0, 0, -1, 0, 0]
    assert clusters(array(), 10.0).tolist() == []


def test_a_long_chain_written_in_any_order_is_one_cluster() -> None:
    rng = np.random.default_rng(3)
    order = rng.permutation(300)
    layer = array(*(box(15 * int(k), 0, 10, 10) for k in order))
    assert set(clusters(layer, 5.0).tolist()) == {0}
    assert clusters(layer, 4.999).tolist() == list(range(300))


@pytest.mark.parametrize(
    ("b", "length"),
    [
        (box(100, 20, 50, 30), 30),  # along 30 m of the edge
        (box(100.9, 20, 50, 30), 30),  # a metre off is within tolerance
        (box(101.1, 20, 50, 30), 0),
        (box(100, 100, 50, 50), 0),  # corner only
        (box(500, 0, 10, 10), 0),
    ],
)
def test_boundary_in_common(b: shapely.Polygon, length: float) -> None:
    # Around each end of the common line the tolerance reaches at most one metre further.
    found = shared_line_length(box(0, 0, 100, 100), b, 1.0)
    assert length <= found <= length + 2


def test_boundary_in_common_at_the_limit_of_ten_metres() -> None:
    tight = 0.001
    for height in (9.9, 10.1):
        b = box(100, 20, 50, height)
        assert shared_line_length(box(0, 0, 100, 100), b, tight) == pytest.approx(height, abs=0.01)


def test_boundary_of_a_large_neighbour_with_a_hole() -> None:
    island = box(0, 0, 40, 40)
    around = shapely.Polygon(box(-5000, -5000, 10000, 10000).exterior, [island.exterior])
    assert shared_line_length(island, around, 1.0) == pytest.approx(160)
    assert shared_line_length(polygon((0, 0), (9, 0), (9, 9)), shapely.Polygon(), 1.0) == 0


def test_line_near_polygons() -> None:
    """A line of 100 m: within 10 m of a square that stands 5 m off, and of nothing else."""
    line = shapely.LineString(polygon((0, 0), (100, 0), (100, 1)).exterior.coords[:2])
    near = array(box(0, 5, 30, 30), box(60, 11, 30, 30), None)
    # Beyond the square's corner the distance is met for √(10² − 5²) m.
    assert shapely.length(line_near(line, near, 10)) == pytest.approx(30 + 75**0.5, abs=0.01)
    assert shapely.length(line_near(line, near[1:], 10)) == 0
    assert shapely.length(line_near(line, array(), 10)) == 0
