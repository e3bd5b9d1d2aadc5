"""A boundary as its points, ring by ring."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers
from gouhook_gis.geometry.ragged import Ragged

# Beyond this size of a table of points and edges the nearest is looked for by a tree.
_LARGEST = 1_000_000


@dataclass(frozen=True)
class Outline:
    """The points (n, 2) of a boundary, none twice where a ring closes, and the ring (n,) that each
    belongs to: numbers from 0, ascending, none left out. Metres in one plane.
    """

    points: Floats
    ring: Integers

    @classmethod
    def of_all(cls, shapes: Geometries) -> list[Outline]:
        """Return the outlines of polygons and multipolygons (n,), their rings part by part."""
        points, rings, parts, ends = Ragged.of(shapes)
        sizes = np.diff(rings)
        closing = rings[1:][sizes > 0] - 1
        first = parts[ends]  # the first ring of each shape, and the end of all
        number = np.arange(len(sizes)) - np.repeat(first[:-1], np.diff(first))
        ring = np.delete(np.repeat(number, sizes), closing)
        points = np.delete(points, closing, axis=0)
        starts = (rings[first] - np.searchsorted(closing, rings[first])).tolist()
        return [cls(points[start:end], ring[start:end]) for start, end in pairwise(starts)]

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.points)

    @property
    def rings(self) -> int:
        """Return the number of rings."""
        return int(self.ring[-1]) + 1 if len(self.ring) else 0

    def boxes(self) -> Floats:
        """Return the boxes (rings, 4): the least x and y, the greatest x and y."""
        starts = self._starts()
        low = np.minimum.reduceat(self.points, starts)
        return np.hstack([low, np.maximum.reduceat(self.points, starts)])

    def turns_left(self, ring: int) -> bool:
        """Whether a ring turns left."""
        points = self.points[self.ring == ring]
        x, y = (points - points.mean(axis=0)).T
        return bool(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) > 0)

    def away_from(self, points: Floats) -> Floats:
        """Return the distance (k,) of points (k, 2) from the nearest edge."""
        if not len(points):
            return np.zeros(0)
        following = np.arange(1, len(self) + 1)
        starts = self._starts()
        following[np.append(starts[1:], len(self)) - 1] = starts
        ends = self.points[following]
        if len(points) * len(self) <= _LARGEST:
            return _to_edges(points, self.points, ends)
        edges = np.asarray(shapely.linestrings(np.stack([self.points, ends], axis=1)))
        (_, _), found = shapely.STRtree(edges).query_nearest(
            shapely.points(points), return_distance=True, all_matches=False
        )
        return np.asarray(found, dtype=np.float64)

    def _starts(self) -> Index:
        return np.flatnonzero(np.diff(self.ring, prepend=-1))


def _to_edges(points: Floats, starts: Floats, ends: Floats) -> Floats:
    """Return the distance (k,) of points (k, 2) from the nearest of n edges, all against all."""
    along = ends - starts
    square = (along**2).sum(axis=1)
    x = points[:, None, 0] - starts[None, :, 0]
    y = points[:, None, 1] - starts[None, :, 1]
    share = (x * along[:, 0] + y * along[:, 1]) / np.where(square > 0, square, 1.0)
    np.clip(share, 0.0, 1.0, out=share)
    away = (x - share * along[:, 0]) ** 2 + (y - share * along[:, 1]) ** 2
    return np.asarray(np.sqrt(away.min(axis=1)), dtype=np.float64)
