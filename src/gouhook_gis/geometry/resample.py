"""A raster of degrees in a plane: heights between the middles of its cells, bilinear."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.grid import Grid, Raster, Read, Window
from gouhook_gis.geometry.transform import transform_points
from gouhook_gis.geometry.zones import GEOGRAPHIC, plane_of


@dataclass(frozen=True)
class Resampled:
    """`source` at the middles of the cells of `grid`, which may be in another system.

    A point has a value where the four cells whose middles are around it have one. Slopes of
    the result are a little smoother than those of the source.
    """

    source: Raster
    grid: Grid

    @contextmanager
    def reading(self) -> Iterator[Read]:
        """Give what reads windows of the new grid."""
        with self.source.reading() as read:
            yield lambda window: self._read(read, window)

    def _read(self, read: Read, window: Window) -> Floats:
        there = self.source.grid
        points = transform_points(self.grid.centres(window), self.grid.epsg, there.epsg)
        return sampled(read, there, points).reshape(window.rows, window.columns)


def sampled(read: Read, grid: Grid, points: Floats) -> Floats:
    """Return the value at each point (n, 2) in the grid's system, bilinear; NaN without one.

    On the middle of a cell it is the value of that cell, whatever its neighbours hold.
    """
    column = (points[:, 0] - grid.west) / grid.width - 0.5
    row = (grid.north - points[:, 1]) / grid.height - 0.5
    reach = (row > -1) & (row < grid.rows) & (column > -1) & (column < grid.columns)
    values = np.full(len(points), np.nan)
    if not reach.any():
        return values
    row, column = _on_middle(row[reach]), _on_middle(column[reach])
    top, left = np.floor(row).astype(np.int64), np.floor(column).astype(np.int64)
    first_row, first_column = int(top.min()), int(left.min())
    size = (int(top.max()) - first_row + 2, int(left.max()) - first_column + 2)
    cells = read(Window(first_row, first_column, *size))
    down, across = row - top, column - left
    top, left = top - first_row, left - first_column
    total = np.zeros(len(row))
    for below, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = np.where(below, down, 1 - down) * np.where(right, across, 1 - across)
        value = cells[top + below, left + right]
        total += np.where(weight == 0, 0.0, weight * value)
    values[reach] = total
    return values


def in_plane(raster: Raster, plane: int, bounds: Floats) -> Raster:
    """Return a geographic raster in the plane `plane` around `bounds` (4,); any other as it is.

    The new cells are as wide and as high as those of the raster at its middle, and lie on
    multiples of their size, so that nothing depends on where `bounds` begin.
    """
    grid = raster.grid
    if grid.epsg != GEOGRAPHIC:
        return raster
    width, height = metres(grid)
    west = np.floor(bounds[0] / width) * width
    north = np.ceil(bounds[3] / height) * height
    columns = int(np.ceil((bounds[2] - west) / width))
    rows = int(np.ceil((north - bounds[1]) / height))
    return Resampled(raster, Grid(west, north, width, height, rows, columns, plane))


def metres(grid: Grid) -> tuple[float, float]:
    """Return width and height of a cell in metres; of a geographic grid those of the cell in its
    middle, to the centimetre.
    """
    if grid.epsg != GEOGRAPHIC:
        return grid.width, grid.height
    west, south, east, north = grid.bounds
    x, y = (west + east) / 2, (south + north) / 2
    corners = np.array([[x, y], [x + grid.width, y], [x, y + grid.height]])
    flat = transform_points(corners, grid.epsg, plane_of(x))
    width, height = np.hypot(*(flat[1:] - flat[0]).T).round(2).tolist()
    return max(width, 0.01), max(height, 0.01)


def _on_middle(places: Floats) -> Floats:
    """Return places in cells, those on a middle but for arithmetic exactly there."""
    whole = np.round(places)
    return np.where(np.abs(places - whole) < 1e-6, whole, places)
