"""Nearness: distances, clusters, boundaries in common. Metres in one plane."""

from __future__ import annotations

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.arrays import Floats, Geometries, Index


def nearest_distance(a: Geometries, b: Geometries) -> Floats:
    """Return the distance (len(a),) of each `a` to the nearest `b`; 0 where they meet.

    NaN where `a` is None or empty; infinite where `b` holds nothing.
    """
    absent = shapely.is_missing(a) | shapely.is_empty(a)
    distances = np.where(absent, np.nan, np.inf)
    (rows, _), found = shapely.STRtree(b).query_nearest(a, return_distance=True, all_matches=False)
    distances[rows] = found
    return distances


def clusters(geoms: Geometries, gap_m: float) -> Index:
    """Return cluster labels (n,): two geometries at most `gap_m` apart are in one cluster.

    Labels count from 0 in the order of the first row of each cluster; −1 for None and empty.
    """
    i, j = shapely.STRtree(geoms).query(geoms, predicate="dwithin", distance=gap_m)
    root = np.arange(len(geoms))
    while True:
        lower = root.copy()
        np.minimum.at(lower, i, root[j])
        lower = lower[lower]
        if (lower == root).all():
            break
        root = lower
    present = ~(shapely.is_missing(geoms) | shapely.is_empty(geoms))
    labels = np.full(len(geoms), -1, dtype=np.intp)
    labels[present] = np.unique(root[present], return_inverse=True)[1]
    return labels


def shared_line_length(a: BaseGeometry, b: BaseGeometry, tolerance_m: float) -> float:
    """Return the length in metres of the boundary of `a` within `tolerance_m` of that of `b`.

    A mere crossing of the two boundaries counts about twice the tolerance.
    """
    x_min, y_min, x_max, y_max = shapely.bounds(a)
    frame = shapely.box(
        x_min - 2 * tolerance_m,
        y_min - 2 * tolerance_m,
        x_max + 2 * tolerance_m,
        y_max + 2 * tolerance_m,
    )
    line = shapely.intersection(shapely.boundary(b), frame)
    near = shapely.buffer(line, tolerance_m)
    return float(shapely.length(shapely.intersection(shapely.boundary(a), near)))
