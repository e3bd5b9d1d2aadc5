"""The edges of a shape in a ragged array, those that lie near a window."""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Integers
from gouhook_gis.geometry.kernel.jit import compiled


@compiled
def box_of(
    points: Floats,
    rings: Integers,
    parts: Integers,
    shapes: Integers,
    row: int,
    u: int,
    shift: float,
) -> tuple[float, float, float, float]:
    """Return low u, low v, high u, high v of a shape; inverted where it is empty."""
    low_u = low_v = np.inf
    high_u = high_v = -np.inf
    for p in range(rings[parts[shapes[row]]], rings[parts[shapes[row + 1]]]):
        a, b = points[p, u] - shift, points[p, 1 - u]
        low_u, high_u = min(low_u, a), max(high_u, a)
        low_v, high_v = min(low_v, b), max(high_v, b)
    return low_u, low_v, high_u, high_v


@compiled
def gather(
    points: Floats,
    rings: Integers,
    parts: Integers,
    shapes: Integers,
    row: int,
    u: int,
    shift: float,
    origin: Floats,
    window: Floats,
    edges: Floats,
    firsts: Floats,
) -> tuple[int, int]:
    """Fill `edges` (n, 5) with those of a shape that lie in the columns of the window and not
    below it: u and v of the left end, of the right end, and the sign of the strip under the
    edge. Fill `firsts` with a point of each ring. Return the numbers of edges and rings.
    """
    n = r = 0
    low_u, low_v, high_u = window[0], window[1], window[2]
    for part in range(shapes[row], shapes[row + 1]):
        for ring in range(parts[part], parts[part + 1]):
            begin, area = n, 0.0
            start = rings[ring]
            a = points[start, u] - shift - origin[0]
            b = points[start, 1 - u] - origin[1]
            firsts[r, 0], firsts[r, 1] = a, b
            r += 1
            first_a, first_b = a, b
            for p in range(start + 1, rings[ring + 1]):
                c = points[p, u] - shift - origin[0]
                d = points[p, 1 - u] - origin[1]
                area += (a - first_a) * (d - first_b) - (c - first_a) * (b - first_b)
                if min(a, c) <= high_u and max(a, c) >= low_u and max(b, d) >= low_v:
                    onward = a < c or (a == c and b < d)
                    edges[n, 0], edges[n, 1] = (a, b) if onward else (c, d)
                    edges[n, 2], edges[n, 3] = (c, d) if onward else (a, b)
                    edges[n, 4] = -1.0 if onward else 1.0
                    n += 1
                a, b = c, d
            # An outer ring turns left and a hole right, however they are written.
            if (area < 0) == (ring == parts[part]):
                for e in range(begin, n):
                    edges[e, 4] = -edges[e, 4]
    return n, r
