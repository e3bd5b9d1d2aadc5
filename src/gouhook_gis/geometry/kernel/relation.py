"""Whether two boundaries meet, and what lies in what where they do not.

Signs of turns are taken as zero within their rounding error (J. R. Shewchuk, Adaptive precision
floating-point arithmetic and fast robust geometric predicates, 1997): what is not certain stays
unsure.
"""

from __future__ import annotations

from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.kernel.jit import compiled

APART, CROSSING, MEETING = 0, 1, 2
_EPSILON = 2.0**-52


@compiled
def side(edges: Floats, e: int, a: float, b: float, slack: float) -> int:
    """Return on which side of the line of edge `e` a point lies: 1 above, -1 below, 0 unsure."""
    du, dv = edges[e, 2] - edges[e, 0], edges[e, 3] - edges[e, 1]
    up, across = du * (b - edges[e, 1]), dv * (a - edges[e, 0])
    error = 4 * _EPSILON * (abs(up) + abs(across)) + slack * (du + abs(dv))
    if up - across > error:
        return 1
    return -1 if up - across < -error else 0


@compiled
def meet(a: Floats, i: int, b: Floats, j: int, slack: float) -> int:
    """Return whether edge i of `a` and j of `b` are APART, CROSSING, or MEETING (unsure)."""
    first, second = side(a, i, b[j, 0], b[j, 1], slack), side(a, i, b[j, 2], b[j, 3], slack)
    if first * second > 0:
        return APART
    third, fourth = side(b, j, a[i, 0], a[i, 1], slack), side(b, j, a[i, 2], a[i, 3], slack)
    if third * fourth > 0:
        return APART
    return CROSSING if first * second < 0 and third * fourth < 0 else MEETING


@compiled
def contact(a: Floats, count_a: int, b: Floats, count_b: int, high_v: float, slack: float) -> int:
    """Return the closest that any two edges within the window come: APART, MEETING, CROSSING."""
    found = APART
    for i in range(count_a):
        low, high = min(a[i, 1], a[i, 3]) - slack, max(a[i, 1], a[i, 3]) + slack
        if low > high_v:
            continue
        for j in range(count_b):
            if (
                b[j, 0] <= a[i, 2] + slack
                and b[j, 2] >= a[i, 0] - slack
                and min(b[j, 1], b[j, 3]) <= high
                and max(b[j, 1], b[j, 3]) >= low
            ):
                how = meet(a, i, b, j, slack)
                if how == CROSSING:
                    return CROSSING
                if how == MEETING:
                    found = MEETING
    return found


@compiled
def rings_inside(firsts: Floats, count: int, edges: Floats, edge_count: int, window: Floats) -> int:
    """Return how many rings have their point in the shape of `edges`; -1 where one is unsure."""
    inside = 0
    for r in range(count):
        a, b = firsts[r, 0], firsts[r, 1]
        if a < window[0] or a > window[2] or b < window[1] or b > window[3]:
            continue
        odd = False
        for e in range(edge_count):
            if edges[e, 0] <= a < edges[e, 2]:
                where = side(edges, e, a, b, 0.0)
                if where == 0:
                    return -1
                if where < 0:
                    odd = not odd
        inside += odd
    return inside
