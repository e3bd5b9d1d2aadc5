"""The one repair, for reference features only: a submitted boundary is never altered."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Geometries, Mask
from gouhook_gis.geometry.polygons import all_finite, gathered, polygon_parts
from gouhook_gis.geometry.rings import canonical


def repair(geoms: Geometries) -> tuple[Geometries, Mask]:
    """Return valid polygons and whether each was repaired (n,); valid ones are untouched.

    Invalid ones are rebuilt from their structure (what a ring encloses is inside, what a hole
    encloses is not; parts are merged), only polygons are kept, and canonical. None, also for
    what has no polygon left or coordinates that are not finite.
    """
    result = geoms.copy()
    broken = np.flatnonzero(~shapely.is_valid(geoms) & ~shapely.is_missing(geoms))
    repaired = np.zeros(len(geoms), dtype=bool)
    repaired[broken] = True
    result[broken] = None
    finite = broken[all_finite(geoms[broken])]
    mended = shapely.make_valid(geoms[finite], method="structure", keep_collapsed=False)
    parts, owner = polygon_parts(mended)
    result[finite] = canonical(gathered(parts, owner, len(finite)))
    return result, repaired
