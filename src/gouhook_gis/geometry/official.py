"""The official area of shapes given as numbers: by NumPy, or by the compiled loop, to one bit.

Both run the formulas of `kernel/formulas.py`, in the same order for every vertex, and sum whole
numbers: which of them answers changes nothing but the time. A point beyond the reach of the
tables goes through PROJ, which its coordinates alone decide.
"""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Geometries, Integers, Mask
from gouhook_gis.geometry.edges import split_rings
from gouhook_gis.geometry.ellipsoid import ZONE_QUANTA, inverse_grid, zone_weights
from gouhook_gis.geometry.kernel.formulas import (
    BAND_M,
    FAR,
    MAX_LATITUDE,
    MAX_LONGITUDE,
    MEASURED,
    NORTH_M,
    QUANTUM_M2,
    REACH_M,
    TICKS_PER_DEGREE,
    cosine,
    place,
    trapezoid,
)
from gouhook_gis.geometry.kernel.ready import Loop
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.geometry.transform import transform_points
from gouhook_gis.geometry.zones import GEOGRAPHIC, Zone

# Vertices at once: what a formula holds of them stays in the processor's cache.
_CHUNK = 16_384


def areas_of(geoms: Geometries, zone: Zone, loop: Loop | None) -> Floats:
    """Return areas (n,) in m² of valid polygons and multipolygons, NaN where one is not on earth.

    `loop` is the compiled one, None where it is not at hand.
    """
    shapes = Ragged.of(geoms)
    if loop is None:
        return areas_by_arrays(shapes, zone)
    areas, far = areas_by_loop(loop, shapes, zone)
    if far.any():
        areas[far] = areas_by_arrays(Ragged.of(geoms[far]), zone)
    return areas


def areas_by_loop(loop: Loop, shapes: Ragged, zone: Zone) -> tuple[Floats, Mask]:
    """Return areas (n,) in m² by the compiled `loop`, and where the tables did not reach."""
    count = len(shapes.shapes) - 1
    quanta, state = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int8)
    meridian = (zone.central_meridian or 0.0) * TICKS_PER_DEGREE
    plane = zone.geographic, zone.false_easting, meridian
    loop(*shapes, *plane, inverse_grid(), zone_weights(), quanta, state)
    return np.where(state == MEASURED, quanta * QUANTUM_M2, np.nan), state == FAR


def areas_by_arrays(shapes: Ragged, zone: Zone) -> Floats:
    """Return areas (n,) in m²; NaN where a point is not on earth."""
    coords, ring_starts, ring_of_part, part_of_shape = shapes
    if len(coords) == 0:
        return np.zeros(len(part_of_shape) - 1)
    coords, ring_starts = split_rings(coords, ring_starts, geographic=zone.geographic)
    ticks = np.empty((2, len(coords)))
    lost = np.empty(len(coords), dtype=bool)
    trapezoids = np.empty(len(coords) - 1, dtype=np.int64)
    for start in range(0, len(coords), _CHUNK):
        run = slice(start, start + _CHUNK)
        lost[run] = _locate(coords[run], zone, ticks[:, run])
        edges = slice(max(start - 1, 0), start + _CHUNK - 1)
        trapezoids[edges] = _trapezoids(ticks[:, edges.start : run.stop])

    # The step from the end of a ring to the next ring is no edge: it lies between the runs. A
    # sum may wrap on its way, the difference of two is right all the same.
    running = np.concatenate([[0], np.cumsum(trapezoids)])
    rings: Integers = np.abs(running[ring_starts[1:] - 1] - running[ring_starts[:-1]])
    outer = np.zeros(len(rings), dtype=bool)
    outer[ring_of_part[:-1][np.diff(ring_of_part) > 0]] = True
    rings[~outer] *= -1
    areas = _run_sums(rings, ring_of_part[part_of_shape]).astype(np.float64) * QUANTUM_M2
    if lost.any():
        broken = _run_sums(lost.astype(np.int64), ring_starts[ring_of_part[part_of_shape]])
        areas[broken > 0] = np.nan
    return areas


def _run_sums(values: Integers, bounds: Integers) -> Integers:
    running = np.concatenate([[0], np.cumsum(values)])
    sums: Integers = running[bounds[1:]] - running[bounds[:-1]]
    return sums


def _locate(coords: Floats, zone: Zone, ticks: Floats) -> Mask:
    """Fill `ticks` (2, n) with longitudes and latitudes; return which have no place on earth."""
    if zone.geographic:
        return _by_degrees(coords, ticks)
    meridian = (zone.central_meridian or 0.0) * TICKS_PER_DEGREE
    east, north = coords[:, 0] - zone.false_easting, coords[:, 1]
    near = (np.abs(east) <= REACH_M) & (north >= 0.0) & (north < NORTH_M)
    lost = np.zeros(len(coords), dtype=bool)
    if not near.all():
        degrees = transform_points(coords[~near], zone.epsg, GEOGRAPHIC)
        far = np.empty((2, len(degrees)))
        lost[~near] = _by_degrees(degrees, far)
        ticks[:, ~near] = far
    bands = np.where(near, north / BAND_M, -1.0).astype(np.int64)
    low, high = int(bands.min()), int(bands.max())
    for band in range(max(low, 0), high + 1):
        rows = slice(None) if low == high else np.flatnonzero(bands == band)
        longitude, latitude = place(east[rows], north[rows], band, inverse_grid())
        ticks[0, rows] = np.rint(longitude + meridian)
        ticks[1, rows] = np.rint(latitude)
    return lost


def _by_degrees(degrees: Floats, ticks: Floats) -> Mask:
    longitude, latitude = np.abs(degrees[:, 0]), np.abs(degrees[:, 1])
    lost: Mask = ~((longitude <= MAX_LONGITUDE) & (latitude <= MAX_LATITUDE))
    np.rint(np.where(lost[:, None], 0.0, degrees).T * TICKS_PER_DEGREE, out=ticks)
    return lost


def _trapezoids(ticks: Floats) -> Integers:
    """Return the areas (n − 1,) between consecutive points and the meridian, in quanta."""
    (longitude, latitude), (onward, upward) = ticks[:, :-1], ticks[:, 1:]
    quanta = trapezoid(longitude, latitude, onward, upward, zone_weights(), ZONE_QUANTA, cosine)
    # From one ring to the next it may be too much: nobody asks for those.
    with np.errstate(invalid="ignore"):
        whole: Integers = quanta.astype(np.int64)
    return whole
