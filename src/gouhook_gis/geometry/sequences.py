"""Two sequences of points matched in order: as many pairs as can be, the least sum of distances."""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Index

# Beyond this size of a table the pairs are told from their share of the way.
_LARGEST = 4_000_000


def best_pairs(a: Floats, b: Floats, *, cyclic: bool) -> tuple[Index, Index]:
    """Return positions (k,) in `a` (n, 2) and in `b` (m, 2) that belong together, k = min(n, m).

    Both run the same way. `cyclic` says that either may start anywhere: sequences of one length
    are then turned against each other until the squares of their distances are least, others
    start at the two points that are nearest to each other.
    """
    swap = len(a) > len(b)
    short, long = (b, a) if swap else (a, b)
    if not cyclic:
        one, other = np.arange(len(short)), _linear(short, long)
    elif len(short) == len(long):
        one = np.arange(len(short))
        other = (one + _shift(short, long)) % len(long)
    else:
        start, goal = _closest(short, long)
        one = (np.arange(len(short)) + start) % len(short)
        turned = (np.arange(len(long)) + goal) % len(long)
        other = turned[_linear(short[one], long[turned])]
    return (other, one) if swap else (one, other)


def squares(a: Floats, b: Floats) -> Floats:
    """Return the squared distances (n, m) of points (n, 2) from points (m, 2)."""
    square: Floats = (a[:, None, 0] - b[None, :, 0]) ** 2 + (a[:, None, 1] - b[None, :, 1]) ** 2
    return square


def _linear(short: Floats, long: Floats) -> Index:
    """Return for each point of `short` its position in `long`, ascending.

    The least sum for the first i points that end at j or before is the running minimum of the
    least sum for the i − 1 before j, plus the distance of the two.
    """
    n, m = len(short), len(long)
    if n == m:
        return np.arange(n)
    if n * m > _LARGEST:
        return np.arange(n) * m // n
    sums = np.empty((n, m))
    before = np.zeros(m)
    for i in range(n):
        sums[i] = before + np.hypot(*(long - short[i]).T)
        sums[i, :i] = np.inf  # earlier points need room in front of them
        before = np.concatenate([[np.inf], np.minimum.accumulate(sums[i])[:-1]])
    found = np.empty(n, dtype=np.intp)
    end = m
    for i in range(n - 1, -1, -1):
        end = found[i] = int(np.argmin(sums[i, :end]))
    return found


def _shift(a: Floats, b: Floats) -> int:
    """Return by how much `b` is turned against `a` for the least sum of squared distances.

    The sum differs from shift to shift by the correlation of the two alone, which is a product
    of their transforms; points are numbers of the complex plane.
    """
    middle = a.mean(axis=0)
    one, other = ((points - middle) @ (1, 1j) for points in (a, b))
    correlation = np.fft.ifft(np.fft.fft(other) * np.conj(np.fft.fft(one))).real
    return int(np.argmax(np.round(correlation / np.abs(correlation).max(initial=1e-9), 12)))


def _closest(a: Floats, b: Floats) -> tuple[int, int]:
    if len(a) * len(b) > _LARGEST:
        return 0, int(np.hypot(*(b - a[0]).T).argmin())
    square = squares(a, b)
    i, j = np.unravel_index(int(square.argmin()), square.shape)
    return int(i), int(j)
