"""A packed Hilbert R-tree: boxes in the order of the curve, and boxes of 64 boxes above them.

Source: I. Kamel, C. Faloutsos, On packing R-trees, CIKM 1993. All boxes asked go down the levels
together, as arrays; libraries that pack such a tree take one box a call. A feature has one box, or
the boxes of the cells that it meets (`cells.py`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from gouhook_gis.geometry.arrays import Floats, Index
from gouhook_gis.geometry.kernel.ready import LOADER, Descent
from gouhook_gis.geometry.ragged import sealed
from gouhook_gis.reference.embedded.mapped import open_mapped, write_table

NODE = 64
ROWS_OF_LEAVES = "leaves.arrow"
_AT_ONCE = 1024
# Features near a parcel, most often; where there are more the way is gone again.
_A_BOX = 16
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


def write_tree(path: Path, leaves: Floats, rows: Index | None = None) -> None:
    """Write a tree over `leaves` (n, 4), in the order of the curve.

    `rows` (n,) has the feature of each leaf; None where leaf i is feature i.
    """
    levels = [leaves, *levels_above(leaves)]
    boxes = np.concatenate(levels).reshape(-1)
    values = pa.FixedSizeListArray.from_arrays(pa.array(boxes), 4)
    sizes = {_LEVELS: ",".join(str(len(level)) for level in levels)}
    write_table(path, pa.table({"box": values}), sizes)
    if rows is not None:
        owners = pa.table({"row": pa.array(rows.astype(np.int64))})
        write_table(path.with_name(ROWS_OF_LEAVES), owners)


class Tree:
    """The tree of one part, mapped. `leaves` (n, 4) are the boxes that are looked for, `rows` the
    feature of each; None where leaf i is feature i.
    """

    def __init__(self, path: Path) -> None:
        reader = open_mapped(path).reader
        column = reader.get_batch(0).column(0)
        boxes = column.values.to_numpy(zero_copy_only=True).reshape(-1, 4)
        sizes = [int(size) for size in reader.schema.metadata[_LEVELS.encode()].split(b",")]
        starts = np.cumsum([0, *sizes], dtype=np.int64)
        self._boxes, self._starts = sealed(boxes), sealed(starts)
        self._levels: list[Floats] = np.split(boxes, starts[1:-1])
        owners = path.with_name(ROWS_OF_LEAVES)
        self.rows: Index | None = None
        if owners.exists():
            self.rows = open_mapped(owners).reader.get_batch(0).column(0).to_numpy()

    @property
    def leaves(self) -> Floats:
        """Return the boxes that are looked for."""
        return self._levels[0]

    def near(self, boxes: Floats) -> Index:
        """Return the features of which a box meets any of `boxes` (m, 4).

        Borders count, a box of NaN meets nothing. Ascending, each once.
        """
        return np.unique(self.pairs(boxes)[1])

    def pairs(self, boxes: Floats) -> tuple[Index, Index]:
        """Return the pairs of a box of `boxes` (m, 4) and a feature that has a box meeting it.

        Sorted by both, each pair once.
        """
        descend = LOADER.descent()
        if descend is None:
            asked, rows = self._by_levels(boxes)
        else:
            asked, rows = self._descended(descend, boxes)
            if self.rows is None:
                return asked, rows
        if self.rows is not None:
            rows = self.rows[rows]
        most = int(rows.max(initial=0)) + 1
        asked, rows = np.divmod(np.unique(asked * most + rows), most)
        return asked, rows

    def _descended(self, descend: Descent, boxes: Floats) -> tuple[Index, Index]:
        """Return the pairs of a box and a leaf by the compiled loop."""
        told = self._boxes, self._starts, NODE, sealed(boxes)
        room = _A_BOX * len(boxes)
        while True:
            asked, leaves = np.empty(room, np.int64), np.empty(room, np.int64)
            count = descend(*told, asked, leaves)
            if count <= room:
                return asked[:count], leaves[:count]
            room = count

    def _by_levels(self, boxes: Floats) -> tuple[Index, Index]:
        """Return the pairs of a box and a leaf, all boxes going down the levels together."""
        found = [
            self._pairs(boxes[start : start + _AT_ONCE], start)
            for start in range(0, len(boxes), _AT_ONCE)
        ]
        none = np.zeros(0, dtype=np.intp)
        asked = np.concatenate([none, *(pairs[0] for pairs in found)])
        return asked, np.concatenate([none, *(pairs[1] for pairs in found)])

    def _pairs(self, boxes: Floats, first: int) -> tuple[Index, Index]:
        top = len(self._levels[-1])
        asked, node = np.divmod(np.arange(len(boxes) * top, dtype=np.intp), max(top, 1))
        asked, node = self._kept(-1, node, boxes, asked)
        for level in range(len(self._levels) - 2, -1, -1):
            asked = np.repeat(asked, NODE)
            node = (node[:, None] * NODE + np.arange(NODE)).ravel()
            inside = node < len(self._levels[level])
            asked, node = self._kept(level, node[inside], boxes, asked[inside])
        return asked + first, node

    def _kept(self, level: int, node: Index, boxes: Floats, asked: Index) -> tuple[Index, Index]:
        """Return the pairs of box asked and node of a level that meet."""
        west, south, east, north = self._levels[level][node].T
        low_x, low_y, high_x, high_y = boxes[asked].T
        hit = (west <= high_x) & (south <= high_y) & (east >= low_x) & (north >= low_y)
        return asked[hit], node[hit]
