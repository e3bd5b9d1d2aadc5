"""The cells that a shape of very many vertices meets, which stand for it where it is looked for.

The box of a township or of a red line meets every parcel of the county; its cells meet those that
it is near to. Search on copies, measure on originals: what is found is always the whole shape.
"""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask

# From so many vertices on a shape is looked for by its cells: measured in docs/bench.md.
MANY_VERTICES = 2000
# A cell of more of them is quartered, down to 1/256 of the side of the box.
_VERTICES, _DEEPEST = 128, 8


def search_boxes(shapes: Geometries, boxes: Floats) -> tuple[Floats, Index | None]:
    """Return the boxes by which polygons are looked for, and the shape of each.

    Args:
        shapes: (n,) valid polygons.
        boxes: (n, 4) their bounds.

    Returns:
        (k, 4) boxes, and (k,) positions in `shapes`; `boxes` and None where no shape has
        MANY_VERTICES.
    """
    many = np.flatnonzero(shapely.get_num_coordinates(shapes) >= MANY_VERTICES)
    if not len(many):
        return boxes, None
    few = np.setdiff1d(np.arange(len(shapes)), many)
    cut = [cells(shapes[i]) for i in many]
    owners = np.repeat(many, [len(some) for some in cut])
    return np.concatenate([boxes[few], *cut]), np.concatenate([few, owners])


def cells(shape: shapely.Geometry) -> Floats:
    """Return boxes (k, 4) of which each meets `shape`, a valid polygon, and which cover it.

    The box of the shape is quartered again and again where its boundary has many vertices. Cells
    share their borders exactly, so that nothing lies between them.
    """
    west, south, east, north = shapely.bounds(shape)
    shapely.prepare(shape)
    points = shapely.get_coordinates(shape)
    column, row = np.zeros((2, 1), dtype=np.int64)
    kept = []
    for depth in range(_DEEPEST + 1):
        x = _lines(west, east, depth)
        y = _lines(south, north, depth)
        boxes = np.column_stack([x[column], y[row], x[column + 1], y[row + 1]])
        drawn = shapely.box(*boxes.T)
        meets = shapely.intersects(shape, drawn)
        split = meets & _crowded(points, x, y, column, row) & (depth < _DEEPEST)
        kept.append(boxes[meets & ~split])
        column, row = _quarters(column[split]), _quarters(row[split], across=True)
    return np.concatenate(kept)


def _lines(low: float, high: float, depth: int) -> Floats:
    """Return the borders of the 2^depth cells between two sides; those of a lesser depth recur."""
    lines: Floats = low + (high - low) * (np.arange(2**depth + 1) / 2**depth)
    lines[-1] = high
    return lines


def _crowded(points: Floats, x: Floats, y: Floats, column: Index, row: Index) -> Mask:
    """Return which cells hold more than _VERTICES of `points`."""
    side = len(x) - 1
    place = [
        np.clip(np.searchsorted(lines, values, "right") - 1, 0, side - 1)
        for lines, values in ((x, points[:, 0]), (y, points[:, 1]))
    ]
    counts = np.bincount(place[1] * side + place[0], minlength=side * side)
    crowded: Mask = counts[row * side + column] > _VERTICES
    return crowded


def _quarters(place: Index, *, across: bool = False) -> Index:
    """Return the rows (or columns) of the four quarters of cells: 0 1 0 1, across 0 0 1 1."""
    offsets = np.array([0, 0, 1, 1] if across else [0, 1, 0, 1])
    quarters: Index = (place[:, None] * 2 + offsets).ravel()
    return quarters
