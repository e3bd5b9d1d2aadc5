"""Geometries of parcels: which can be used, and one writing of each, as filed."""

from __future__ import annotations

import numpy as np

import shapely
from shapely import Geometry as Shape
from shapely import Polygon

from gouhook_gis.geometry.arrays import Objects
from gouhook_gis.geometry.rings import canonical, without_repeats

Point = tuple[float, float]

POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
# No projected coordinate of China is beyond 1e8 m; a larger one is an unset or broken double.
ABSURD = 1e8


def usable(wkb: Objects) -> Objects:
    """Return the shapes of WKB values (n,), None where no polygon can be measured.

    That is where there is none, it is empty or no polygon, or a coordinate is not finite or
    absurd. An invalid polygon is usable: whether it is sound is judged elsewhere.
    """
    with np.errstate(invalid="ignore"):  # NaN is looked for below
        shapes: Objects = shapely.from_wkb(wkb, on_invalid="ignore")
    coords, owner = shapely.get_coordinates(shapes, return_index=True)
    wild = ~np.isfinite(coords).all(axis=1) | (np.abs(coords) >= ABSURD).any(axis=1)
    useless = ~np.isin(shapely.get_type_id(shapes), POLYGONAL) | shapely.is_empty(shapes)
    useless[owner[wild]] = True
    shapes[useless] = None
    return shapes


def as_filed(shapes: Objects) -> Objects:
    """Return polygons (2D) in one writing that keeps every vertex, repeated ones too.

    Like `geometry.rings.canonical` for sound polygons. A ring that meets one of its vertices
    again has no single smallest vertex to start at: the smallest of its writings is taken.
    """
    result = canonical(shapes)
    flat: Objects = shapely.force_2d(shapes)
    repeats = shapely.get_num_coordinates(without_repeats(flat)) < (
        shapely.get_num_coordinates(flat)
    )
    for row in np.flatnonzero(repeats | ~(shapely.is_valid(flat) | shapely.is_missing(flat))):
        result[row] = _rewritten(flat[row])
    return result


def _rewritten(shape: Shape) -> Shape:
    parts = []
    for part in shapely.get_parts(shape):
        outer, *holes = (_points(ring) for ring in shapely.get_rings(part))
        parts.append((_smallest(outer, 1), *sorted(_smallest(hole, -1) for hole in holes)))
    polygons = [Polygon(outer, holes) for outer, *holes in sorted(parts)]
    return polygons[0] if isinstance(shape, Polygon) else shapely.MultiPolygon(polygons)


def _points(ring: Shape) -> list[Point]:
    coords = shapely.get_coordinates(ring)[:-1].tolist()
    return [(x, y) for x, y in coords]


def _smallest(points: list[Point], direction: int) -> list[Point]:
    """Return the smallest writing of a ring that turns as `direction` says (1 is left)."""
    x0, y0 = min(points)
    turn = direction * sum(
        (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True)
    )
    # A bow-tie's halves may cancel out, so that it turns neither way; then both are tried.
    ways = [way for way, wanted in ((points, turn >= 0), (points[::-1], turn <= 0)) if wanted]
    return min(
        way[start:] + way[:start]
        for way in ways
        for start, point in enumerate(way)
        if point == (x0, y0)
    )
