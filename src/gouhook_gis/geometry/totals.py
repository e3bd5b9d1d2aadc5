"""The ground under many parcels, each spot counted once."""

from __future__ import annotations

import math

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries
from gouhook_gis.geometry.overlay import union_area


def ground(geoms: Geometries, areas: Floats, epsg: int) -> float:
    """Return the area in m² of the union of valid polygons (n,) in the plane `epsg`.

    Polygons that meet no other count with their own official `areas` (n,), so that a layer
    without contacts has exactly the sum of its rows; the others are united and measured.
    """
    i, j = shapely.STRtree(geoms).query(geoms, predicate="intersects")
    meeting = np.unique(i[i != j])
    apart = np.setdiff1d(np.arange(len(geoms)), meeting)
    joined = union_area(geoms[meeting], epsg) if len(meeting) else 0.0
    return math.fsum([*areas[apart], joined])
