"""Chords from corner to next corner but one: what the error of an area hangs on."""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Geometries, Mask
from gouhook_gis.geometry.ragged import Ragged

# Twice the tolerance, and what rounding may add.
_STRIP = 2.1


def chords(geoms: Geometries, tolerance_m: float) -> tuple[Floats, Mask]:
    """Return Σ |P(i+1) − P(i−1)|² (n,) in m² over the rings of polygons in a metric plane, and in
    which of them `shapely.simplify` may leave out a vertex. None has none of both.

    Whatever it leaves out lies with both neighbours nearer than the tolerance to one line, so the
    least height of their triangle is at most twice that.
    """
    points, rings, parts, shapes = Ragged.of(geoms)
    filled = np.flatnonzero(np.diff(rings))
    starts, ends = rings[filled], rings[filled + 1] - 1
    # Vertex i is between i − 1 and i + 1; the end of a ring is its start and counts once.
    before, after = np.arange(len(points)) - 1, np.arange(len(points)) + 1
    before[starts], before[ends], after[ends] = ends - 1, ends, ends
    x, y = points[:, 0], points[:, 1]
    with np.errstate(invalid="ignore", over="ignore"):
        x_in, y_in, x_out, y_out = x - x[before], y - y[before], x[after] - x, y[after] - y
        squares = (x[after] - x[before]) ** 2 + (y[after] - y[before]) ** 2
        longest = np.maximum(squares, np.maximum(x_in**2 + y_in**2, x_out**2 + y_out**2))
        bent = (x_in * y_out - y_in * x_out) ** 2 > (_STRIP * tolerance_m) ** 2 * longest
    bent[ends] = True
    owner = np.repeat(np.arange(len(geoms)), np.diff(rings[parts[shapes]]))
    straight = np.zeros(len(geoms), dtype=bool)
    straight[owner[~bent]] = True
    sums: Floats = np.bincount(owner, weights=squares, minlength=len(geoms)).astype(np.float64)
    return sums, straight
