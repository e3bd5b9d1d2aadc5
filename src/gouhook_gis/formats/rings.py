"""Rings of a record to polygons: which ring is a hole of which is told by containment.

A shapefile tells outer rings and holes by their orientation only; programs get it wrong often
enough that the place of the rings decides here, and disagreement is reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.formats.objects import linear_rings, nothing, polygons
from gouhook_gis.geometry.arrays import Floats, Geometries, Integers, Mask


@dataclass(frozen=True)
class Assembled:
    """Polygons of n records and what was done to them; bool arrays (n,).

    `geometry` is None where a ring has fewer than three different points.
    """

    geometry: Geometries
    too_few: Mask
    closed: Mask
    roles_differ: Mask


def assemble(
    points: Floats,
    ring_start: Integers,
    owner: Integers,
    count: int,
    part: Integers | None = None,
) -> Assembled:
    """Make the polygons of `count` records.

    `points` (p, 2) finite; `ring_start` (r,) first point of each ring; `owner` (r,) ascending,
    the record of each ring; `part` (r,) ascending, the polygon of each ring (its first ring is
    the shell) where the format says so, else None. Records without rings have no geometry.
    """
    size = np.diff(np.append(ring_start, len(points)))
    last = ring_start + size - 1
    open_ring = (points[ring_start] != points[last]).any(axis=1)
    short = size - ~open_ring < 3
    too_few, closed = _any(owner[short], count), _any(owner[open_ring], count)
    keep = ~too_few[owner]
    of_point = np.repeat(keep, size)
    index = np.repeat(np.cumsum(keep) - 1, size)[of_point]
    rings = linear_rings(points[of_point], index) if keep.any() else nothing(0)
    owner = owner[keep]
    clockwise = ~shapely.is_ccw(rings)
    shell, hole = _roles(rings, owner) if part is None else _told_roles(part[keep])
    several = np.bincount(owner, minlength=count) > 1
    differs = _any(owner[hole == clockwise], count) & several
    made = _polygons(rings, owner, shell, hole, count)
    return Assembled(made, too_few, closed & ~too_few, differs)


def _told_roles(part: Integers) -> tuple[Integers, Mask]:
    """Return the shell of each ring, and which are holes, where the format tells."""
    _, first, index = np.unique(part, return_index=True, return_inverse=True)
    shell = first[index]
    return shell, shell != np.arange(len(part))


def _roles(rings: Geometries, owner: Integers) -> tuple[Integers, Mask]:
    """Return the ring that is the shell of each ring (itself for shells), and which are holes.

    A ring in an odd number of others of its record is a hole in the innermost of them.
    """
    shell = np.arange(len(rings))
    hole = np.zeros(len(rings), dtype=bool)
    several = np.flatnonzero(np.bincount(owner)[owner] > 1) if len(owner) else shell
    if not len(several):
        return shell, hole
    areas = polygons(rings[several])
    shapely.prepare(areas)
    inner, outer = shapely.STRtree(areas).query(areas)
    same = (owner[several[inner]] == owner[several[outer]]) & (inner != outer)
    inner, outer = inner[same], outer[same]
    inside = shapely.covers(areas[outer], rings[several[inner]])
    inner, outer = inner[inside], outer[inside]
    # Two rings that cover each other are one ring twice: neither is the hole of the other.
    key, mirror = inner * len(several) + outer, outer * len(several) + inner
    proper = ~np.isin(key, mirror)
    inner, outer = inner[proper], outer[proper]
    depth = np.bincount(inner, minlength=len(several))
    hole[several] = depth % 2 == 1
    parent = (depth[inner] % 2 == 1) & (depth[outer] == depth[inner] - 1)
    # Of several candidates (one ring twice) the first is taken; the result is invalid anyway.
    shell[several[inner[parent][::-1]]] = several[outer[parent][::-1]]
    # A hole without shell at the level above it (crossing rings) stands for itself.
    hole &= shell != np.arange(len(rings))
    return shell, hole


def _polygons(
    rings: Geometries, owner: Integers, shell: Integers, hole: Mask, count: int
) -> Geometries:
    result = nothing(count)
    if not len(rings):
        return result
    order = np.lexsort((hole, shell))
    shells, index = np.unique(shell[order], return_inverse=True)
    made = polygons(rings[order], index)
    of = owner[shells]
    parts = np.bincount(of, minlength=count)
    single = parts[of] == 1
    result[of[single]] = made[single]
    if not single.all():
        groups, index = np.unique(of[~single], return_inverse=True)
        result[groups] = shapely.multipolygons(made[~single], indices=index)
    return result


def _any(owner: Integers, count: int) -> Mask:
    return np.bincount(owner, minlength=count).astype(bool)
