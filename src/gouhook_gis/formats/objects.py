"""Object arrays of geometries and WKB: what numpy and shapely leave loosely typed, typed."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import shapely

from gouhook_gis.geometry.arrays import Geometries, Index, Mask

# Object array (n,) of WKB bytes, None where there is none.
Wkb = npt.NDArray[np.object_]


def nothing(count: int) -> npt.NDArray[np.object_]:
    """Return an object array of `count` times None."""
    return np.full(count, None, dtype=object)


def filled(values: npt.NDArray[np.object_]) -> Mask:
    """Return which entries are not None."""
    return np.fromiter((value is not None for value in values), dtype=bool, count=len(values))


def to_wkb(geometries: Geometries) -> Wkb:
    """Return the WKB of geometries, None stays None."""
    return cast(Wkb, shapely.to_wkb(geometries))


def linear_rings(points: npt.NDArray[np.float64], index: Index) -> Geometries:
    """Return rings (closed where they are not) of points grouped by `index`, ascending."""
    return cast(Geometries, shapely.linearrings(points, indices=index))


def polygons(rings: Geometries, index: Index | None = None) -> Geometries:
    """Return polygons of rings grouped by `index` (the first of a group is the shell)."""
    return cast(Geometries, shapely.polygons(rings, indices=index))


def no_columns(count: int) -> pa.Table:
    """Return a table of `count` rows without columns."""
    return pa.table({"": pa.nulls(count)}).select([])
