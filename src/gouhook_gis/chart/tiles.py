"""A large layer of the map as vector tiles, gzip, in the one table of a SQLite file."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from pydantic_core import to_json

import shapely

from gouhook_gis.chart import mvt
from gouhook_gis.chart.drawn import Drawn
from gouhook_gis.chart.tiling import TILE_PX, Grid, placed
from gouhook_gis.geometry.arrays import Geometries, Integers

# A tile with more shapes is slow to draw: shapes begin where no tile has more, at the latest.
_SHAPES_A_TILE = 4_000
# Where there are too many points, one stands for all of a square of so many pixels.
_POINT_PX = 4
_LEVEL = 5
_SCHEMA = """
CREATE TABLE tiles (z INTEGER, x INTEGER, y INTEGER, data BLOB, PRIMARY KEY (z, x, y))
WITHOUT ROWID
"""
Tile = tuple[int, int, int, bytes]


@dataclass(frozen=True)
class _Features:
    """What a zoom shows of a layer."""

    shapes: Geometries
    ids: Sequence[int]
    properties: Sequence[Mapping[str, Any]]

    @cached_property
    def coded(self) -> mvt.Coded:
        """Return ids and properties as tiles have them."""
        return mvt.Coded.of(self.ids, self.properties)


def write_tiles(layer: Drawn, grid: Grid, path: Path, first: int) -> None:
    """Write a layer as tiles of one layer of the same name, its shapes from the zoom `first` on.

    A feature's id is that of the layer where it is a number, else its place from 1; a list among
    the properties is JSON text. Findings come as their shape and, beside it, as a point in it,
    which is there from the first zoom; where points would be too many, the first of a small
    square stands for all, with their number as `count`.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Nobody reads it before it is whole and on the disk.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_SCHEMA)
        database.execute("BEGIN")
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", _tiles(layer, grid, first))
        database.execute("COMMIT")


def first_zoom(layer: Drawn, grid: Grid) -> int:
    """Return the zoom from which on the shapes of a layer can be drawn quickly."""
    if layer.kind == "parcels":
        return 0
    middle = shapely.bounds(layer.shapes)
    middle = (middle[:, :2] + middle[:, 2:]) / 2
    for zoom in range(grid.finest):
        cells = np.floor((middle - grid.origin) * (1, -1) / grid.length(zoom)).astype(np.int64)
        if np.unique(cells, axis=0, return_counts=True)[1].max(initial=0) <= _SHAPES_A_TILE:
            return zoom
    return grid.finest


def _tiles(layer: Drawn, grid: Grid, first: int) -> Iterator[Tile]:
    whole = _whole(layer)
    points = _points(whole) if layer.kind == "findings" else None
    near = whole if points is None else _both(whole, points)
    for zoom in range(grid.finest + 1):
        if zoom >= first:
            yield from _of_zoom(layer.name, near, grid, zoom)
        elif points is not None:
            square = grid.length(zoom) / TILE_PX * _POINT_PX
            yield from _of_zoom(layer.name, _thinned(points, square), grid, zoom)


def _whole(layer: Drawn) -> _Features:
    ids = layer.ids.tolist()
    if not all(isinstance(name, int) for name in ids):
        ids = list(range(1, len(ids) + 1))
    plain = [{name: _plain(value) for name, value in told.items()} for told in layer.properties]
    return _Features(layer.shapes, ids, plain)


def _plain(value: object) -> object:
    return to_json(value).decode() if isinstance(value, list) else value


def _points(whole: _Features) -> _Features:
    """Return a point in each shape."""
    return replace(whole, shapes=shapely.point_on_surface(whole.shapes))


def _thinned(points: _Features, square: float) -> _Features:
    """Return of all points in a `square` the first, with their number."""
    cells = np.floor(shapely.get_coordinates(points.shapes) / square).astype(np.int64)
    _, kept, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
    order = np.argsort(kept)
    chosen, numbers = kept[order].tolist(), counts[order].tolist()
    told = [{**points.properties[i], "count": n} for i, n in zip(chosen, numbers, strict=True)]
    return _Features(points.shapes[chosen], [points.ids[i] for i in chosen], told)


def _both(one: _Features, other: _Features) -> _Features:
    return _Features(
        np.concatenate((one.shapes, other.shapes)),
        [*one.ids, *other.ids],
        [*one.properties, *other.properties],
    )


def _of_zoom(name: str, shown: _Features, grid: Grid, zoom: int) -> Iterator[Tile]:
    found = placed(shown.shapes, grid, zoom)
    steps = grid.steps_at(zoom)
    scale = np.full(len(found.shapes), steps / grid.length(zoom))
    corner = grid.corners(zoom, found.column, found.row)
    drawn = mvt.geometry(found.shapes, corner, scale)
    for begin, end in _runs(found.column, found.row):
        index = found.index[begin:end].tolist()
        data = mvt.layer(name, steps, shown.coded, index, drawn[begin:end])
        column, row = int(found.column[begin]), int(found.row[begin])
        yield zoom, column, row, gzip.compress(data, _LEVEL, mtime=0)


def _runs(column: Integers, row: Integers) -> Iterator[tuple[int, int]]:
    """Yield where the shapes of each tile begin and end."""
    if not len(column):
        return
    change = (np.diff(column) != 0) | (np.diff(row) != 0)
    yield from pairwise([0, *(np.flatnonzero(change) + 1).tolist(), len(column)])
