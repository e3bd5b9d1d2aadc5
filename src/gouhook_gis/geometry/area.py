"""Areas: the official one on the ellipsoid, the planar one beside it, and their half width.

Official: 《图幅理论面积与图斑椭球面积计算公式及要求》 (国土调查办发〔2008〕32号) with the
constants of CGCS2000: a ring is a sum of trapezoids between its edges and a meridian.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers
from gouhook_gis.geometry.edges import (
    ECCENTRICITY2,
    FLATTENING,
    MAX_EDGE_M,
    SEMI_MAJOR_M,
    split_rings,
)
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.geometry.transform import centroid_longitude, to_epsg, transform_points
from gouhook_gis.geometry.zones import GEOGRAPHIC, plane_of_zone, zone_numbers, zone_of

_SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
_E2 = ECCENTRICITY2
# A to E of the formula, with their signs.
_TERMS = (
    1 + 3 / 6 * _E2 + 30 / 80 * _E2**2 + 35 / 112 * _E2**3 + 630 / 2304 * _E2**4,
    -(1 / 6 * _E2 + 15 / 80 * _E2**2 + 21 / 112 * _E2**3 + 420 / 2304 * _E2**4),
    3 / 80 * _E2**2 + 7 / 112 * _E2**3 + 180 / 2304 * _E2**4,
    -(1 / 112 * _E2**3 + 45 / 2304 * _E2**4),
    5 / 2304 * _E2**4,
)

# The formula keeps longitude and latitude in seconds with 6 decimals.
_TICKS_PER_DEGREE = 3600e6
_TICK = math.radians(1 / _TICKS_PER_DEGREE)
# Any reference meridian gives the same area; one for all keeps areas independent of neighbours.
_REFERENCE_MERIDIAN = round(105 * _TICKS_PER_DEGREE)
# Trapezoids are summed as integers of 2^-20 m²: exact, so that neither the start nor the
# direction of a ring reaches the last bit. Good for areas up to 8.8 million km².
_QUANTUM_M2 = 2.0**-20
_BLOCK = 400_000
_METRES_PER_DEGREE = 111_000.0

# Vertices nearer than this to the straight line are on it: points set along an edge are rounded.
COLLINEAR_M = 0.001


def official_area(geoms: Geometries, epsg: int) -> Floats:
    """Return the official ellipsoidal areas (n,) in m², not rounded to 2 decimals.

    `geoms` are valid polygons or multipolygons in the CGCS2000 system `epsg`. Edges longer than
    70 m get int(length / 70) points, longitude and latitude are taken in seconds with 6
    decimals. Plane coordinates are taken as they are: rounding them to 4 decimals first, as
    survey software does, changes nothing in a file that has 4, and in a projected copy of it
    would make another area. Holes are subtracted. None gives NaN, as do coordinates that are
    not finite; an empty polygon gives 0. The value does not depend on how rings are written.
    ValueError for other geometries or another datum.
    """
    geographic = zone_of(epsg).geographic
    kinds = shapely.get_type_id(geoms)
    polygon = np.isin(kinds, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    if not (polygon | (kinds < 0)).all():
        raise ValueError("an area is that of polygons only")
    areas = np.full(len(geoms), np.nan)
    rows = np.flatnonzero(polygon)
    for block in _blocks(geoms, rows, geographic=geographic):
        areas[block] = _official_block(geoms[block], epsg, geographic=geographic)
    return areas


def planar_area(geoms: Geometries, epsg: int) -> Floats:
    """Return the Gauss-Krüger areas (n,) in m², each in the geometry's own 3° zone.

    None gives NaN, as does a place outside the zones of China; an empty polygon gives 0.
    """
    areas = np.where(shapely.is_empty(geoms), 0.0, np.nan)
    numbers = zone_numbers(centroid_longitude(geoms, epsg))
    for number in np.unique(numbers[numbers > 0]):
        rows = np.flatnonzero(numbers == number)
        plane = to_epsg(geoms[rows], epsg, plane_of_zone(int(number), epsg))
        areas[rows] = shapely.area(canonical(plane))
    return areas


def half_width(geoms: Geometries, point_error_m: float) -> Floats:
    """Return 2σ (n,) in m² of areas whose corners have the error `point_error_m` (1σ, metres).

    σ_A = m · √(Σ |P(i+1) − P(i−1)|² / 8) over the rings of polygons in a metric plane. Vertices
    on a straight line (nearer than 1 mm) are left out first: they were not surveyed as corners.
    None gives NaN.
    """
    corners = shapely.simplify(canonical(geoms), COLLINEAR_M, preserve_topology=True)
    parts, part_owner = shapely.get_parts(corners, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    # Vertex i is between i − 1 and i + 1; the end of a ring is its start and counts once.
    last = np.append(ring[1:] != ring[:-1], True)[: len(ring)]
    first = np.insert(last[:-1], 0, True)[: len(ring)]
    starts, ends = np.flatnonzero(first), np.flatnonzero(last)
    before = np.arange(len(coords)) - 1
    before[starts] = ends - 1
    chords = coords[(np.arange(len(coords)) + 1) % max(len(coords), 1)] - coords[before]
    squares = np.where(last, 0.0, (chords**2).sum(axis=1))
    owner = part_owner[ring_part][ring]
    sums = np.bincount(owner, weights=squares, minlength=len(geoms))
    widths: Floats = 2 * point_error_m * np.sqrt(sums / 8)
    widths[shapely.is_missing(geoms)] = np.nan
    return widths


def combined_half_width(half_widths: Iterable[float]) -> float:
    """Return the half width of a sum of independent areas: the root of the sum of squares."""
    return math.sqrt(math.fsum(width * width for width in half_widths))


def _blocks(geoms: Geometries, rows: Index, *, geographic: bool) -> Iterator[Index]:
    """Yield `rows` in runs of about 400,000 vertices after splitting, so that memory is bounded."""
    if len(rows) == 0:
        return
    unit = _METRES_PER_DEGREE if geographic else 1.0
    length = np.nan_to_num(shapely.length(geoms[rows]) * unit, posinf=0.0, neginf=0.0)
    cost = shapely.get_num_coordinates(geoms[rows]) + length / MAX_EDGE_M
    run = (np.cumsum(cost) // _BLOCK).astype(np.int64)
    yield from np.split(rows, np.flatnonzero(np.diff(run)) + 1)


def _official_block(geoms: Geometries, epsg: int, *, geographic: bool) -> Floats:
    _, coords, offsets = shapely.to_ragged_array(geoms, include_z=False)
    if len(coords) == 0:
        return np.zeros(len(geoms))
    ring_starts, ring_of_polygon = (bounds.astype(np.int64) for bounds in offsets[:2])
    polygon_of_geom = offsets[2] if len(offsets) == 3 else np.arange(len(geoms) + 1)
    coords, ring_starts = split_rings(coords, ring_starts, geographic=geographic)
    degrees = transform_points(coords, epsg, GEOGRAPHIC)
    lost = ~(np.abs(degrees) <= 360).all(axis=1)  # not finite, or no place on earth
    degrees[lost] = 0.0
    ticks = np.rint(degrees * _TICKS_PER_DEGREE)
    trapezoids = _trapezoids(ticks.astype(np.int64))

    # The step from the end of a ring to the next ring is no edge: it lies between the runs.
    running = np.concatenate([[0], np.cumsum(trapezoids)])
    rings: Integers = np.abs(running[ring_starts[1:] - 1] - running[ring_starts[:-1]])
    outer = np.zeros(len(rings), dtype=bool)
    outer[ring_of_polygon[:-1][np.diff(ring_of_polygon) > 0]] = True
    rings[~outer] *= -1
    areas = _run_sums(rings, ring_of_polygon[polygon_of_geom])
    broken = _run_sums(
        np.asarray(lost, dtype=np.int64), ring_starts[ring_of_polygon[polygon_of_geom]]
    )
    return np.where(broken > 0, np.nan, areas * _QUANTUM_M2)


def _run_sums(values: Integers, bounds: Integers) -> Integers:
    running = np.concatenate([[0], np.cumsum(values)])
    sums: Integers = running[bounds[1:]] - running[bounds[:-1]]
    return sums


def _trapezoids(ticks: Integers) -> Integers:
    """Return the areas (n − 1,) between consecutive points and the meridian, in quanta.

    `ticks` (n, 2) are longitude and latitude. The area is odd in the direction of an edge, to
    the bit: that of the edge northwards is taken, and its sign turned. A sum may wrap on its
    way, the difference of two is right all the same.
    """
    longitude, latitude = ticks[:, 0], ticks[:, 1]
    rise = latitude[1:] - latitude[:-1]
    delta_l = ((longitude[1:] + longitude[:-1]) / 2 - _REFERENCE_MERIDIAN) * _TICK
    half_b = np.abs(rise) * (_TICK / 2)
    middle = (latitude[1:] + latitude[:-1]) * (_TICK / 2)
    total = np.zeros(len(rise))
    for order, term in enumerate(_TERMS):
        multiple = 2 * order + 1
        total += term * np.sin(multiple * half_b) * np.cos(multiple * middle)
    area = 2 * _SEMI_MINOR_M**2 * delta_l * total
    # From one ring to the next, or to a lost vertex, it may be too much: nobody asks for those.
    with np.errstate(invalid="ignore"):
        quanta: Integers = np.rint(np.sign(rise) * area / _QUANTUM_M2).astype(np.int64)
    return quanta
