"""Rasters as numbers: where the cells of a north-up grid lie, and reading them in windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers

# Cells along a side of the largest window that is read at once: 8 MB as doubles.
TILE = 1024
# A bound that lies on the edge of a cell, but for arithmetic, does not reach into the next.
_ON_EDGE = 1e-6


class Window(NamedTuple):
    """A rectangle of cells: its first row and column from the north-west, and how many."""

    row: int
    column: int
    rows: int
    columns: int

    def wider(self, margin: int) -> Window:
        """Return the window with `margin` cells more on every side; it may reach outside."""
        return Window(
            self.row - margin,
            self.column - margin,
            self.rows + 2 * margin,
            self.columns + 2 * margin,
        )


@dataclass(frozen=True)
class Grid:
    """`rows` × `columns` cells; `west`, `north` are the outer edges of the first cell; `width`,
    `height` (> 0) of a cell, in metres or degrees as the system `epsg` has them.
    """

    west: float
    north: float
    width: float
    height: float
    rows: int
    columns: int
    epsg: int

    @property
    def whole(self) -> Window:
        """Return the window of all cells."""
        return Window(0, 0, self.rows, self.columns)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return minx, miny, maxx, maxy."""
        return self.box(self.whole)

    def box(self, window: Window) -> tuple[float, float, float, float]:
        """Return minx, miny, maxx, maxy of a window."""
        west = self.west + window.column * self.width
        north = self.north - window.row * self.height
        return (
            west,
            north - window.rows * self.height,
            west + window.columns * self.width,
            north,
        )

    def centres(self, window: Window) -> Floats:
        """Return the middles of the cells of a window (rows × columns, 2), row by row."""
        x = self.west + (window.column + np.arange(window.columns) + 0.5) * self.width
        y = self.north - (window.row + np.arange(window.rows) + 0.5) * self.height
        return np.column_stack([np.tile(x, window.rows), np.repeat(y, window.columns)])

    def reached(self, bounds: Floats) -> Integers:
        """Return the cells that boxes (n, 4) meet, cut at the edge of the grid: first row, row
        after the last, first column, column after the last (n, 4). A box outside has none: its
        first is not before the one after its last.
        """
        west, south, east, north = bounds.T
        found = np.column_stack(
            [
                np.floor((self.north - north) / self.height + _ON_EDGE),
                np.ceil((self.north - south) / self.height - _ON_EDGE),
                np.floor((west - self.west) / self.width + _ON_EDGE),
                np.ceil((east - self.west) / self.width - _ON_EDGE),
            ]
        )
        # A box without a place (NaN) meets nothing.
        found = np.where(np.isfinite(found).all(axis=1)[:, None], found, 0.0)
        limit = np.array([self.rows, self.rows, self.columns, self.columns], dtype=np.float64)
        cells: Integers = np.clip(found, 0.0, limit).astype(np.int64)
        return cells


# From a window, also one that reaches outside, to its values (rows, columns), NaN for none.
Read = Callable[[Window], Floats]


class Raster(Protocol):
    """One band of a raster, of whatever is behind it."""

    @property
    def grid(self) -> Grid:
        """Return where its cells lie."""
        ...

    def reading(self) -> AbstractContextManager[Read]:
        """Open it, and give what reads its windows."""
        ...


@dataclass(frozen=True)
class ArrayRaster:
    """A raster whose values (rows, columns) are in memory."""

    grid: Grid
    values: Floats

    @contextmanager
    def reading(self) -> Iterator[Read]:
        """Give what reads its windows."""
        yield lambda window: windowed(
            self.grid,
            window,
            lambda own: self.values[
                own.row : own.row + own.rows, own.column : own.column + own.columns
            ],
        )


def windowed(grid: Grid, window: Window, read: Read) -> Floats:
    """Return the values of a window that may reach outside the grid, NaN there."""
    top, left = max(window.row, 0), max(window.column, 0)
    bottom = min(window.row + window.rows, grid.rows)
    right = min(window.column + window.columns, grid.columns)
    values = np.full((window.rows, window.columns), np.nan)
    if bottom > top and right > left:
        own = Window(top, left, bottom - top, right - left)
        row, column = top - window.row, left - window.column
        values[row : row + own.rows, column : column + own.columns] = read(own)
    return values


def tiles(shapes: Geometries, grid: Grid, size: int = TILE) -> Iterator[tuple[Window, Index]]:
    """Yield windows that share no cell, and the positions of the shapes (n, in the grid's system)
    whose boxes meet each.

    Together they hold every cell under a shape's box. None is larger than `size` × `size`, so
    that memory depends neither on the raster nor on a parcel; and none than what its shapes need.
    """
    found = grid.reached(shapely.bounds(shapes))
    there = np.flatnonzero((found[:, 0] < found[:, 1]) & (found[:, 2] < found[:, 3]))
    first = found[there][:, [0, 2]] // size
    last = (found[there][:, [1, 3]] - 1) // size
    down, across = (last - first + 1).T
    owner = np.repeat(np.arange(len(there)), down * across)
    before = np.cumsum(down * across) - down * across
    step = np.arange(len(owner)) - before[owner]
    tile = first[owner] + np.column_stack([step // across[owner], step % across[owner]])
    order = np.lexsort((owner, tile[:, 1], tile[:, 0]))
    tile, owner = tile[order], owner[order]
    starts = np.flatnonzero(np.any(np.diff(tile, axis=0, prepend=-1), axis=1)).tolist()
    for begin, end in pairwise([*starts, len(tile)]):
        index = there[owner[begin:end]]
        row, column = (tile[begin] * size).tolist()
        top, left = found[index][:, [0, 2]].min(axis=0).tolist()
        bottom, right = found[index][:, [1, 3]].max(axis=0).tolist()
        top, left = max(top, row), max(left, column)
        bottom, right = min(bottom, row + size), min(right, column + size)
        yield Window(top, left, bottom - top, right - left), index
