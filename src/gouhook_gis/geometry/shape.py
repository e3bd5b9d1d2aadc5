"""The shape of single parcels: spikes, vertices that stand twice, narrow ground.

Everything here is in a metric plane and does not need valid geometry, but for `narrow`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.geometry.morphology import elongated, grown
from gouhook_gis.geometry.polygons import polygon_parts, widths
from gouhook_gis.geometry.rings import canonical

# Shrinking and growing back misses an edge by some 1e-8 m.
_NOISE_WIDTH_M = 1e-5


@dataclass(frozen=True)
class Spikes:
    """Vertices (k,) with a very acute angle: row of the geometry, place, angle in degrees."""

    index: Index
    x: Floats
    y: Floats
    angle: Floats


@dataclass(frozen=True)
class Repeats:
    """Vertices (k,) too near to the vertex before them: row, place, distance in metres."""

    index: Index
    x: Floats
    y: Floats
    distance: Floats


@dataclass(frozen=True)
class Narrows:
    """Narrow ground (k,): row of the geometry, the narrow polygon, its mean width in metres."""

    index: Index
    geometry: Geometries
    width: Floats


def spikes(geoms: Geometries, max_angle_deg: float) -> Spikes:
    """Return the vertices where a ring turns back at less than `max_angle_deg`.

    The angle is that between the two edges at the vertex, whether the tip points out or in.
    Sorted by row and place.
    """
    coords, owner, before, after = _vertices(canonical(geoms))
    back, on = coords[before] - coords, coords[after] - coords
    cross = back[:, 0] * on[:, 1] - back[:, 1] * on[:, 0]
    dot = (back * on).sum(axis=1)
    angle = np.degrees(np.arctan2(np.abs(cross), dot))
    real = back.any(axis=1) & on.any(axis=1)
    found = _sorted_by_place(np.flatnonzero(real & (angle < max_angle_deg)), coords, owner)
    return Spikes(owner[found], coords[found, 0], coords[found, 1], angle[found])


def repeated_vertices(geoms: Geometries, tolerance_m: float) -> Repeats:
    """Return the vertices at most `tolerance_m` from the vertex before them in their ring.

    The repetition of the start that closes a ring is none. Sorted by row and place.
    """
    coords, owner, before, _ = _vertices(shapely.force_2d(geoms))
    distance = np.hypot(*(coords - coords[before]).T)
    found = _sorted_by_place(np.flatnonzero(distance <= tolerance_m), coords, owner)
    return Repeats(owner[found], coords[found, 0], coords[found, 1], distance[found])


def narrow(geoms: Geometries, width_m: float) -> Narrows:
    """Return the ground of valid polygons that is narrower than `width_m`.

    It is what an opening (shrink by half the width, then grow) takes away: a parcel that is
    narrow all over, a neck, an arm. Ends of corners are no narrow ground. Sorted by row, then
    by geometry.
    """
    copies = canonical(geoms)
    core = grown(grown(copies, -width_m / 2), width_m / 2)
    polygons, owner = polygon_parts(shapely.difference(copies, core))
    strips = np.flatnonzero(elongated(polygons, _NOISE_WIDTH_M, width_m))
    polygons, owner = canonical(polygons[strips]), owner[strips]
    order = _by_content(polygons, owner)
    polygons, owner = polygons[order], owner[order]
    return Narrows(owner, polygons, widths(polygons))


def _vertices(geoms: Geometries) -> tuple[Floats, Index, Index, Index]:
    """Return the vertices (m, 2) of all rings without the closing one, the row of each, and
    the positions of the vertices before and after it.
    """
    polygons, owner = polygon_parts(geoms)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    counts = shapely.get_num_points(rings) - 1
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.cumsum(counts + 1) - 1
    open_coords, open_ring = np.delete(coords, ends, axis=0), np.delete(ring, ends)
    starts = np.cumsum(counts) - counts
    before, after = np.arange(len(open_coords)) - 1, np.arange(len(open_coords)) + 1
    before[starts] = starts + counts - 1
    after[starts + counts - 1] = starts
    return open_coords, owner[polygon][open_ring], before, after


def _sorted_by_place(found: Index, coords: Floats, owner: Index) -> Index:
    order = np.lexsort((coords[found, 1], coords[found, 0], owner[found]))
    return found[order]


def _by_content(polygons: Geometries, owner: Index) -> Index:
    keys = shapely.to_wkb(polygons)
    return np.array(sorted(range(len(polygons)), key=lambda k: (owner[k], keys[k])), dtype=np.intp)
