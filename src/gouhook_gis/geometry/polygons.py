"""The polygonal part of what an overlay or a buffer leaves behind."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask

# Coordinates of 8 digits before the point carry 1e-8 m: what is smaller than these is left by
# the arithmetic where edges touch, and is no ground.
NOISE_AREA_M2 = 1e-6
NOISE_WIDTH_M = 1e-6


def mean_width(area: Floats, perimeter: Floats) -> Floats:
    """Return 2 · area / perimeter (n,), the width of a long strip; 0 where there is none."""
    width: Floats = np.divide(2 * area, perimeter, out=np.zeros(len(area)), where=perimeter > 0)
    return width


def widths(geoms: Geometries) -> Floats:
    """Return the mean widths (n,) in m of polygons in a metric plane."""
    return mean_width(shapely.area(geoms), shapely.length(geoms))


def all_finite(geoms: Geometries) -> Mask:
    """Return whether every coordinate of each geometry (n,) is finite; True for None."""
    coords, owner = shapely.get_coordinates(geoms, return_index=True)
    finite = np.ones(len(geoms), dtype=bool)
    finite[owner[~np.isfinite(coords).all(axis=1)]] = False
    return finite


def polygon_parts(geoms: Geometries) -> tuple[Geometries, Index]:
    """Return every polygon in `geoms` (collections opened), and the row it came from."""
    parts, owner = shapely.get_parts(geoms, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    polygons = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(
        parts
    )
    return parts[polygons], owner[inner][polygons]


def polygonal(geoms: Geometries) -> Geometries:
    """Return the polygonal parts of `geoms` (metres), None where nothing is left.

    Lines and points go, and polygons that are noise: below 1e-6 m² or narrower than 1e-6 m.
    """
    parts, owner = polygon_parts(geoms)
    area = shapely.area(parts)
    width = mean_width(area, shapely.length(parts))
    real = (area >= NOISE_AREA_M2) & (width >= NOISE_WIDTH_M)
    return gathered(parts[real], owner[real], len(geoms))


def gathered(parts: Geometries, owner: Index, count: int) -> Geometries:
    """Put polygons together again: row i of `count` gets the parts with owner i, None if none.

    `owner` ascends. One part stays a Polygon, several make a MultiPolygon.
    """
    result = np.full(count, None, dtype=object)
    if len(parts) == 0:
        return result
    rows, first, group, sizes = np.unique(
        owner, return_index=True, return_inverse=True, return_counts=True
    )
    result[rows] = shapely.multipolygons(parts, indices=group)
    single = sizes == 1
    result[rows[single]] = parts[first[single]]
    return result
