"""Shapes of findings as vector files hold them: one family a layer, every part a multi-part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

import shapely

POLYGON, LINE, POINT = "polygons", "lines", "points"
_FAMILY = {0: POINT, 4: POINT, 1: LINE, 2: LINE, 5: LINE, 3: POLYGON, 6: POLYGON}
_COLLECTION = 7
_GATHER: dict[int, Callable[..., Any]] = {
    0: shapely.multipoints,
    1: shapely.multilinestrings,
    3: shapely.multipolygons,
}
MULTI = {POLYGON: "MultiPolygon", LINE: "MultiLineString", POINT: "MultiPoint"}


def whole_shapes(items: Sequence[object]) -> npt.NDArray[np.object_]:
    """Return an array of geometries; of a mixed one what has the most dimensions."""
    shapes = np.empty(len(items), dtype=object)
    shapes[:] = items
    for index in np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION):
        parts = shapely.get_parts(shapely.get_parts(shapes[index]))
        best = parts[shapely.get_dimensions(parts) == shapely.get_dimensions(shapes[index])]
        shapes[index] = _GATHER[int(shapely.get_type_id(best[0]))](best) if len(best) else None
    return shapes


def families(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return polygons, lines or points for each geometry; "" for none, empty and mixed ones."""
    kinds = np.where(shapely.is_empty(shapes), -1, shapely.get_type_id(shapes))
    return np.array([_FAMILY.get(int(kind), "") for kind in kinds], dtype=object)


def multi(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return geometries of single parts as multi-parts of one; others stay as they are."""
    whole = shapes.copy()
    for kind, gather in _GATHER.items():
        single = shapely.get_type_id(shapes) == kind
        whole[single] = gather(shapes[single], indices=np.arange(int(single.sum())))
    return whole
