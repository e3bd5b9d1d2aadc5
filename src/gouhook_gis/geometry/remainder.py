"""What is left of polygons when others are taken away, pair by pair."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.polygons import polygonal
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.rings import canonical


def less(geoms: Geometries, taken: Geometries) -> Geometries:
    """Return valid polygons (n,) without their counterpart in `taken` (n,), canonical; None where
    nothing is left. A counterpart that is None takes nothing.
    """
    own, other = Prepared(geoms), Prepared(taken)
    rest = np.full(len(geoms), None, dtype=object)
    there = np.flatnonzero(~shapely.is_missing(geoms))
    rest[there] = own.rows(there)
    both = there[~shapely.is_missing(taken[there])]
    rest[both] = canonical(polygonal(shapely.difference(rest[both], other.rows(both))))
    return rest
