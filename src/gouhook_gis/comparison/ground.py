"""The ground that one version of a project area has and the other has not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Geometries, Mask
from gouhook_gis.geometry.overlay import pieces_of, slivers, uncovered
from gouhook_gis.geometry.polygons import polygon_parts
from gouhook_gis.geometry.rings import canonical


@dataclass(frozen=True)
class Small:
    """When a piece is a sliver: below `area_m2`, or narrower than `width_m` and below
    `width_area_m2`.
    """

    area_m2: float = 1.0
    width_m: float = 0.05
    width_area_m2: float = 10.0


@dataclass(frozen=True)
class Ground:
    """What of each of (n,) shapes the other version does not have: official area in m² (0 where
    nothing, NaN where the shape is None) and geometry (None where nothing).
    """

    area: Floats
    geometry: Geometries


def beyond(shapes: Geometries, others: Geometries, plane: int) -> Ground:
    """Return what of each of `shapes` (n,) no one of `others` covers; both in `plane`."""
    return Ground(*uncovered(shapes, others, plane))


def substantial(ground: Ground, plane: int, small: Small) -> Mask:
    """Return (n,) whether a row holds more than slivers; each of its parts is judged alone."""
    parts, owner = polygon_parts(ground.geometry)
    pieces = pieces_of(owner, np.arange(len(parts)), canonical(parts), plane)
    tiny = slivers(pieces, small.area_m2, small.width_m, small.width_area_m2)
    found = np.zeros(len(ground.area), dtype=np.bool_)
    found[pieces.left[~tiny]] = True
    return found
