"""Canonical geometries: the same shape has the same bytes, however it was written."""

from __future__ import annotations

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.arrays import Floats, Geometries
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.geometry.zones import zone_of

METRE_DECIMALS = 4
DEGREE_DECIMALS = 9

Point = tuple[int, int]


def decimals(epsg: int) -> int:
    """Return the decimals to which coordinates of `epsg` are kept: 0.0001 m or 1e-9°."""
    return DEGREE_DECIMALS if zone_of(epsg).geographic else METRE_DECIMALS


def canonical(geoms: Geometries) -> Geometries:
    """Return copies (2D) in one writing: no vertex twice in a row, rings starting at their
    lexicographically smallest vertex, outer rings counter-clockwise and holes clockwise, holes
    and parts in a fixed order. Coordinates are untouched; None stays None.
    """
    # Coordinates that are not finite are no matter here, and no reason for a warning.
    with np.errstate(invalid="ignore"):
        plain = without_repeats(shapely.force_2d(geoms))
        ordered: Geometries = shapely.orient_polygons(shapely.normalize(plain))
    return ordered


def without_repeats(geoms: Geometries) -> Geometries:
    """Return polygons without equal vertices in a row; collapsed rings are left as they are.

    Other geometries come back unchanged.
    """
    result = geoms.copy()
    kinds = shapely.get_type_id(geoms)
    for kind in (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON):
        rows = np.flatnonzero(kinds == kind)
        if len(rows) == 0:
            continue
        coords, *offsets = Ragged.of(geoms[rows])
        keep = np.ones(len(coords), dtype=bool)
        keep[1:] = (coords[1:] != coords[:-1]).any(axis=1)
        keep[offsets[0][:-1][np.diff(offsets[0]) > 0]] = True
        if keep.all():
            continue
        kept = np.concatenate([[0], np.cumsum(keep)])[offsets[0]]
        short = np.repeat(np.diff(kept) < 4, np.diff(offsets[0]))
        keep |= short
        kept = np.concatenate([[0], np.cumsum(keep)])[offsets[0]]
        levels = offsets[1:2] if kind is shapely.GeometryType.POLYGON else offsets[1:]
        result[rows] = shapely.from_ragged_array(kind, coords[keep], (kept, *levels))
    return result


def rounded(geoms: Geometries, places: int = METRE_DECIMALS) -> Geometries:
    """Return `geoms` with coordinates rounded to `places`, in canonical writing."""

    def round_off(coords: Floats) -> Floats:
        return np.round(coords, places) + 0.0  # + 0.0 turns -0.0 into 0.0

    return canonical(shapely.transform(geoms, round_off))


def content_keys(geoms: Geometries, places: int = METRE_DECIMALS) -> Geometries:
    """Return (n,) bytes that are equal for equal shapes at `places`; None for None."""
    return shapely.to_wkb(rounded(geoms, places)).astype(object)


def canonical_rings(geom: BaseGeometry, epsg: int) -> list[list[list[Point]]]:
    """Return polygons → rings → points as integers, for `domain.identity.content_id`.

    Units are 0.0001 m, or 1e-9° where `epsg` is geographic. Rings are not closed by repeating
    their start; the outer ring comes first. The answer is the same for every writing of one
    shape, invalid shapes included.
    """
    scale = 10.0 ** decimals(epsg)
    polygons = []
    for part in shapely.get_parts(geom):
        rings = [
            np.rint(shapely.get_coordinates(ring) * scale).astype(np.int64).tolist()
            for ring in shapely.get_rings(part)
        ]
        if rings:
            outer, *holes = rings
            polygons.append([_ring(outer, 1), *sorted(_ring(hole, -1) for hole in holes)])
    return sorted(polygons)


def _ring(points: list[list[int]], direction: int) -> list[Point]:
    """Write a ring from its smallest vertex on, turning as `direction` says (1 is left)."""
    loop: list[Point] = []
    for x, y in points:
        if not loop or loop[-1] != (x, y):
            loop.append((x, y))
    while len(loop) > 1 and loop[-1] == loop[0]:
        loop.pop()
    turn = direction * sum(
        x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(loop, loop[1:] + loop[:1], strict=True)
    )
    # A ring without area has no direction: both are tried, the lesser writing wins.
    ways = [way for way, wanted in ((loop, turn >= 0), (loop[::-1], turn <= 0)) if wanted]
    first = min(loop)
    return min(
        way[start:] + way[:start]
        for way in ways
        for start, point in enumerate(way)
        if point == first
    )
