"""The compiled loop over shapes: their official areas, without an array of split edges."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from gouhook_gis.geometry.arrays import Floats, Integers
from gouhook_gis.geometry.ellipsoid import ECCENTRICITY2, MAX_EDGE_M, SEMI_MAJOR_M, ZONE_QUANTA
from gouhook_gis.geometry.kernel import formulas
from gouhook_gis.geometry.kernel.formulas import (
    BAND_M,
    FAR,
    LOST,
    MAX_LATITUDE,
    MAX_LONGITUDE,
    MEASURED,
    NORTH_M,
    REACH_M,
    TICKS_PER_DEGREE,
)
from gouhook_gis.geometry.kernel.jit import compiled

# Longer is none between places on earth: a step that leads there or back is not split.
_NO_EDGE_M2 = 1e20
# Points of a ring at once.
_ROOM = 512

cosine = compiled(formulas.cosine)
place = compiled(formulas.place)
trapezoid = compiled(formulas.trapezoid)
length2 = compiled(formulas.length2)


@compiled
def locate(
    xs: Floats,
    ys: Floats,
    count: int,
    degrees: bool,
    false_easting: float,
    meridian: float,
    grid: Floats,
    ticks: Floats,
) -> int:
    """Fill `ticks` (2, ·) with longitude and latitude of `count` points; return how they fared."""
    for i in range(count):
        x, y = xs[i], ys[i]
        if degrees:
            if not (abs(x) <= MAX_LONGITUDE and abs(y) <= MAX_LATITUDE):
                return LOST
            ticks[0, i], ticks[1, i] = np.rint(x * TICKS_PER_DEGREE), np.rint(y * TICKS_PER_DEGREE)
        else:
            east = x - false_easting
            if not (abs(east) <= REACH_M and 0.0 <= y < NORTH_M):
                return FAR
            longitude, latitude = place(east, y, int(y / BAND_M), grid)
            ticks[0, i], ticks[1, i] = np.rint(longitude + meridian), np.rint(latitude)
    return MEASURED


@compiled
def trapezoids(ticks: Floats, count: int, weights: Floats) -> int:
    """Return the sum of the trapezoids along `count` points, in quanta."""
    # Two rows, not pairs of a table: the compiler then takes several edges at once.
    longitude, latitude = ticks[0], ticks[1]
    total = 0
    for i in range(count - 1):
        total += int(
            trapezoid(
                longitude[i],
                latitude[i],
                longitude[i + 1],
                latitude[i + 1],
                weights,
                ZONE_QUANTA,
                cosine,
            )
        )
    return total


@compiled
def steps_along(a: float, b: float, c: float, d: float, degrees: bool) -> int:
    """Return in how many parts the edge from (a, b) to (c, d) is split."""
    if degrees:
        square = length2(c - a, d - b, (b + d) * 0.5, ECCENTRICITY2, SEMI_MAJOR_M, cosine)
    else:
        square = (c - a) * (c - a) + (d - b) * (d - b)
    if MAX_EDGE_M * MAX_EDGE_M < square < _NO_EDGE_M2:
        return int(math.sqrt(square) / MAX_EDGE_M) + 1
    return 1


@compiled
def ring_area(
    points: Floats,
    start: int,
    end: int,
    degrees: bool,
    false_easting: float,
    meridian: float,
    grid: Floats,
    weights: Floats,
    xs: Floats,
    ys: Floats,
    ticks: Floats,
) -> tuple[int, int]:
    """Return how a ring fares, and its area in quanta, signed by its direction.

    It is split and measured in runs as long as the rooms `xs`, `ys` and `ticks`.
    """
    total, n = 0, 0
    a, b = points[start, 0], points[start, 1]
    for p in range(start, end):
        c, d = points[p, 0], points[p, 1]
        steps = steps_along(a, b, c, d, degrees)
        backwards = a > c or (a == c and b > d)
        for step in range(1, steps + 1):
            if n == len(xs):
                how = locate(xs, ys, n, degrees, false_easting, meridian, grid, ticks)
                if how != MEASURED:
                    return how, 0
                total += trapezoids(ticks, n, weights)
                xs[0], ys[0], n = xs[n - 1], ys[n - 1], 1
            if step == steps:
                xs[n], ys[n] = c, d
            elif backwards:  # reckoned from the lesser end, as in `edges`
                share = (steps - step) / steps
                xs[n], ys[n] = c + (a - c) * share, d + (b - d) * share
            else:
                share = step / steps
                xs[n], ys[n] = a + (c - a) * share, b + (d - b) * share
            n += 1
        a, b = c, d
    how = locate(xs, ys, n, degrees, false_easting, meridian, grid, ticks)
    return how, total + trapezoids(ticks, n, weights) if how == MEASURED else 0


@compiled
def areas(
    points: Floats,
    rings: Integers,
    parts: Integers,
    shapes: Integers,
    degrees: bool,
    false_easting: float,
    meridian: float,
    grid: Floats,
    weights: Floats,
    quanta: Integers,
    state: npt.NDArray[np.int8],
) -> None:
    """Fill `quanta` (n,) with the areas of shapes (a `Ragged`) and `state` with how they fared.

    MEASURED, LOST (a place not on earth) or FAR: a point beyond the reach of `grid`. `degrees`
    says that points are; else `false_easting` is in metres and `meridian` in ticks.
    """
    xs, ys, ticks = np.empty(_ROOM), np.empty(_ROOM), np.empty((2, _ROOM))
    plane = degrees, false_easting, meridian, grid, weights
    for row in range(len(shapes) - 1):
        quanta[row], state[row] = 0, MEASURED
        for part in range(shapes[row], shapes[row + 1]):
            for ring in range(parts[part], parts[part + 1]):
                start, end = rings[ring], rings[ring + 1]
                how, area = ring_area(points, start, end, *plane, xs, ys, ticks)
                state[row] = max(state[row], how)
                quanta[row] += abs(area) if ring == parts[part] else -abs(area)
