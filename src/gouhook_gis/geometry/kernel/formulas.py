"""The formulas of the official area, for one vertex or edge, or for arrays of them.

They use + − × ÷, rounding and nothing else, all of which IEEE 754 gives to the last bit: NumPy
over arrays and the compiled loop number by number reckon the same. So no function here may call
a sine or a hypotenuse of a library, and none another one by its name: the compiled loop has its
own (`cosine` is handed over).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gouhook_gis.geometry.arrays import Floats

# The formula keeps longitude and latitude in seconds with 6 decimals: one tick.
TICKS_PER_DEGREE = 3600e6
RADIANS = math.pi / 180
_TICK = RADIANS / TICKS_PER_DEGREE
# Any reference meridian gives the same area; one for all keeps areas independent of neighbours.
_REFERENCE_MERIDIAN = 105 * TICKS_PER_DEGREE
# Trapezoids are summed as integers of 2^-20 m²: exact, so that neither the start nor the
# direction of a ring reaches the last bit. Good for areas up to 8.8 million km².
QUANTUM_M2 = 2.0**-20

# Where `place` holds: bands of northing from the equator to beyond 54°, eastings from the
# meridian; wider than a zone of 6° on all sides.
BAND_M, BANDS, REACH_M = 100_000.0, 61, 400_000.0
NORTH_M = BAND_M * BANDS
# Powers of t that go with each power of s, the highest of s first.
COUNTS = (2, 3, 4, 5, 6, 7)

# How a point or a shape fares: it has an area, no place on earth, or one beyond the reach.
MEASURED, LOST, FAR = 0, 1, 2
# Where a place on earth can be, degrees.
MAX_LONGITUDE, MAX_LATITUDE = 360.0, 90.0

# sin x = x · Σ, for |x| up to a quarter of π; highest power of x² first.
_SINE = tuple((-1) ** k / math.factorial(2 * k + 1) for k in range(8, -1, -1))


def cosine(angle: Any) -> Any:
    """Return the cosine of up to a quarter turn, radians, right to 2e-16: 1 − 2 sin²(angle/2)."""
    half = angle * 0.5
    square = half * half
    total = square * _SINE[0]
    for k in range(1, len(_SINE) - 1):
        total = (total + _SINE[k]) * square
    sine = half * (total + _SINE[-1])
    return 1.0 - 2.0 * (sine * sine)


def place(east: Any, north: Any, band: int, grid: Floats) -> tuple[Any, Any]:
    """Return longitude from the meridian and latitude, ticks not rounded, of Gauss-Krüger.

    `east` from the meridian and `north` in metres, |east| ≤ REACH_M, in the `band` of `grid`
    (`ellipsoid.inverse_grid`): Σ over s of (Σ over t), by Horner's rule.
    """
    ratio = east / REACH_M
    s = 2.0 * (ratio * ratio) - 1.0
    t = 2.0 * (north / BAND_M - band) - 1.0
    longitude = latitude = 0.0 * s
    first = 0
    for count in COUNTS:
        a = b = 0.0 * t
        for k in range(first, first + count):
            a = a * t + grid[band, k, 0]
            b = b * t + grid[band, k, 1]
        first += count
        longitude = longitude * s + a
        latitude = latitude * s + b
    return east * longitude, latitude


def trapezoid(
    longitude: Any,
    latitude: Any,
    next_longitude: Any,
    next_latitude: Any,
    weights: Floats,
    scale: float,
    cosine: Any,
) -> Any:
    """Return the area between an edge and the reference meridian, in quanta, a whole number.

    Whole ticks in, those of the edge's ends. 国土调查办发〔2008〕32号: 2 b² ΔL Σ T sin(m·ΔB/2)
    cos(m·B), as `ellipsoid.zone_weights` sums it; `scale` is 2 b² / QUANTUM_M2. Odd in the
    direction of the edge, to the bit.
    """
    delta_l = ((next_longitude + longitude) * 0.5 - _REFERENCE_MERIDIAN) * _TICK
    half_b = (next_latitude - latitude) * (_TICK * 0.5)
    cos_b = cosine((next_latitude + latitude) * (_TICK * 0.5))
    square = cos_b * cos_b
    one = three = 0.0 * square
    for k in range(5):
        one = one * square + weights[0, k]
        three = three * square + weights[1, k]
    zone = half_b * (cos_b * (one - half_b * half_b * three))
    return np.rint(scale * delta_l * zone)


def length2(
    delta_x: Any,
    delta_y: Any,
    latitude: Any,
    eccentricity2: float,
    semi_major_m: float,
    cosine: Any,
) -> Any:
    """Return the squared length, m², of an edge in degrees at its middle `latitude`, degrees."""
    cos_b = cosine(latitude * RADIANS)
    bend = 1.0 - eccentricity2 * (1.0 - cos_b * cos_b)
    along = delta_y * RADIANS * ((1.0 - eccentricity2) / bend)
    across = delta_x * RADIANS * cos_b
    return (across * across + along * along) * (semi_major_m * semi_major_m / bend)
