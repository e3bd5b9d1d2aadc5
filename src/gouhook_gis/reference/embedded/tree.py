"""A packed Hilbert R-tree: boxes in the order of the curve, and boxes of 64 boxes above them.

Source: I. Kamel, C. Faloutsos, On packing R-trees, CIKM 1993. All boxes asked go down the levels
together, as arrays; libraries that pack such a tree take one box a call.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from gouhook_gis.geometry.arrays import Floats, Index
from gouhook_gis.reference.embedded.mapped import open_mapped, write_table

NODE = 64
_AT_ONCE = 1024
_LEVELS = "gouhook:levels"


def levels_above(leaves: Floats) -> list[Floats]:
    """Return the levels over `leaves` (n, 4), lowest first, up to one of 64 boxes or fewer."""
    levels: list[Floats] = []
    below = leaves
    while len(below) > NODE:
        starts = np.arange(0, len(below), NODE)
        low = np.minimum.reduceat(below[:, :2], starts)
        high = np.maximum.reduceat(below[:, 2:], starts)
        below = np.hstack([low, high])
        levels.append(below)
    return levels


def write_tree(path: Path, boxes: Floats, sizes: list[int]) -> None:
    """Write all levels, lowest first, as one list of boxes; `sizes` has the length of each."""
    values = pa.FixedSizeListArray.from_arrays(pa.array(boxes.reshape(-1)), 4)
    write_table(path, pa.table({"box": values}), {_LEVELS: ",".join(map(str, sizes))})


class Tree:
    """The tree of one edition, mapped. `leaves` (n, 4) are the boxes of the features."""

    def __init__(self, path: Path) -> None:
        reader = open_mapped(path)
        column = reader.get_batch(0).column(0)
        boxes = column.values.to_numpy(zero_copy_only=True).reshape(-1, 4)
        sizes = [int(size) for size in reader.schema.metadata[_LEVELS.encode()].split(b",")]
        self._levels: list[Floats] = np.split(boxes, np.cumsum(sizes)[:-1])

    @property
    def leaves(self) -> Floats:
        """Return the boxes of the features."""
        return self._levels[0]

    def near(self, boxes: Floats) -> Index:
        """Return the positions of the features whose boxes meet any of `boxes` (m, 4).

        Borders count, a box of NaN meets nothing. Ascending, each once.
        """
        found = [
            self._near(boxes[start : start + _AT_ONCE]) for start in range(0, len(boxes), _AT_ONCE)
        ]
        return np.unique(np.concatenate([*found, np.zeros(0, dtype=np.intp)]))

    def _near(self, boxes: Floats) -> Index:
        top = len(self._levels[-1])
        asked, node = np.divmod(np.arange(len(boxes) * top, dtype=np.intp), max(top, 1))
        asked, node = self._kept(-1, node, boxes, asked)
        for level in range(len(self._levels) - 2, -1, -1):
            asked = np.repeat(asked, NODE)
            node = (node[:, None] * NODE + np.arange(NODE)).ravel()
            inside = node < len(self._levels[level])
            asked, node = self._kept(level, node[inside], boxes, asked[inside])
        return np.unique(node)

    def _kept(self, level: int, node: Index, boxes: Floats, asked: Index) -> tuple[Index, Index]:
        """Return the pairs of box asked and node of a level that meet."""
        west, south, east, north = self._levels[level][node].T
        low_x, low_y, high_x, high_y = boxes[asked].T
        hit = (west <= high_x) & (south <= high_y) & (east >= low_x) & (north >= low_y)
        return asked[hit], node[hit]
