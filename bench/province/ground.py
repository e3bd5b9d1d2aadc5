"""The ground of a made-up province: counties of one lattice, each made by itself.

A county is 300 × 280 cells of 100 m. Lines sway by a formula of their number and place, so that
neighbours share every edge and no county needs another one to be drawn. Where a cell stands in
its block of 5 × 5 says what it is: a hamlet, a free field, basic farmland or other farmland.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.geometry.area import official_area

EPSG = 4523
ORIGIN = (35_425_000.0, 3_000_000.0)  # easting with zone prefix, northing; metres
CELL_M, STEPS, SWAY_M = 100.0, 5, 6.0  # a side is so many segments: 20 vertices a patch
COLUMNS, ROWS = 300, 280  # cells of a county
ACROSS = 5  # counties beside each other
VILLAGE, TOWN = (20, 20), (60, 140)  # cells
BLOCK = 5
FARMLAND_A_COUNTY, ILLEGAL_A_COUNTY = 15_900, 100
# With the 84,000 patches of the land survey: what is counted, each of 20 vertices.
POLYGONS_A_COUNTY = COLUMNS * ROWS + FARMLAND_A_COUNTY + ILLEGAL_A_COUNTY
# Places (row, column) in a block of cells.
HAMLET, FREE = (2, 2), (0, 0)
_BASIC = ((1, 1), (1, 3), (3, 1), (3, 3), (4, 4))
_ILLEGAL = (2, 0)

Ints = npt.NDArray[np.int64]
Polygons = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Layer:
    """A layer of a county: its kind, shapes (n,) and fields by name."""

    kind: str
    shapes: Polygons
    fields: dict[str, npt.NDArray[np.generic]]


def county_code(county: int) -> str:
    """Return the code of the county with this number from 0."""
    return str(510_100 + county // 60 * 100 + county % 60 + 1)


def first_cell(county: int) -> tuple[int, int]:
    """Return row and column of the lower left cell of a county."""
    return county // ACROSS * ROWS, county % ACROSS * COLUMNS


def village_codes(county: int, rows: Ints, columns: Ints) -> npt.NDArray[np.str_]:
    """Return the 19-digit codes of the villages of cells, counted within the county."""
    village = rows % TOWN[1] // VILLAGE[1] * (TOWN[0] // VILLAGE[0]) + columns % TOWN[0] // 20
    twelve = np.char.add(town_codes(county, rows, columns), (200 + village).astype(str))
    return np.char.add(twelve, "0000000")


def town_codes(county: int, rows: Ints, columns: Ints) -> npt.NDArray[np.str_]:
    """Return the 9-digit codes of the townships of cells, counted within the county."""
    town = 100 + rows // TOWN[1] * (COLUMNS // TOWN[0]) + columns // TOWN[0]
    return np.char.add(county_code(county), town.astype(str))


def outlines(county: int, rows: Ints, columns: Ints, side: tuple[int, int]) -> Polygons:
    """Return rectangles of `side` (columns, rows) cells with their lower left cells given."""
    south, west = first_cell(county)
    across, up = np.arange(side[0] * STEPS), np.arange(side[1] * STEPS)
    row, column = (rows + south)[:, None], (columns + west)[:, None]
    left, low = column * STEPS, row * STEPS
    right, high = left + side[0] * STEPS, low + side[1] * STEPS
    sides = (
        _on_row(row, left + across),
        _on_column(column + side[0], low + up),
        _on_row(row + side[1], right - across),
        _on_column(column, high - up),
    )
    rings = np.concatenate(sides, axis=1)
    closed = np.concatenate([rings, rings[:, :1]], axis=1)
    shapes: Polygons = np.asarray(shapely.polygons(np.round(closed, 4)), dtype=object)
    return shapes


def layers(county: int) -> tuple[Layer, ...]:
    """Return all reference layers of a county."""
    rows, columns = _grid((1, 1))
    place = rows % BLOCK * BLOCK + columns % BLOCK
    hamlet = place == _place(HAMLET)
    basic = np.flatnonzero(np.isin(place, [_place(one) for one in _BASIC]))[:FARMLAND_A_COUNTY]
    illegal = np.flatnonzero(place == _place(_ILLEGAL))
    illegal = illegal[:: len(illegal) // ILLEGAL_A_COUNTY][:ILLEGAL_A_COUNTY]
    patches = outlines(county, rows, columns, (1, 1))
    classes = np.where(hamlet, "0702", np.where(place % 3 == 0, "0301", "0103"))
    classes[basic] = "0103"
    villages = village_codes(county, rows, columns)
    number = np.char.zfill(np.arange(1, len(rows) + 1).astype(str), 12)
    ids = np.char.add(county_code(county), number)
    areas = np.round(official_area(patches, EPSG), 2)
    named = [Layer("land_use", patches, {
        "BSM": ids, "TBBH": number, "DLBM": classes, "ZLDWDM": villages, "TBMJ": areas,
        "KCXS": np.where(classes == "0103", 0.1, 0.0), "CZCSXM": np.where(hamlet, "203", ""),
    })]  # fmt: skip
    named.append(Layer("basic_farmland", patches[basic], {
        "BSM": ids[basic], "DLBM": classes[basic], "ZLDWDM": villages[basic],
        "TBMJ": areas[basic],
    }))  # fmt: skip
    named.append(Layer("illegal_land", patches[illegal], {
        "JCBH": ids[illegal], "判定结果": np.full(len(illegal), "违法"),
        "整改状态": np.full(len(illegal), "未整改"),
    }))  # fmt: skip
    for kind, side, codes in (
        ("villages", VILLAGE, village_codes),
        ("townships", TOWN, town_codes),
    ):
        low, left = _grid(side)
        code = codes(county, low, left)
        field = "ZLDWDM" if kind == "villages" else "XZQDM"
        named.append(Layer(kind, outlines(county, low, left, side), {field: code}))
    whole = _grid((COLUMNS, ROWS))
    code = np.array([county_code(county)])
    named.append(Layer("counties", outlines(county, *whole, (COLUMNS, ROWS)), {"XZQDM": code}))
    return tuple(named)


def _place(cell: tuple[int, int]) -> int:
    return cell[0] * BLOCK + cell[1]


def _grid(side: tuple[int, int]) -> tuple[Ints, Ints]:
    rows, columns = np.mgrid[0 : ROWS : side[1], 0 : COLUMNS : side[0]]
    return rows.ravel(), columns.ravel()


def _on_row(line: Ints, steps: Ints) -> npt.NDArray[np.float64]:
    """Return points (n, k, 2) of horizontal lines at steps along them."""
    line, steps = np.broadcast_arrays(line, steps)
    return _metres(steps / STEPS, line + _sway(line, steps, 12.9898, 78.233))


def _on_column(line: Ints, steps: Ints) -> npt.NDArray[np.float64]:
    line, steps = np.broadcast_arrays(line, steps)
    return _metres(line + _sway(line, steps, 39.3468, 11.1353), steps / STEPS)


def _metres(
    columns: npt.NDArray[np.float64], rows: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    return np.stack([columns, rows], axis=-1) * CELL_M + ORIGIN


def _sway(line: Ints, steps: Ints, first: float, second: float) -> npt.NDArray[np.float64]:
    """Return how far points lie beside their line, in cells; corners stay where lines meet."""
    sway = np.sin(first * (line + 1) + second * (steps + 1)) * (SWAY_M / CELL_M)
    return np.where(steps % STEPS == 0, 0.0, sway)
