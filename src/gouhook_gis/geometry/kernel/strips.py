"""The area that two polygons share, from their edges alone.

A polygon is the signed sum of the strips between its edges and one base line, so that

    area(A ∩ B) = Σ over edges a of A, b of B:  s(a) s(b) ∫ min(v_a(u), v_b(u)) w(u) du

over the u that both edges span (W. R. Franklin, Calculating map overlay polygon areas without
explicitly calculating the polygons, SDH 1990, reckons the same sum corner by corner). It is
continuous in every coordinate: contact, shared edges and slivers are no special cases. w is the
element of area, m² of the ellipsoid to a unit of the plane, so that nothing is transformed: in
Gauss-Krüger 1 / k², k = cosh(y / R) and u the easting; in degrees M N cos B, u the latitude.
"""

from __future__ import annotations

import math

from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.ellipsoid import ECCENTRICITY2, SEMI_MAJOR_M
from gouhook_gis.geometry.kernel.jit import compiled

# Metres of meridian from the equator over the rectifying latitude, and the first terms of the
# series back to latitude, in the third flattening.
_N = (1 - math.sqrt(1 - ECCENTRICITY2)) / (1 + math.sqrt(1 - ECCENTRICITY2))
_RECTIFYING_M = SEMI_MAJOR_M / (1 + _N) * (1 + _N**2 / 4)
_TO_LATITUDE = 1.5 * _N, 21 / 16 * _N**2


@compiled
def element(u: float, north: float, false_easting: float, degrees: bool) -> float:
    """Return m² of the ellipsoid to a unit of the plane, good to 1e-7 within a 6° zone.

    `u` is the latitude in degrees, else the easting; `north` the northing, metres.
    """
    if degrees:
        latitude = math.radians(u)
    else:
        arc = north / _RECTIFYING_M
        latitude = arc + _TO_LATITUDE[0] * math.sin(2 * arc) + _TO_LATITUDE[1] * math.sin(4 * arc)
    bend = 1 - ECCENTRICITY2 * math.sin(latitude) ** 2
    radii = SEMI_MAJOR_M**2 * (1 - ECCENTRICITY2) / bend**2  # M times N
    if degrees:
        return radii * math.cos(latitude) * math.radians(1.0) ** 2
    return 1 / math.cosh((u - false_easting) / math.sqrt(radii)) ** 2


@compiled
def clip(edges: Floats, count: int, window: Floats, kept: Floats) -> tuple[int, float, float]:
    """Fill `kept` with what of the strips is in the window, v above its base; return how many,
    their length (vertical edges too), and the extent of the longest edge they are cut from.
    """
    n, length, extent = 0, 0.0, 0.0
    base, top = window[1], window[3]
    for e in range(count):
        a, b, c, d = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        extent = max(extent, c - a, abs(d - b))
        if c == a:
            length += max(min(d, top) - max(b, base), 0.0)
            continue
        from_u, to_u = max(a, window[0]), min(c, window[2])
        slope = (d - b) / (c - a)
        # Where the edge goes through base and top, in the order of u.
        one = to_u if slope == 0 else min(max(a + (base - b) / slope, from_u), to_u)
        two = to_u if slope == 0 else min(max(a + (top - b) / slope, from_u), to_u)
        one, two = min(one, two), max(one, two)
        for start, end in ((from_u, one), (one, two), (two, to_u)):
            if end <= start:
                continue
            middle = b + ((start + end) / 2 - a) * slope
            if middle <= base:
                continue
            left = b + (d - b) * ((start - a) / (c - a))
            right = b + (d - b) * ((end - a) / (c - a))
            kept[n, 0], kept[n, 2], kept[n, 4] = start, end, edges[e, 4]
            kept[n, 1] = min(max(left, base), top) - base
            kept[n, 3] = min(max(right, base), top) - base
            if middle < top:
                length += math.hypot(end - start, kept[n, 3] - kept[n, 1])
            n += 1
    return n, length, extent


@compiled
def strip(a: float, low: float, b: float, high: float, w: tuple[float, float, float]) -> float:
    """Return the area under the line from (a, low) to (b, high): Simpson's rule, exact."""
    middle = (a + b) / 2
    at_a = w[0] + a * (w[1] + a * w[2])
    at_middle = w[0] + middle * (w[1] + middle * w[2])
    at_b = w[0] + b * (w[1] + b * w[2])
    return (b - a) / 6 * (low * at_a + 2 * (low + high) * at_middle + high * at_b)


@compiled
def strips(
    a: Floats, count_a: int, b: Floats, count_b: int, w: tuple[float, float, float]
) -> tuple[float, float]:
    """Return the sum over all pairs of edges, and the width of all that was summed."""
    total = width = 0.0
    for i in range(count_a):
        slope_a = (a[i, 3] - a[i, 1]) / (a[i, 2] - a[i, 0])
        for j in range(count_b):
            start, end = max(a[i, 0], b[j, 0]), min(a[i, 2], b[j, 2])
            if end <= start:
                continue
            slope_b = (b[j, 3] - b[j, 1]) / (b[j, 2] - b[j, 0])
            left_a, left_b = (
                a[i, 1] + (start - a[i, 0]) * slope_a,
                b[j, 1] + (start - b[j, 0]) * slope_b,
            )
            right_a, right_b = (
                a[i, 1] + (end - a[i, 0]) * slope_a,
                b[j, 1] + (end - b[j, 0]) * slope_b,
            )
            left, right = left_a - left_b, right_a - right_b
            if left * right < 0:
                share = left / (left - right)
                at, v = start + (end - start) * share, left_a + (right_a - left_a) * share
                area = strip(start, min(left_a, left_b), at, v, w)
                area += strip(at, v, end, min(right_a, right_b), w)
            else:
                area = strip(start, min(left_a, left_b), end, min(right_a, right_b), w)
            total += a[i, 4] * b[j, 4] * area
            width += end - start
    return total, width
