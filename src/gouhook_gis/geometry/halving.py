"""Edges halved until it is plain which edge of another outline is nearest to each piece.

Along an edge the distance to one other edge is convex, and moves no faster than the point does.
So an edge is halved until, on each piece, one other edge is nearest throughout and the distance
is as good as linear, or the piece is no longer than the error allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers, Mask
from gouhook_gis.geometry.ragged import Ragged

# Metres. What each step may add to a distance; together at most 1 mm.
_OTHER_NEARER = 0.0002
_BEND = 0.0008
_SHORTEST = 0.001


class Edges(NamedTuple):
    """Edges of outlines: `start`, `end` (m, 2); `after` (m,): the edge that follows in the ring;
    `first` (n + 1,): where those of a shape begin.
    """

    start: Floats
    end: Floats
    after: Index
    first: Integers


class _Facing(NamedTuple):
    """Points before other edges: distance (m,), and the corner that is nearest, −1 for none."""

    distance: Floats
    corner: Index

    def take(self, rows: Index) -> _Facing:
        """Return the points at `rows`."""
        return _Facing(self.distance[rows], self.corner[rows])


class Pieces(NamedTuple):
    """Pieces of edges: the edge, where on it the piece begins (0 to 1), its length, and the
    distance from the other outline at its ends; arrays of k rows.
    """

    edge: Index
    begin: Floats
    length: Floats
    at_start: Floats
    at_end: Floats

    def take(self, rows: Index | Mask) -> Pieces:
        """Return the pieces at `rows`."""
        return Pieces(
            edge=self.edge[rows],
            begin=self.begin[rows],
            length=self.length[rows],
            at_start=self.at_start[rows],
            at_end=self.at_end[rows],
        )


class _Open(NamedTuple):
    """Pieces that are still to be looked at (k rows), and for each the other edges that may be
    nearest somewhere on it (m rows sorted by `piece`) with their distance from its ends.
    """

    edge: Index
    begin: Floats
    share: float
    start: Floats
    end: Floats
    piece: Index
    other: Index
    from_start: _Facing
    from_end: _Facing


def edges_of(geoms: Geometries) -> Edges:
    """Return the edges of canonical polygons (n,), ring by ring, holes with them."""
    points, rings, parts, shapes = Ragged.of(geoms)
    leads = np.ones(len(points), dtype=np.bool_)
    leads[rings[1:] - 1] = False
    start = np.flatnonzero(leads)
    bounds = np.searchsorted(start, rings)
    after = np.arange(1, len(start) + 1)
    filled = np.diff(bounds) > 0
    after[bounds[1:][filled] - 1] = bounds[:-1][filled]
    return Edges(points[start], points[start + 1], after, bounds[parts[shapes]])


def halved(own: Edges, other: Edges, pair: Index, rows: Index) -> Pieces:
    """Halve the edges `rows` until all of their pieces are done."""
    counts = np.diff(other.first)[pair[rows]]
    piece = np.repeat(np.arange(len(rows)), counts)
    ends = np.cumsum(counts)
    facing = np.arange(len(piece)) - np.repeat(ends - counts, counts)
    facing += np.repeat(other.first[:-1][pair[rows]], counts)
    start, end = own.start[rows], own.end[rows]
    pieces = _Open(
        edge=rows,
        begin=np.zeros(len(rows)),
        share=1.0,
        start=start,
        end=end,
        piece=piece,
        other=facing,
        from_start=_facing(start[piece], other, facing),
        from_end=_facing(end[piece], other, facing),
    )
    done = [Pieces(rows[:0], *(np.zeros(0) for _ in range(4)))]
    while len(pieces.edge):
        finished, pieces = _next(_nearest(pieces, other), other)
        done.append(finished)
    return joined(done)


def joined(parts: Sequence[Pieces]) -> Pieces:
    """Return all pieces as one."""
    return Pieces(
        edge=np.concatenate([part.edge for part in parts]),
        begin=np.concatenate([part.begin for part in parts]),
        length=np.concatenate([part.length for part in parts]),
        at_start=np.concatenate([part.at_start for part in parts]),
        at_end=np.concatenate([part.at_end for part in parts]),
    )


def _nearest(pieces: _Open, other: Edges) -> _Open:
    """Drop other edges that are nowhere on the piece nearer than another, but for a trifle."""
    first = np.searchsorted(pieces.piece, np.arange(len(pieces.edge)))
    length = np.hypot(*(pieces.end - pieces.start).T)
    from_start, from_end = pieces.from_start, pieces.from_end
    most = np.maximum(from_start.distance, from_end.distance)
    least = (from_start.distance + from_end.distance - length[pieces.piece]) / 2
    bound = np.minimum.reduceat(most, first)
    # Of equals the first is kept.
    at_bound = np.flatnonzero(most == bound[pieces.piece])
    best = at_bound[np.unique(pieces.piece[at_bound], return_index=True)[1]]
    keep = np.maximum(least, 0.0) < bound[pieces.piece] - _OTHER_NEARER
    keep[best] = True
    kept = _kept(pieces, np.flatnonzero(keep))
    return _kept(kept, np.flatnonzero(~_behind_corner(kept, other)))


def _behind_corner(pieces: _Open, other: Edges) -> Mask:
    """Return which other edges (m,) are nearest with one corner all along the piece, while the
    edge they share it with is there too: it holds the corner, and so is never farther.
    """
    corner = np.where(
        pieces.from_start.corner == pieces.from_end.corner, pieces.from_start.corner, -1
    )
    left, right = pieces.other[:-1], pieces.other[1:]
    shared = np.where(other.after[left] == right, right, -1)
    shared = np.where(other.after[right] == left, left, shared)
    shared[pieces.piece[:-1] != pieces.piece[1:]] = -1
    behind = np.zeros(len(pieces.piece), dtype=np.bool_)
    behind[1:] = (shared >= 0) & (corner[1:] == shared)
    # Of two that share the corner and have nothing nearer, one is enough.
    behind[:-1] |= (shared >= 0) & (corner[:-1] == shared) & ~(corner[1:] == shared)
    return behind


def _kept(pieces: _Open, rows: Index) -> _Open:
    """Return the pieces with those of their other edges that stand at `rows`."""
    return pieces._replace(
        piece=pieces.piece[rows],
        other=pieces.other[rows],
        from_start=pieces.from_start.take(rows),
        from_end=pieces.from_end.take(rows),
    )


def _next(pieces: _Open, other: Edges) -> tuple[Pieces, _Open]:
    """Return the pieces that are done, and the halves of the others."""
    count = len(pieces.edge)
    first = np.searchsorted(pieces.piece, np.arange(count))
    length = np.hypot(*(pieces.end - pieces.start).T)
    middle = (pieces.start + pieces.end) / 2
    from_middle = _facing(middle[pieces.piece], other, pieces.other)
    at_start = np.minimum.reduceat(pieces.from_start.distance, first)
    at_end = np.minimum.reduceat(pieces.from_end.distance, first)
    alone = np.bincount(pieces.piece, minlength=count) == 1
    # A convex curve lies nowhere farther below its chord than twice as far as in the middle.
    bend = 2 * ((at_start + at_end) / 2 - np.minimum.reduceat(from_middle.distance, first))
    done = (alone & (bend <= _BEND)) | (length <= _SHORTEST)
    finished = Pieces(pieces.edge, pieces.begin, length, at_start, at_end).take(done)
    rows = np.flatnonzero(~done[pieces.piece])
    half = np.cumsum(~done)[pieces.piece[rows]] - 1
    order = np.argsort(np.concatenate([2 * half, 2 * half + 1]), kind="stable")
    share, left = pieces.share / 2, ~done

    def both(before: Floats, after: Floats) -> Floats:
        halves: Floats = np.stack([before, after], axis=1).reshape(-1, *before.shape[1:])
        return halves

    return finished, _Open(
        edge=np.repeat(pieces.edge[left], 2),
        begin=both(pieces.begin[left], pieces.begin[left] + share),
        share=share,
        start=both(pieces.start[left], middle[left]),
        end=both(middle[left], pieces.end[left]),
        piece=np.concatenate([2 * half, 2 * half + 1])[order],
        other=np.tile(pieces.other[rows], 2)[order],
        from_start=_one_after(pieces.from_start, from_middle, rows, order),
        from_end=_one_after(from_middle, pieces.from_end, rows, order),
    )


def _one_after(first: _Facing, second: _Facing, rows: Index, order: Index) -> _Facing:
    return _Facing(
        np.concatenate([first.distance[rows], second.distance[rows]])[order],
        np.concatenate([first.corner[rows], second.corner[rows]])[order],
    )


def _facing(points: Floats, edges: Edges, rows: Index) -> _Facing:
    """Return how points (m, 2) lie from the edges `rows` (m,)."""
    start = edges.start[rows]
    along_x, along_y = (edges.end[rows] - start).T
    x, y = (points - start).T
    square = along_x * along_x + along_y * along_y
    reach = np.divide(x * along_x + y * along_y, square, out=np.zeros(len(rows)), where=square > 0)
    corner = np.where(reach <= 0, rows, np.where(reach >= 1, edges.after[rows], -1))
    reach = np.clip(reach, 0.0, 1.0)
    return _Facing(np.hypot(x - reach * along_x, y - reach * along_y), corner)
