"""The grid of a map's tiles, and which shapes lie in which tile, as far as they do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.domain.chart import Box, TileGrid
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers
from gouhook_gis.report.svg import METRES_PER_DEGREE

# Pixels along a side of a tile, and steps of its grid in coarse tiles.
TILE_PX, COARSE = 512, 4096
# A zoom is so many times as fine as the one before: vector tiles can be drawn at any scale.
FACTOR = 4
# A finest tile is no longer than this, and its steps no greater; metres.
_FINEST_M, _STEP_M = 640.0, 0.01
# A parcel that lies in no country makes the grid coarse, not the tiles countless.
_MOST_ZOOMS, _MOST_STEPS = 8, 2**20
# Shapes reach over the edge of their tile by this share of its side, so that no line is seen there.
_OVER = 1 / 32


@dataclass(frozen=True)
class Grid:
    """Squares in the CRS of the report: `side` is that of the one tile of zoom 0, whose upper left
    corner is `origin`; `finest` is the last zoom, and `steps` how fine its tiles are.
    """

    origin: tuple[float, float]
    side: float
    finest: int
    steps: int

    @classmethod
    def over(cls, box: Box, *, degrees: bool) -> Grid:
        """Return the grid over a box, with some air around it."""
        metre = 1 / METRES_PER_DEGREE if degrees else 1.0
        width = max(box[2] - box[0], box[3] - box[1], _FINEST_M / 8 * metre)
        side = width * 1.04
        finest = max(0, math.ceil(math.log(side / (_FINEST_M * metre), FACTOR)))
        finest = min(finest, _MOST_ZOOMS)
        steps = min(max(side / FACTOR**finest / (_STEP_M * metre), COARSE), _MOST_STEPS)
        steps = 2 ** math.ceil(math.log2(steps))
        centre = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return cls((centre[0] - side / 2, centre[1] + side / 2), side, finest, steps)

    @property
    def told(self) -> TileGrid:
        """Return what the page has to know."""
        pixel = self.side / TILE_PX
        return TileGrid(
            origin=self.origin,
            tile_size=TILE_PX,
            resolutions=tuple(pixel / FACTOR**zoom for zoom in range(self.finest + 1)),
            min_zoom=0,
            max_zoom=self.finest,
        )

    def steps_at(self, zoom: int) -> int:
        """Return how many steps a side of the tiles of a zoom has."""
        return self.steps if zoom == self.finest else COARSE

    def length(self, zoom: int) -> float:
        """Return the side of the tiles of a zoom."""
        return float(self.side / FACTOR**zoom)

    def corners(self, zoom: int, columns: Integers, rows: Integers) -> Floats:
        """Return the upper left corners (n, 2) of tiles."""
        length = self.length(zoom)
        return np.column_stack((self.origin[0] + columns * length, self.origin[1] - rows * length))


@dataclass(frozen=True)
class Placed:
    """Shapes (k,) in their tiles at one zoom: `index` says of which feature, `column` and `row`
    (from the north) in which tile; sorted by tile, then by feature.
    """

    index: Index
    column: Integers
    row: Integers
    shapes: Geometries


def placed(shapes: Geometries, grid: Grid, zoom: int) -> Placed:
    """Return shapes (n,) cut to the tiles that they lie in."""
    count, length = FACTOR**zoom, grid.length(zoom)
    over = length * _OVER
    west, south, east, north = shapely.bounds(shapes).T
    left, top = grid.origin
    ranges = [
        _cells(west - over - left, length, count),
        _cells(east + over - left, length, count),
        _cells(top - north - over, length, count),
        _cells(top - south + over, length, count),
    ]
    wide, high = ranges[1] - ranges[0] + 1, ranges[3] - ranges[2] + 1
    inside = (east + over > left) & (west - over < left + grid.side)
    inside &= (south - over < top) & (north + over > top - grid.side)
    tiles = np.where(inside, wide * high, 0)
    index = np.repeat(np.arange(len(shapes)), tiles)
    nth = np.arange(len(index)) - np.repeat(np.cumsum(tiles) - tiles, tiles)
    column = ranges[0][index] + nth % wide[index]
    row = ranges[2][index] + nth // wide[index]
    corner = grid.corners(zoom, column, row)
    box = (corner[:, 0] - over, corner[:, 1] - length - over)
    far = (corner[:, 0] + length + over, corner[:, 1] + over)
    cut = shapes[index].copy()
    beyond = (west[index] < box[0]) | (south[index] < box[1])
    beyond |= (east[index] > far[0]) | (north[index] > far[1])
    for i in np.flatnonzero(beyond):
        cut[i] = shapely.clip_by_rect(cut[i], box[0][i], box[1][i], far[0][i], far[1][i])
    there = ~shapely.is_empty(cut)
    index, column, row, cut = index[there], column[there], row[there], cut[there]
    order = np.lexsort((index, row, column))
    return Placed(index[order], column[order], row[order], cut[order])


def _cells(distance: Floats, length: float, count: int) -> Integers:
    return np.clip(np.floor(distance / length), 0, count - 1).astype(np.int64)
