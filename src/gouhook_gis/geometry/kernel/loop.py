"""The compiled loop over pairs of shapes: how they lie, and what they share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gouhook_gis.geometry.arrays import Floats, Integers
from gouhook_gis.geometry.kernel.edges import box_of, gather
from gouhook_gis.geometry.kernel.jit import compiled
from gouhook_gis.geometry.kernel.relation import CROSSING, MEETING, contact, rings_inside
from gouhook_gis.geometry.kernel.strips import clip, element, strips

Shapes = tuple[Floats, Integers, Integers, Integers]
Relations = npt.NDArray[np.int8]

UNDECIDED, NOTHING, PARTLY, LEFT_INSIDE, RIGHT_INSIDE = range(5)

_EPSILON = 2.0**-52
# m² a metre of boundary by which the official area may differ: its vertices are moved by 2.2e-5 m
# at most (seconds of 6 decimals), its parts of 70 m at most are straight in another plane.
_OFFICIAL_M = 2e-4
# What the element of area leaves out, relative, within 100 km.
_ELEMENT = 1e-6
# Below this area, or width, shared ground is noise to an overlay, whose nodes are right to 1e-9 m;
# some pieces of noise may come together.
_NOISE_M2, _NOISE_M, _NODE_M, _SURE_M2 = 1e-6, 1e-6, 1e-9, 1e-5
_METRES_PER_DEGREE = 111_700.0


@compiled
def lie(
    a: Floats,
    n: int,
    b: Floats,
    m: int,
    firsts_a: Floats,
    rings_a: int,
    firsts_b: Floats,
    rings_b: int,
    window: Floats,
    slack: float,
) -> int:
    """Return the relation of two shapes: n edges `a` with their rings' points, m edges `b`."""
    how = contact(a, n, b, m, window[3], slack)
    if how == CROSSING:
        return PARTLY
    if how == MEETING:
        return UNDECIDED
    in_b = rings_inside(firsts_a, rings_a, b, m, window)
    in_a = rings_inside(firsts_b, rings_b, a, n, window)
    if in_a < 0 or in_b < 0:
        return UNDECIDED
    if in_b == rings_a and in_a == 0:
        return LEFT_INSIDE
    if in_a == rings_b and in_b == 0:
        return RIGHT_INSIDE
    return NOTHING if in_a == 0 and in_b == 0 else PARTLY


@compiled
def shared(
    a: Floats,
    n: int,
    b: Floats,
    m: int,
    kept_a: Floats,
    kept_b: Floats,
    window: Floats,
    origin: Floats,
    false_easting: float,
    degrees: bool,
) -> tuple[float, float, float]:
    """Return the area that two shapes share, m², its error by the arithmetic, and the length of
    boundary in the window, m.
    """
    base = window[1]
    n, length_a, extent_a = clip(a, n, window, kept_a)
    m, length_b, extent_b = clip(b, m, window, kept_b)
    half = (window[2] - window[0]) / 2
    middle = (window[2] + window[0]) / 2
    north = origin[1] + base
    low = element(origin[0] + window[0], north, false_easting, degrees)
    at = element(origin[0] + middle, north, false_easting, degrees)
    high = element(origin[0] + window[2], north, false_easting, degrees)
    bend = (high + low - 2 * at) / (2 * half * half)
    tilt = (high - low) / (2 * half)
    w = (at - middle * tilt + middle * middle * bend, tilt - 2 * middle * bend, bend)
    total, width = strips(kept_a, n, kept_b, m, w)
    extent = max(extent_a, extent_b, window[3] - base)
    error = 16 * _EPSILON * extent * width * max(low, at, high)
    length = length_a + length_b + 2 * (window[2] - window[0] + window[3] - base)
    return total, error, length * (_METRES_PER_DEGREE if degrees else 1.0)


@compiled
def screen(
    left: Shapes,
    right: Shapes,
    i: Integers,
    j: Integers,
    u: int,
    shift: float,
    false_easting: float,
    degrees: bool,
    slack: float,
    relation: Relations,
    area: Floats,
    bound: Floats,
) -> None:
    """Fill `relation`, `area` (m²) and `bound` (m²) of the pairs `i`, `j` (k,).

    `left`, `right`: points (n, 2) and the offsets from rings to points, parts to rings, shapes to
    parts. `u`: the column in which the element of area changes. `shift`: false easting of `right`
    less that of `left`. Boundaries nearer than `slack` (units of the plane) are undecided.
    """
    room_a = room_b = 256
    a, kept_a, firsts_a = np.empty((room_a, 5)), np.empty((3 * room_a, 5)), np.empty((room_a, 2))
    b, kept_b, firsts_b = np.empty((room_b, 5)), np.empty((3 * room_b, 5)), np.empty((room_b, 2))
    window, origin, last = np.empty(4), np.empty(2), -1
    low_u = low_v = high_u = high_v = 0.0
    for k in range(len(i)):
        if i[k] != last:
            last = i[k]
            low_u, low_v, high_u, high_v = box_of(*left, last, u, 0.0)
            size = left[1][left[2][left[3][last + 1]]] - left[1][left[2][left[3][last]]]
            if size > room_a:
                room_a = size
                a, kept_a = np.empty((room_a, 5)), np.empty((3 * room_a, 5))
                firsts_a = np.empty((room_a, 2))
        box = box_of(*right, j[k], u, shift)
        relation[k], area[k], bound[k] = NOTHING, 0.0, 0.0
        window[0], window[1] = max(low_u, box[0]) - slack, max(low_v, box[1]) - slack
        window[2], window[3] = min(high_u, box[2]) + slack, min(high_v, box[3]) + slack
        if not (window[0] <= window[2] and window[1] <= window[3]):
            continue
        size = right[1][right[2][right[3][j[k] + 1]]] - right[1][right[2][right[3][j[k]]]]
        if size > room_b:
            room_b = size
            b, kept_b = np.empty((room_b, 5)), np.empty((3 * room_b, 5))
            firsts_b = np.empty((room_b, 2))
        # Whole numbers: taking them away loses no bit of a coordinate.
        origin[0] = np.floor((window[0] + window[2]) / 2)
        origin[1] = np.floor((window[1] + window[3]) / 2)
        window[0], window[2] = window[0] - origin[0], window[2] - origin[0]
        window[1], window[3] = window[1] - origin[1], window[3] - origin[1]
        n, rings_a = gather(*left, last, u, 0.0, origin, window, a, firsts_a)
        m, rings_b = gather(*right, j[k], u, shift, origin, window, b, firsts_b)
        relation[k] = lie(a, n, b, m, firsts_a, rings_a, firsts_b, rings_b, window, slack)
        if relation[k] != UNDECIDED and relation[k] != PARTLY:
            continue
        if window[0] == window[2] or window[1] == window[3]:
            relation[k] = NOTHING
            continue
        total, error, length = shared(
            a, n, b, m, kept_a, kept_b, window, origin, false_easting, degrees
        )
        area[k], bound[k] = total, error + length * _OFFICIAL_M + total * _ELEMENT
        noise = total + error + length * _NODE_M < _NOISE_M2
        if relation[k] == PARTLY and total - error < _SURE_M2 + length * _NOISE_M:
            relation[k] = UNDECIDED
        elif relation[k] == UNDECIDED and slack == 0.0 and noise:
            relation[k], area[k], bound[k] = NOTHING, 0.0, 0.0
