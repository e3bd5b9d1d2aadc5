"""Shares of cells under polygons, held against polygons clipped by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shapely

from gouhook_gis.geometry.grid import ArrayRaster, Grid, Window, tiles
from gouhook_gis.geometry.slope import horn
from gouhook_gis.geometry.zonal import class_shares, summaries
from tests.support.shapes import array

WEST, NORTH, EPSG = 35_500_000.0, 3_400_000.0, 4523
# Single precision of the library's shares of cells.
CLOSE = 2e-7


def raster(values: list[list[float]], width: float = 10.0, height: float = 10.0) -> ArrayRaster:
    """Return values as a raster whose north-west corner is the origin."""
    rows = np.array(values, dtype=np.float64)
    return ArrayRaster(Grid(WEST, NORTH, width, height, *rows.shape, EPSG), rows)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle, metres east of the origin and (negative) north of it."""
    return shapely.box(WEST + west, NORTH + south, WEST + east, NORTH + north)


FOUR = [[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0], [3.0, 3.0, 4.0, 4.0], [3.0, 3.0, 4.0, np.nan]]


def test_partial_cells_count_by_their_share() -> None:
    """A square of 20 m, shifted by 5 m: 9/16, 3/16, 3/16 and 1/16 of four classes."""
    found = class_shares(array(box(5, -25, 25, -5)), raster(FOUR))
    assert found.codes.tolist() == [1, 2, 3, 4]
    assert found.shares[0].tolist() == pytest.approx([9 / 16, 3 / 16, 3 / 16, 1 / 16], abs=CLOSE)
    assert found.measured.tolist() == pytest.approx([1.0], abs=CLOSE)
    assert found.of(2, 4).tolist() == pytest.approx([4 / 16], abs=CLOSE)


def test_a_parcel_inside_one_cell_and_a_triangle() -> None:
    """2 m² within a cell; a right triangle whose legs are 20 m cuts two cells in half."""
    triangle = shapely.Polygon([(WEST, NORTH), (WEST + 20, NORTH), (WEST, NORTH - 20)])
    found = class_shares(array(box(1, -2, 3, -1), triangle), raster([[1.0, 2.0], [3.0, 4.0]]))
    assert found.shares[0].tolist() == pytest.approx([1, 0, 0], abs=CLOSE)
    assert found.shares[1].tolist() == pytest.approx([0.5, 0.25, 0.25], abs=CLOSE)


def test_ground_without_a_value_or_outside_is_not_measured() -> None:
    """The missing cell is 100 of 400 m²; half of a parcel hangs over the edge; one is far away."""
    shapes = array(box(20, -40, 40, -20), box(30, -20, 50, 0), box(900, 0, 910, 10))
    found = class_shares(shapes, raster(FOUR))
    assert found.measured.tolist() == pytest.approx([0.75, 0.5, 0.0], abs=CLOSE)
    assert found.of(4).tolist() == pytest.approx([0.75, 0.0, 0.0], abs=CLOSE)


def test_a_hole_counts_for_nothing_and_no_shape_has_no_share() -> None:
    """A ring of 1600 − 400 m²; None stays NaN."""
    ring = box(0, -40, 40, 0).difference(box(10, -30, 30, -10))
    found = class_shares(array(ring, None), raster(FOUR))
    assert found.of(1)[0] == pytest.approx(300 / 1200, abs=CLOSE)
    assert found.of(4)[0] == pytest.approx(200 / 1200, abs=CLOSE)
    assert np.isnan(found.measured[1])


def test_cells_that_are_not_square() -> None:
    """Cells of 10 m × 5 m: 25 m² of 200 m² in the first."""
    found = class_shares(array(box(5, -20, 15, 0)), raster([[1.0, 2.0]] * 4, height=5.0))
    assert found.of(1).tolist() == pytest.approx([0.5], abs=CLOSE)
    assert found.measured.tolist() == pytest.approx([1.0], abs=CLOSE)


@pytest.mark.parametrize("tile", [1, 512])
def test_mean_least_and_most(tile: int) -> None:
    """(9 × 1 + 3 × 2 + 3 × 3 + 4) / 16; a missing cell is left out; outside there is nothing."""
    shapes = array(box(5, -25, 25, -5), box(20, -40, 40, -20), box(900, 0, 910, 10), None)
    found = summaries(shapes, raster(FOUR), tile=tile)
    assert found.mean[:2].tolist() == pytest.approx([28 / 16, 4.0], abs=1e-6)
    assert found.least[:2].tolist() == [1.0, 4.0]
    assert found.most[:2].tolist() == [4.0, 4.0]
    assert found.measured[:3].tolist() == pytest.approx([1.0, 0.75, 0.0], abs=CLOSE)
    assert np.isnan([found.mean[2:], found.least[2:], found.most[2:]]).all()
    assert np.isnan(found.measured[3])


@pytest.mark.parametrize("size", [1, 2, 3, 512])
def test_tiles_change_nothing(size: int) -> None:
    """A slope needs neighbours beyond the tile; whatever its size the answer is one."""
    rng = np.random.default_rng(1)
    heights = raster(rng.uniform(0, 20, (9, 11)).tolist())
    shapes = array(box(12, -77, 93, -11), box(33, -38, 36, -31), box(-20, -200, 300, 90))

    def steep(values: np.ndarray, grid: Grid) -> np.ndarray:
        slope = horn(values, grid.width, grid.height)
        return np.where(np.isnan(slope), np.nan, slope >= 25)

    whole = class_shares(shapes, heights, steep, margin=1)
    tiled = class_shares(shapes, heights, steep, margin=1, tile=size)
    assert tiled.codes.tolist() == [0, 1]
    np.testing.assert_allclose(tiled.shares, whole.shares, atol=CLOSE)
    # 7 × 9 of 9 × 11 cells have a slope.
    assert whole.measured[2] == pytest.approx(6300 / (320 * 290), abs=CLOSE)


edges = st.floats(-50, 150).map(lambda value: round(value, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(edges, edges, edges, edges), min_size=1, max_size=5), st.integers(1, 5))
def test_tiles_hold_every_cell_once(corners: list[tuple[float, ...]], size: int) -> None:
    """Each cell under a shape's box is in one window with that shape; none is too large."""
    boxes = [box(min(a, c), min(b, d), max(a, c) + 1, max(b, d) + 1) for a, b, c, d in corners]
    grid = raster([[0.0] * 7] * 9).grid
    seen: dict[tuple[int, int, int], int] = {}
    for window, index in tiles(array(*boxes), grid, size):
        assert max(window.rows, window.columns) <= size
        for row in range(window.row, window.row + window.rows):
            for column in range(window.column, window.column + window.columns):
                for i in index:
                    seen[row, column, i] = seen.get((row, column, i), 0) + 1
    assert set(seen.values()) <= {1}
    for i, shape in enumerate(boxes):
        for row in range(9):
            for column in range(7):
                cell = shapely.box(*grid.box(Window(row, column, 1, 1)))
                if shapely.area(shapely.intersection(cell, shape)) > 0.001:
                    assert (row, column, i) in seen
