"""The ground that shapes enclose, also those that are not valid."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries
from gouhook_gis.geometry.polygons import polygon_parts


def enclosed_area(geoms: Geometries, epsg: int) -> Floats:
    """Return the official areas (n,) in m² of polygons in the CGCS2000 system `epsg`; of crossed
    rings that of the polygons which they enclose. 0 for None and where nothing can be measured.
    """
    shapes = enclosed(geoms)
    parts, owner = polygon_parts(shapes)
    areas = np.zeros(len(shapes))
    np.add.at(areas, owner, np.nan_to_num(official_area(parts, epsg)))
    return areas


def enclosed(geoms: Geometries) -> Geometries:
    """Return shapes (n,) as they are, and of those that are not valid what they enclose."""
    broken = ~shapely.is_valid(geoms) & ~shapely.is_missing(geoms)
    shapes = np.array(geoms, dtype=object)
    shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes
