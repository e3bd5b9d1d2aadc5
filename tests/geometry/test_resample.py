"""Bilinear values between the middles of cells, and a raster of degrees brought into a plane."""

from __future__ import annotations

import numpy as np
import pytest

from gouhook_gis.geometry.grid import ArrayRaster, Grid, Window
from gouhook_gis.geometry.resample import in_plane, metres, sampled
from gouhook_gis.geometry.transform import transform_points

GRID = Grid(100.0, 60.0, 10.0, 20.0, 3, 4, 4544)
VALUES = np.array([[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0, 9.0, np.nan, 11.0]])


def at(*points: tuple[float, float]) -> list[float]:
    """Return the values at points."""
    with ArrayRaster(GRID, VALUES).reading() as read:
        return sampled(read, GRID, np.array(points)).tolist()


def test_on_middles_and_between() -> None:
    """The middle of a cell is its value; half-way it is the mean; a corner the mean of four."""
    assert at((105, 50), (135, 10), (110, 50), (105, 40), (110, 40)) == [0.0, 11.0, 0.5, 2.0, 2.5]
    # 0.25 and 0.75 of the way: (0 · ¾ + 1 · ¼) · ¼ + (4 · ¾ + 5 · ¼) · ¾.
    assert at((107.5, 35)) == pytest.approx([3.25])


def test_missing_values_and_the_edge() -> None:
    """One missing cell of the four is no value; on a middle its neighbours do not matter."""
    found = at((120, 20), (125, 20), (125, 10), (115, 10), (101, 50), (105, 59), (500, 0))
    assert np.isnan(found[:3]).all()
    assert found[3] == 9.0
    assert np.isnan(found[4:]).all()


def test_nothing_asked_nothing_read() -> None:
    """Points far away read no window at all."""

    def never(window: Window) -> np.ndarray:
        raise AssertionError(window)

    assert np.isnan(sampled(never, GRID, np.array([[1e6, 1e6]]))).all()


DEGREES = Grid(105.0, 30.8, 0.0001, 0.0001, 400, 500, 4490)


def test_a_plane_of_degrees_stays_what_it_is() -> None:
    """Values that are the longitude: at each new cell that of its middle, where there are four."""
    x = 105.0 + (np.arange(500) + 0.5) * 0.0001
    source = ArrayRaster(DEGREES, np.tile(x, (400, 1)))
    corner = transform_points(np.array([[105.01, 30.79]]), 4490, 4544)[0]
    bounds = np.array([*corner, *(corner + 500)])
    flat = in_plane(source, 4544, bounds)
    grid = flat.grid
    assert grid.epsg == 4544
    assert (grid.width, grid.height) == metres(DEGREES)
    # 0.0001° of longitude and latitude at 30.78° north.
    assert (grid.width, grid.height) == pytest.approx((9.57, 11.09), abs=0.011)
    west, south, east, north = grid.bounds
    assert west <= bounds[0] < west + grid.width
    assert south <= bounds[1] < south + grid.height
    assert (east >= bounds[2], north >= bounds[3]) == (True, True)
    with flat.reading() as read:
        values = read(grid.whole)
    expected = transform_points(grid.centres(grid.whole), 4544, 4490)[:, 0]
    np.testing.assert_allclose(values.ravel(), expected, atol=1e-9)


def test_new_cells_do_not_depend_on_where_one_begins_to_look() -> None:
    """Two bounds, one lattice."""
    source = ArrayRaster(DEGREES, np.zeros((400, 500)))
    first, second = (
        in_plane(source, 4544, np.array([500_000.0 + d, 3.4e6, 500_900.0, 3.4e6 + 800])).grid
        for d in (0.0, 333.3)
    )
    assert (second.west - first.west) / first.width == pytest.approx(34, abs=1.001)
    assert ((second.west - first.west) / first.width) % 1 == pytest.approx(0, abs=1e-6)


def test_a_raster_in_a_plane_is_left_alone() -> None:
    """Of whatever zone."""
    source = ArrayRaster(GRID, VALUES)
    assert in_plane(source, 4545, np.zeros(4)) is source
    assert metres(GRID) == (10.0, 20.0)
