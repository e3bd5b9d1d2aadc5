"""Inside one layer: parcels that overlap, that stand twice, that leave slits between them."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.geometry.morphology import elongated, grown
from gouhook_gis.geometry.overlay import (
    Pieces,
    content_order,
    pieces_of,
    require_plane,
)
from gouhook_gis.geometry.polygons import polygon_parts
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.repair import repair
from gouhook_gis.geometry.rings import canonical, content_keys
from gouhook_gis.geometry.sharing import shared

# A slit below 1 mm comes from rounding vertices that lie on a neighbour's edge.
_ROUNDING_M = 0.001


def overlaps(geoms: Geometries, epsg: int) -> Pieces:
    """Return the ground that two parcels of one layer share, `left` < `right`, in plane `epsg`.

    Duplicates of each other are left out (`duplicates` finds them). ValueError as in `overlay`.
    """
    require_plane(epsg)
    layer = Prepared(geoms)
    i, j = layer.tree.query(geoms)
    i, j = i[i < j], j[i < j]
    group = _groups(geoms)
    different = group[i] != group[j]
    i, j = i[different], j[different]
    geometry, known = shared(layer, layer, i, j, epsg)
    return pieces_of(i, j, geometry, epsg, known)


def duplicates(geoms: Geometries) -> list[tuple[int, ...]]:
    """Return groups of rows that hold the same shape at 0.0001 m, however it is written.

    Two rows or more a group; rows and groups ascend. None and empty geometries are no duplicates.
    """
    group = _groups(geoms)
    real = np.flatnonzero(~shapely.is_missing(geoms) & ~shapely.is_empty(geoms))
    rows: dict[int, list[int]] = {}
    for row in real.tolist():
        rows.setdefault(int(group[row]), []).append(row)
    return sorted(tuple(members) for members in rows.values() if len(members) > 1)


def gaps(geoms: Geometries, max_width_m: float) -> Geometries:
    """Return slits narrower than `max_width_m` between two or more polygons, canonical.

    The slits are what a closing (grow, then shrink by half the width) adds to the union: open
    at an end or not. Only long ones between different rows count; ends of acute corners, single
    near corners and slits below 1 mm (rounding) do not. Invalid input is measured on a repaired
    copy. Metres.
    """
    sound, _ = repair(geoms)
    tree = shapely.STRtree(sound)
    i, j = tree.query(sound, predicate="dwithin", distance=max_width_m)
    near = np.unique(i[i != j])
    if len(near) == 0:
        return np.empty(0, dtype=object)
    copies = canonical(sound[near])
    merged = shapely.union_all(copies[content_order(copies)])
    ground = np.array([merged], dtype=object)
    closed = grown(grown(ground, max_width_m / 2), -max_width_m / 2)
    parts, _ = polygon_parts(shapely.difference(closed, ground))
    parts = canonical(parts[elongated(parts, _ROUNDING_M, max_width_m)])
    _, slit = neighbours(parts, sound)
    between = np.bincount(slit, minlength=len(parts)) > 1
    return parts[between][content_order(parts[between])]


def neighbours(slits: Geometries, geoms: Geometries) -> tuple[Index, Index]:
    """Return the rows of `geoms` that border each slit, and the slit's position, pairwise."""
    slit, row = shapely.STRtree(geoms).query(slits, predicate="dwithin", distance=_ROUNDING_M)
    order = np.lexsort((row, slit))
    return row[order], slit[order]


def _groups(geoms: Geometries) -> Index:
    """Return (n,) numbers that are equal for equal shapes."""
    number: dict[bytes | None, int] = {}
    return np.array(
        [number.setdefault(key, len(number)) for key in content_keys(geoms)], dtype=np.intp
    )
