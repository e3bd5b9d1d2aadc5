"""Two writings of one boundary, point by point: which belong together, which only one has.

Metres in one plane. Where a ring starts, which way it turns and in which order rings stand makes
no difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Index, Mask
from gouhook_gis.geometry.outline import Outline
from gouhook_gis.geometry.sequences import best_pairs, squares

# Coordinates are filed to the millimetre: what is beyond 0.1 mm of a distance is noise of doubles.
_DECIMALS = 4
# Beyond this size of a matrix of distances the nearest point is looked for by a tree.
_LARGEST = 4_000_000


@dataclass(frozen=True)
class Matched:
    """Points of outline `a` against those of `b`.

    `a`, `b` (k,): positions that belong together, ascending in `a`; `distance` (k,) between them.
    `only_a`, `only_b`: positions of all others; `off_a`, `off_b`: how far each lies from the line
    of the other outline. `reordered`: points coincide, and stand in another order along a ring.
    """

    a: Index
    b: Index
    distance: Floats
    only_a: Index
    only_b: Index
    off_a: Floats
    off_b: Floats
    reordered: bool


def match_points(a: Outline, b: Outline, tolerance_m: float) -> Matched:
    """Match two outlines of at least one ring each.

    Points within `tolerance_m` of each other belong together. The rest is matched in order along
    the rings, between the points that coincide: as many pairs as can be, their distances the least
    in sum. Two points that both lie on the other's line within `tolerance_m` are no pair: each was
    set on an edge that stayed where it was.
    """
    here, there = _coincident(a.points, b.points, tolerance_m)
    partner = _partners(a, b, here, there)
    reordered = any(_reordered(a, b, here, there, i, j) for i, j in partner)
    left_a, left_b = _others(len(a), here), _others(len(b), there)
    off_a = np.round(b.away_from(a.points[left_a]), _DECIMALS)
    off_b = np.round(a.away_from(b.points[left_b]), _DECIMALS)
    if len(left_a) and len(left_b):
        for i, j in partner:
            own_a, own_b = a.ring[left_a] == i, b.ring[left_b] == j
            if own_a.any() and own_b.any():
                loose = left_a[own_a], left_b[own_b]
                more_a, more_b = _along(a, b, (i, j), (here, there), loose)
                moved = off_a[np.searchsorted(left_a, more_a)] > tolerance_m
                moved |= off_b[np.searchsorted(left_b, more_b)] > tolerance_m
                here, there = np.append(here, more_a[moved]), np.append(there, more_b[moved])
    order = np.argsort(here)
    here, there = here[order], there[order]
    alone_a, alone_b = ~np.isin(left_a, here), ~np.isin(left_b, there)
    return Matched(
        a=here,
        b=there,
        distance=_distance(a.points[here], b.points[there]),
        only_a=left_a[alone_a],
        only_b=left_b[alone_b],
        off_a=off_a[alone_a],
        off_b=off_b[alone_b],
        reordered=reordered,
    )


def _coincident(a: Floats, b: Floats, tolerance_m: float) -> tuple[Index, Index]:
    """Return positions of points that are each other's nearest and within the tolerance.

    Points that stand twice are found one a round.
    """
    found_a, found_b = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
    left_a, left_b = np.arange(len(a)), np.arange(len(b))
    while len(left_a) and len(left_b):
        forth, back = _nearest(a[left_a], b[left_b])
        mutual = np.flatnonzero(back[forth] == np.arange(len(left_a)))
        near = _distance(a[left_a[mutual]], b[left_b[forth[mutual]]]) <= tolerance_m
        one, other = mutual[near], forth[mutual[near]]
        if not len(one):
            break
        found_a.append(left_a[one])
        found_b.append(left_b[other])
        left_a, left_b = np.delete(left_a, one), np.delete(left_b, other)
    return np.concatenate(found_a), np.concatenate(found_b)


def _nearest(a: Floats, b: Floats) -> tuple[Index, Index]:
    """Return for each point of `a` the nearest of `b`, and for each of `b` the nearest of `a`."""
    if len(a) * len(b) > _LARGEST:
        points, others = np.asarray(shapely.points(a)), np.asarray(shapely.points(b))
        forth = shapely.STRtree(others).query_nearest(points, all_matches=False)[1]
        back = shapely.STRtree(points).query_nearest(others, all_matches=False)[1]
        return forth, back
    apart = squares(a, b)
    return apart.argmin(axis=1), apart.argmin(axis=0)


def _partners(a: Outline, b: Outline, here: Index, there: Index) -> list[tuple[int, int]]:
    """Return which ring of `a` is which of `b`: by points in common, else by their boxes."""
    if a.rings == b.rings == 1:
        return [(0, 0)]
    common = np.zeros((a.rings, b.rings), dtype=np.int64)
    np.add.at(common, (a.ring[here], b.ring[there]), 1)
    boxes_a, boxes_b = a.boxes(), b.boxes()
    meet = (boxes_a[:, None, :2] <= boxes_b[None, :, 2:]).all(axis=2)
    meet &= (boxes_b[None, :, :2] <= boxes_a[:, None, 2:]).all(axis=2)
    away = np.abs(boxes_a[:, None] - boxes_b[None]).max(axis=2)
    rows, columns = np.nonzero(meet)
    best = np.lexsort((columns, rows, away[rows, columns], -common[rows, columns]))
    found: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for i, j in zip(rows[best].tolist(), columns[best].tolist(), strict=True):
        if i not in taken[0] and j not in taken[1]:
            found.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return sorted(found)


def _reordered(a: Outline, b: Outline, here: Index, there: Index, i: int, j: int) -> bool:
    """Whether the coincident points of two rings follow each other in neither direction."""
    of_both = (a.ring[here] == i) & (b.ring[there] == j)
    here, there = here[of_both], there[of_both]
    order = np.argsort(here)
    if not _winding(there[order]):
        return False
    # A point that stands twice may have been matched to either of its likes: it says nothing.
    _, index, count = np.unique(a.points[here], axis=0, return_inverse=True, return_counts=True)
    return _winding(there[order[count[index[order]] == 1]])


def _winding(positions: Index) -> bool:
    """Whether positions round a ring are neither ascending nor descending, from some start on."""
    steps = np.diff(np.append(positions, positions[:1]))
    return min(int((steps < 0).sum()), int((steps > 0).sum())) > 1


def _along(
    a: Outline,
    b: Outline,
    rings: tuple[int, int],
    known: tuple[Index, Index],
    loose: tuple[Index, Index],
) -> tuple[Index, Index]:
    """Match the `loose` points of two rings in order, each between the `known` pairs around it."""
    here, there = known
    own = (a.ring[here] == rings[0]) & (b.ring[there] == rings[1])
    here, there = here[own], there[own]
    turned = a.turns_left(rings[0]) != b.turns_left(rings[1])
    loose_a, loose_b = loose[0], loose[1][::-1] if turned else loose[1]
    if not len(here):
        one, other = best_pairs(a.points[loose_a], b.points[loose_b], cyclic=True)
        return loose_a[one], loose_b[other]
    order = np.argsort(here)
    here, there = here[order], there[order]
    before = (np.searchsorted(here, loose_a) - 1) % len(here)
    by_b = np.argsort(there)
    # Along b as a turns: the known point before one is the next of b where b turns the other way.
    rank = np.searchsorted(there[by_b], loose_b) - (0 if turned else 1)
    after = by_b[rank % len(there)]
    found_a, found_b = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
    for arc in np.intersect1d(before, after):
        arc_a = _from(loose_a[before == arc], here[arc], len(a))
        arc_b = _from(loose_b[after == arc], there[arc], len(b), turned=turned)
        one, other = best_pairs(a.points[arc_a], b.points[arc_b], cyclic=False)
        found_a.append(arc_a[one])
        found_b.append(arc_b[other])
    return np.concatenate(found_a), np.concatenate(found_b)


def _from(loose: Index, start: int, size: int, *, turned: bool = False) -> Index:
    """Return positions in the order in which they follow `start` round their ring."""
    steps = (start - loose if turned else loose - start) % size
    ordered: Index = loose[np.argsort(steps)]
    return ordered


def _distance(one: Floats, other: Floats) -> Floats:
    away = np.hypot(one[:, 0] - other[:, 0], one[:, 1] - other[:, 1])
    return np.asarray(np.round(away, _DECIMALS), dtype=np.float64)


def _others(count: int, taken: Index) -> Index:
    free: Mask = np.ones(count, dtype=np.bool_)
    free[taken] = False
    return np.flatnonzero(free)
