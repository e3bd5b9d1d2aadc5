"""Areas: the official one on the ellipsoid, the planar one beside it, and their half width.

Official: 《图幅理论面积与图斑椭球面积计算公式及要求》 (国土调查办发〔2008〕32号) with the
constants of CGCS2000: a ring is a sum of trapezoids between its edges and a meridian.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.geometry.chords import chords
from gouhook_gis.geometry.ellipsoid import MAX_EDGE_M
from gouhook_gis.geometry.kernel.ready import LOADER
from gouhook_gis.geometry.official import areas_of
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.geometry.threads import in_threads
from gouhook_gis.geometry.transform import centroid_longitude, to_epsg
from gouhook_gis.geometry.zones import plane_of_zone, zone_numbers, zone_of

# NumPy is busy with so many vertices for as long as the compiled loop takes to be loaded.
_WORTH_LOADING = 5_000_000
_BLOCK = 200_000
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
    zone = zone_of(epsg)
    kinds = shapely.get_type_id(geoms)
    polygon = np.isin(kinds, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    if not (polygon | (kinds < 0)).all():
        raise ValueError("an area is that of polygons only")
    areas = np.full(len(geoms), np.nan)
    rows = np.flatnonzero(polygon)
    vertices = int(shapely.get_num_coordinates(geoms[rows]).sum())
    loop = LOADER.areas(load=vertices >= _WORTH_LOADING)

    def measure(block: Index) -> None:
        areas[block] = areas_of(geoms[block], zone, loop)

    in_threads(measure, list(_blocks(geoms, rows, geographic=zone.geographic)))
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


def half_width(geoms: Geometries, point_error_m: float, *, ready: bool = False) -> Floats:
    """Return 2σ (n,) in m² of areas whose corners have the error `point_error_m` (1σ, metres).

    σ_A = m · √(Σ |P(i+1) − P(i−1)|² / 8) over the rings of polygons in a metric plane. Vertices
    on a straight line (nearer than 1 mm) are left out first: they were not surveyed as corners.
    None gives NaN. `ready` says that all are canonical already.
    """
    shapes = geoms if ready else canonical(geoms)
    sums, straight = chords(shapes, COLLINEAR_M)
    corners = shapely.simplify(shapes[straight], COLLINEAR_M, preserve_topology=True)
    sums[straight] = chords(corners, COLLINEAR_M)[0]
    widths: Floats = 2 * point_error_m * np.sqrt(sums / 8)
    widths[shapely.is_missing(geoms)] = np.nan
    return widths


def combined_half_width(half_widths: Iterable[float]) -> float:
    """Return the half width of a sum of independent areas: the root of the sum of squares."""
    return math.sqrt(math.fsum(width * width for width in half_widths))


def _blocks(geoms: Geometries, rows: Index, *, geographic: bool) -> Iterator[Index]:
    """Yield `rows` in runs of about 200,000 vertices after splitting, so that memory is bounded."""
    if len(rows) == 0:
        return
    unit = _METRES_PER_DEGREE if geographic else 1.0
    length = np.nan_to_num(shapely.length(geoms[rows]) * unit, posinf=0.0, neginf=0.0)
    cost = shapely.get_num_coordinates(geoms[rows]) + length / MAX_EDGE_M
    run = (np.cumsum(cost) // _BLOCK).astype(np.int64)
    yield from np.split(rows, np.flatnonzero(np.diff(run)) + 1)
