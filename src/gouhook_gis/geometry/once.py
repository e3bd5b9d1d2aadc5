"""Ground under parcels that overlap, given to one of them."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.overlay import uncovered


def each_spot_once(geoms: Geometries, epsg: int) -> Geometries:
    """Return valid polygons (n,) without the ground of earlier rows; None where nothing is left.

    Rows that meet no other stay as they are. ValueError as in `overlay`.
    """
    later, earlier = shapely.STRtree(geoms).query(geoms, predicate="intersects")
    result = geoms.copy()
    for row in np.unique(later[earlier < later]):
        before = earlier[(later == row) & (earlier < row)]
        result[row] = uncovered(geoms[row : row + 1], geoms[before], epsg)[1][0]
    return result
