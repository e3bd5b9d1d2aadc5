"""The ground under many parcels, each spot counted once."""

from __future__ import annotations

import math

import numpy as np

import shapely

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.geometry.overlay import unions


def ground(geoms: Geometries, areas: Floats, epsg: int) -> float:
    """Return the area in m² of the union of valid polygons (n,) in the plane `epsg`.

    Polygons that meet no other count with their own official `areas` (n,), so that a layer
    without contacts has exactly the sum of its rows; the others are united and measured.
    """
    return float(grounds(geoms, areas, np.zeros(len(geoms), dtype=np.intp), 1, epsg)[0])


def grounds(geoms: Geometries, areas: Floats, group: Index, count: int, epsg: int) -> Floats:
    """Return the `ground` (count,) of polygons (n,) by their `group` (0 to count − 1)."""
    i, j = shapely.STRtree(geoms).query(geoms, predicate="intersects")
    meeting = np.zeros(len(geoms), dtype=np.bool_)
    meeting[i[(i != j) & (group[i] == group[j])]] = True
    joined, place = np.unique(group[meeting], return_inverse=True)
    addends: list[list[float]] = [[] for _ in range(count)]
    for own, area in zip(group[~meeting].tolist(), areas[~meeting].tolist(), strict=True):
        addends[own].append(area)
    if len(joined):
        united = official_area(unions(geoms[meeting], place), epsg)
        for own, area in zip(joined.tolist(), united.tolist(), strict=True):
            addends[own].append(area)
    return np.array([math.fsum(some) for some in addends])
