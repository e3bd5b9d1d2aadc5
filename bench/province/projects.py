"""Projects and patches of a made-up county: what is handed in, what was filed, what is seen.

A county has 105 blocks of 20 × 40 cells, a project a block: the first are handed in, the next
were filed earlier, in the last nothing was. A project tears down its 32 hamlets and builds on
eight free fields; parcels are uneven rounds of twelve vertices inside one cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import shapely

from bench.province.ground import (
    BLOCK,
    CELL_M,
    COLUMNS,
    FREE,
    HAMLET,
    ORIGIN,
    ROWS,
    Ints,
    Polygons,
    county_code,
    first_cell,
    village_codes,
)

WIDE, HIGH = 20, 40  # cells of a project's block
BLOCKS = (COLUMNS // WIDE) * (ROWS // HIGH)
MOST, FILED, NEW = 60, 40, 8  # handed in at most, filed, new-construction parcels of a project
# One in ten projects offers a hamlet of the project before it as well.
DOUBLE_EVERY = 10
PATCHES_A_COUNTY = 1_000
_ON_NEW, _ON_OLD, _OUTSIDE = 320, 80, 600
_CORNERS = 12
# The place in a block of cells where patches outside lie, in so many blocks.
_YARD, _YARDS = (4, 0), 25


@dataclass(frozen=True)
class Parcels:
    """Parcels of one role: ids, shapes and village codes (n,)."""

    ids: npt.NDArray[np.str_]
    shapes: Polygons
    villages: npt.NDArray[np.str_]


@dataclass(frozen=True)
class Project:
    """A project: its code and the parcels of both roles."""

    code: str
    demolition: Parcels
    new_construction: Parcels


def project(county: int, block: int) -> Project:
    """Return the project of a block; some offer a hamlet that another one offers too."""
    rows, columns = _cells(block, HAMLET)
    if block < MOST and block % DOUBLE_EVERY == DOUBLE_EVERY - 1:
        other_rows, other_columns = _cells(block - 1, HAMLET)
        rows = np.append(rows, other_rows[:1])
        columns = np.append(columns, other_columns[:1])
    free_rows, free_columns = _cells(block, FREE)
    return Project(
        f"{county_code(county)}2024{block:03d}",
        _parcels("CJ", county, rows, columns, (20.0, 34.0)),
        _parcels("JX", county, free_rows[:NEW], free_columns[:NEW], (24.0, 34.0)),
    )


def filed(county: int) -> Iterator[Project]:
    """Yield the projects that were filed earlier."""
    return (project(county, block) for block in range(MOST, MOST + FILED))


def patches(county: int) -> Polygons:
    """Return a thousand patches: in and half in filed new parcels, on demolition, outside."""
    many = list(filed(county))
    on_new = np.concatenate([one.new_construction.shapes for one in many])[:_ON_NEW]
    # Every other four of a project's eight lie 15 m beside the parcel, partly outside.
    beside = np.where(np.arange(_ON_NEW) % NEW >= NEW // 2, 15.0, 0.0)
    on_old = np.concatenate([one.demolition.shapes[:2] for one in many])[:_ON_OLD]
    cells = [_cells(block, _YARD) for block in range(BLOCKS - _YARDS, BLOCKS)]
    rows, columns = (np.concatenate([cell[axis] for cell in cells]) for axis in (0, 1))
    outside = _rounds(county, rows[:_OUTSIDE], columns[:_OUTSIDE], (12.0, 30.0))
    found: Polygons = np.concatenate([_smaller(on_new, beside), on_old, outside])
    return found


def _smaller(shapes: Polygons, by: npt.NDArray[np.float64]) -> Polygons:
    """Return shapes of a ring each at eight tenths of their size, moved by metres (n,)."""
    closed = _CORNERS + 1
    points = shapely.get_coordinates(shapes).reshape(-1, closed, 2)
    middle = points[:, :-1].mean(axis=1, keepdims=True)
    moved = (points - middle) * 0.8 + middle + by[:, None, None]
    smaller: Polygons = np.asarray(shapely.polygons(np.round(moved, 4)), dtype=object)
    return smaller


def _cells(block: int, place: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return rows and columns, within the county, of the cells of a block at a place."""
    low, left = block // (COLUMNS // WIDE) * HIGH, block % (COLUMNS // WIDE) * WIDE
    rows, columns = np.mgrid[
        low + place[0] : low + HIGH : BLOCK, left + place[1] : left + WIDE : BLOCK
    ]
    return rows.ravel(), columns.ravel()


def _parcels(
    letters: str, county: int, rows: Ints, columns: Ints, radii: tuple[float, float]
) -> Parcels:
    ids = np.char.add(letters, np.char.zfill(np.arange(1, len(rows) + 1).astype(str), 3))
    shapes = _rounds(county, rows, columns, radii)
    return Parcels(ids, shapes, village_codes(county, rows, columns))


def _rounds(county: int, rows: Ints, columns: Ints, radii: tuple[float, float]) -> Polygons:
    """Return uneven rounds in the middle of cells, by a formula of the cell."""
    south, west = first_cell(county)
    turn = np.arange(_CORNERS) * (2 * np.pi / _CORNERS)
    seed = (rows + south)[:, None] * 12.9898 + (columns + west)[:, None] * 78.233
    radius = radii[0] + (radii[1] - radii[0]) * (np.sin(seed + 37.7 * turn) + 1) / 2
    x = (columns + west + 0.5)[:, None] * CELL_M + radius * np.cos(turn) + ORIGIN[0]
    y = (rows + south + 0.5)[:, None] * CELL_M + radius * np.sin(turn) + ORIGIN[1]
    rings = np.round(np.stack([x, y], axis=2), 4)
    closed = np.concatenate([rings, rings[:, :1]], axis=1)
    shapes: Polygons = np.asarray(shapely.polygons(closed), dtype=object)
    return shapes
