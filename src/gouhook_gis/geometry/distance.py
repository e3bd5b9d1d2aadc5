"""Nearness: distances, clusters, boundaries in common. Metres in one plane."""

from __future__ import annotations

from dataclasses import dataclass

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


def line_near(lines: BaseGeometry, polygons: Geometries, distance_m: float) -> BaseGeometry:
    """Return the part of `lines` within `distance_m` of the ground of any of `polygons`.

    Round a corner the distance is met to 0.1 %: arcs are drawn with 32 edges a quarter.
    """
    shapely.prepare(lines)
    near = polygons[shapely.dwithin(polygons, lines, distance_m)]
    ground = shapely.union_all(shapely.buffer(near, distance_m, quad_segs=32))
    part: BaseGeometry = shapely.intersection(lines, ground)
    return part


@dataclass(frozen=True)
class Border:
    """The boundary of some ground: lengths in metres, whole and near others; `apart` is the rest
    of it as lines.
    """

    whole: float
    near: float
    apart: BaseGeometry


def border(ground: BaseGeometry, polygons: Geometries, distance_m: float) -> Border:
    """Return how much of the boundary of `ground` lies within `distance_m` of `polygons` (n,)."""
    line = shapely.boundary(ground)
    close = line_near(line, polygons, distance_m)
    return Border(
        whole=float(shapely.length(line)),
        near=float(shapely.length(close)),
        apart=shapely.difference(line, close),
    )
