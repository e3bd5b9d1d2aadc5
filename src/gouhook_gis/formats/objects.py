"""Object arrays of geometries and WKB: what numpy and shapely leave loosely typed, typed."""

from __future__ import annotations

from typing import cast

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask, Objects

# Object array (n,) of WKB bytes, None where there is none.
Wkb = Objects


def nothing(count: int) -> Objects:
    """Return an object array of `count` times None."""
    return np.full(count, None, dtype=object)


def filled(values: Objects) -> Mask:
    """Return which entries are not None."""
    return np.fromiter((value is not None for value in values), dtype=bool, count=len(values))


def objects(column: pa.ChunkedArray) -> Objects:
    """Return a column as Python values (n,), None where null."""
    array = nothing(len(column))
    array[:] = column.to_pylist()
    return array


def to_wkb(geometries: Geometries) -> Wkb:
    """Return the WKB of geometries, None stays None."""
    return cast(Wkb, shapely.to_wkb(geometries))


def linear_rings(points: Floats, index: Index) -> Geometries:
    """Return rings (closed where they are not) of points grouped by `index`, ascending."""
    return cast(Geometries, shapely.linearrings(points, indices=index))


def polygons(rings: Geometries, index: Index | None = None) -> Geometries:
    """Return polygons of rings grouped by `index` (the first of a group is the shell)."""
    return cast(Geometries, shapely.polygons(rings, indices=index))


def no_columns(count: int) -> pa.Table:
    """Return a table of `count` rows without columns."""
    return pa.table({"": pa.nulls(count)}).select([])
