"""What of a store's answer counts: the features that truly come near."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.reference.store import Features


def meeting(features: Features, shapes: Geometries, distance_m: float = 0.0) -> Features:
    """Return the features that come within `distance_m` of any of `shapes` (in the same plane).

    Borders count. Stores answer with more than these, each with others; nothing that a rule
    says, not even how many features it looked at, may depend on which.
    """
    tree = shapely.STRtree(features.geometries)
    if distance_m:
        met = tree.query(shapes, predicate="dwithin", distance=distance_m)[1]
    else:
        met = tree.query(shapes, predicate="intersects")[1]
    return features.take(np.unique(met))
