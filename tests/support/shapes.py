"""Hand-made geometries for tests, and ways of writing the same shape differently."""

from __future__ import annotations

from typing import Any

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

# A round place on the meridian of zone 35 (105°E), where the plane is the ellipsoid.
EASTING, NORTHING = 500_000.0, 3_400_000.0


def array(*geoms: BaseGeometry | None) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return an object array of geometries."""
    result = np.full(len(geoms), None, dtype=object)
    result[:] = geoms
    return result


def wkt(*texts: str) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return an object array of geometries, as written."""
    return array(*shapely.from_wkt(list(texts)))


def box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    """Return a rectangle whose south-west corner is (x, y) metres from the round place."""
    west, south = EASTING + x, NORTHING + y
    return shapely.box(west, south, west + width, south + height)


def polygon(*points: tuple[float, float]) -> shapely.Polygon:
    """Return a polygon with corners in metres from the round place."""
    return shapely.Polygon([(EASTING + x, NORTHING + y) for x, y in points])


def rewritten(geom: BaseGeometry, rng: np.random.Generator) -> BaseGeometry:
    """Return the same shape with other ring starts, directions and orders of holes and parts."""
    parts = []
    for part in shapely.get_parts(geom):
        outer, *holes = (_turned(ring, rng) for ring in shapely.get_rings(part))
        parts.append(shapely.Polygon(outer, [holes[i] for i in rng.permutation(len(holes))]))
    if geom.geom_type == "Polygon":
        return parts[0]
    return shapely.MultiPolygon([parts[i] for i in rng.permutation(len(parts))])


def _turned(ring: BaseGeometry, rng: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float64]]:
    coords = np.roll(shapely.get_coordinates(ring)[:-1], rng.integers(100), axis=0)
    return coords[::-1] if rng.random() < 0.5 else coords
