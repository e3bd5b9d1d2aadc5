"""The compiled way down a packed tree of boxes."""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Integers
from gouhook_gis.geometry.kernel.jit import compiled


@compiled
def descend(
    boxes: Floats, starts: Integers, node: int, asked: Floats, which: Integers, leaves: Integers
) -> int:
    """Fill `which` and `leaves` with the pairs of a box of `asked` (m, 4) and a leaf meeting it,
    sorted by both, as far as they have room; return how many pairs there are.

    `boxes` (n, 4) has the levels one after the other, leaves first; `starts` where each begins,
    and n. A box of level k holds `node` boxes of level k - 1. Borders count, NaN meets nothing.
    """
    levels, found = len(starts) - 1, 0
    waiting, depth = np.empty(2 * node * levels + 2, np.int64), np.empty(2 * node * levels + 2)
    for a in range(len(asked)):
        west, south, east, north = asked[a, 0], asked[a, 1], asked[a, 2], asked[a, 3]
        # The root above the uppermost level, which holds `node` boxes at most.
        waiting[0], depth[0], height = 0, levels, 1
        while height:
            height -= 1
            level = int(depth[height]) - 1
            first = starts[level] + waiting[height] * node
            last = min(first + node, starts[level + 1])
            for b in range(last - 1, first - 1, -1) if level else range(first, last):
                if not (
                    boxes[b, 0] <= east
                    and boxes[b, 1] <= north
                    and boxes[b, 2] >= west
                    and boxes[b, 3] >= south
                ):
                    continue
                if level:
                    waiting[height], depth[height] = b - starts[level], level
                    height += 1
                    continue
                if found < len(which):
                    which[found], leaves[found] = a, b
                found += 1
    return found
