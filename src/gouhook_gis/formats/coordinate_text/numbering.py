"""In which order the points of a parcel are written: clockwise from the north-west corner."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats


def rings_in_order(shape: shapely.Geometry) -> list[Floats]:
    """Return the rings of a polygon or multipolygon as they are written, not closed (n, 2).

    Part by part: the outer ring clockwise, then its holes the other way round, each from its
    north-west corner on. Easting first.
    """
    rings: list[Floats] = []
    for part in shapely.get_parts(shape):
        for i, ring in enumerate(shapely.get_rings(part)):
            rings.append(from_north_west(shapely.get_coordinates(ring)[:-1], clockwise=i == 0))
    return rings


def from_north_west(points: Floats, *, clockwise: bool) -> Floats:
    """Return the points (n, 2) of a ring, not closed, from the one nearest to the north-west
    corner of its box on (of several the most northern, then the most western), turning as told.
    A ring without area keeps its direction.
    """
    x, y = (points - points.mean(axis=0)).T
    turn = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    if turn != 0 and (turn < 0) != clockwise:
        points = points[::-1]
    corner = np.array([points[:, 0].min(), points[:, 1].max()])
    away = np.round(np.hypot(*(points - corner).T), 6)
    first = int(np.lexsort((points[:, 0], -points[:, 1], away))[0])
    ordered: Floats = np.roll(points, -first, axis=0)
    return ordered
