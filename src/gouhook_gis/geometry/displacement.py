"""How far the outline of one polygon lies from that of another, along its whole length.

Not only at vertices: an edge may bulge away between two points that lie on the other line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers
from gouhook_gis.geometry.halving import Pieces, edges_of, halved, joined
from gouhook_gis.geometry.rings import canonical

# Pairs of edges that are looked at together.
_BLOCK = 500_000
_SHARE = 0.95
# Halvings that find a percentile to a millionth of a millionth of the greatest distance.
_STEPS = 40


@dataclass(frozen=True)
class Displacements:
    """Distances (n,) in metres along the outlines of n polygons; NaN where there is none.

    `greatest`; `p95`: what 95 % of the length does not exceed; `mean`: by length. None is too
    small, and none more than 1 mm too great.
    """

    greatest: Floats
    p95: Floats
    mean: Floats


def displacement(outlines: Geometries, others: Geometries) -> Displacements:
    """Return how far each of `outlines` (n,) lies from its counterpart of `others` (n,).

    Polygons or multipolygons in one metric plane; holes are outline too. Directed: a point of the
    other outline may lie farther from this one. NaN where either is None or empty.
    """
    one, two = canonical(outlines), canonical(others)
    same = shapely.equals_identical(one, two) & ~shapely.is_empty(one)
    two[same] = None
    own, other = edges_of(one), edges_of(two)
    pair = np.repeat(np.arange(len(outlines)), np.diff(own.first))
    faced = np.diff(other.first)[pair]
    asked = np.flatnonzero(faced > 0)
    greatest, p95, mean = (np.where(same, 0.0, np.nan) for _ in range(3))
    # Whole pairs together, so that no more is held at once than a block makes.
    whole = np.cumsum(np.bincount(pair, faced, len(outlines)))[pair]
    for rows in _blocks(asked, whole[asked]):
        found = [halved(own, other, pair, r) for r in _blocks(rows, np.cumsum(faced[rows]))]
        pieces = joined(found)
        pieces = pieces.take(np.lexsort((pieces.begin, pieces.edge)))
        mine, owner = np.unique(pair[pieces.edge], return_inverse=True)
        greatest[mine], p95[mine], mean[mine] = _summed(pieces, owner, len(mine))
    return Displacements(greatest, p95, mean)


def _blocks(rows: Index, cost: Floats | Integers) -> list[Index]:
    """Return `rows` in runs of about `_BLOCK` by their running total of `cost`."""
    if not len(rows):
        return []
    return np.split(rows, np.flatnonzero(np.diff(cost // _BLOCK)) + 1)


def _summed(pieces: Pieces, owner: Index, count: int) -> tuple[Floats, Floats, Floats]:
    """Return greatest, percentile and mean (count,) of the distances of pieces, linear on each;
    `owner` says whose they are, and each has some.
    """
    length: Floats = np.bincount(owner, pieces.length, count).astype(np.float64)
    most = np.maximum(pieces.at_start, pieces.at_end)
    greatest = np.zeros(count)
    np.maximum.at(greatest, owner, most)
    total = np.bincount(owner, pieces.length * (pieces.at_start + pieces.at_end) / 2, count)
    return greatest, _percentile(pieces, owner, greatest, length), total / length


def _percentile(pieces: Pieces, owner: Index, greatest: Floats, length: Floats) -> Floats:
    """Return what `_SHARE` of each `length` (count,) does not exceed, by halving from above."""
    low, high, below = np.full(len(length), -1e-9), greatest.copy(), np.zeros(len(length))
    wanted = _SHARE * length * (1 - 1e-9)
    least, own = np.minimum(pieces.at_start, pieces.at_end), pieces.length
    spread = np.abs(pieces.at_end - pieces.at_start)
    for _ in range(_STEPS):
        tried = (low + high) / 2
        reach = tried[owner] - least
        part = np.where(reach >= spread, 1.0, 0.0)
        inside = (reach > 0) & (reach < spread)
        part[inside] = reach[inside] / spread[inside]
        enough = below + np.bincount(owner, own * part, len(length)) >= wanted
        low, high = np.where(enough, low, tried), np.where(enough, tried, high)
        # A piece that lies beside the bracket is decided.
        under, over = least + spread <= low[owner], least >= high[owner]
        below += np.bincount(owner[under], own[under], len(length))
        left = ~(under | over)
        owner, least, spread, own = owner[left], least[left], spread[left], own[left]
    return np.maximum(high, 0.0)
