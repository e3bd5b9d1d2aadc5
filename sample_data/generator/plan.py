"""The plan of the invented county, by hand: townships, villages and the zones drawn exactly.

Everything is on the board of `frame.py`: metres, x about east, y about north, whole numbers.
Villages are cells (column, row) of a lattice of 1,200 m. A zone is a rectangle inside a village
in which nothing is left to chance: the rest of the land is laid around it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from shapely import box
from shapely.geometry.base import BaseGeometry

Cell = tuple[int, int]
Terrain = Literal["平原", "丘陵"]
Rectangle = tuple[float, float, float, float]

COUNTY_CODE = "510999"
COUNTY_NAME = "澄岭县"
NEIGHBOUR_CODE = "510998"
NEIGHBOUR_NAME = "桐垭县"
NEIGHBOUR_VILLAGE = "5109981002010000000"
PROJECT_CODE = "5109992024001"
PROJECT_NAME = "澄岭县柏坝等乡镇增减挂钩项目"
TERRAIN_SOURCE = "澄府函〔2024〕12号"

SIDE = 1200
SIZE = 7
# Corner cells that are not the county's, so that its outline is no square.
DROPPED: frozenset[Cell] = frozenset({(0, 6), (6, 6), (6, 0)})
# The lattice edge between these two villages is a straight line at x = 1200.
STRAIGHT_BORDER = ((1, 1), (1, 2))


@dataclass(frozen=True)
class Township:
    """A township: 9-digit code, name, terrain and the cells of its villages."""

    code: str
    name: str
    terrain: Terrain
    cells: tuple[Cell, ...]


def _block(columns: range, rows: range) -> tuple[Cell, ...]:
    return tuple((column, row) for column in columns for row in rows)


TOWNSHIPS = (
    Township("510999100", "柏坝镇", "平原", _block(range(2), range(4))),
    Township(
        "510999101",
        "双汇镇",
        "平原",
        ((0, 4), (0, 5), (1, 4), (1, 5), (1, 6), (2, 4), (2, 5), (2, 6)),
    ),
    Township("510999102", "石垭镇", "丘陵", _block(range(2, 4), range(4))),
    Township("510999103", "云凼镇", "丘陵", (*_block(range(3, 5), range(4, 7)), (5, 5), (5, 6))),
    Township("510999200", "高梁乡", "丘陵", _block(range(4, 6), range(4))),
    Township("510999201", "东坪乡", "平原", ((5, 4), *_block(range(6, 7), range(1, 6)))),
)

# The neighbour's rectangle on the board; what the county covers of it is left out.
NEIGHBOUR: Rectangle = (-10_000, 300, 600, 6_500)

# Merged in 2024: the second village became part of the first, which keeps its code.
MERGED: tuple[Cell, Cell] = ((0, 4), (0, 5))

# A piece of the first village that lies inside the second (飞地).
EXCLAVE_OWNER: Cell = (2, 4)
EXCLAVE_HOST: Cell = (4, 4)
EXCLAVE: Rectangle = (5250, 5150, 5550, 5370)

# The watercourse that leaves the county in the north; half its width in metres.
RIVER = (
    *((-200, 5300), (500, 5350), (1100, 5550), (1700, 5600), (2300, 5430), (2900, 5270)),
    *((3500, 5480), (3900, 5990), (4270, 6400), (4420, 7100), (4380, 7800), (4600, 8800)),
)
RIVER_HALF_WIDTH = 9.0


@dataclass(frozen=True)
class Part:
    """A rectangle of one land class inside a zone; `settlement` is its CZCSXM."""

    rectangle: Rectangle
    land_class: str
    settlement: str = ""


@dataclass(frozen=True)
class Zone:
    """A rectangle of a village that is drawn by hand: `fill` around its parts."""

    cell: Cell
    rectangle: Rectangle
    fill: str = "0103"
    parts: tuple[Part, ...] = ()
    settlement: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of basic farmland drawn by hand, and the editions that hold it."""

    shape: BaseGeometry
    editions: frozenset[str] = field(default=frozenset({"2020", "2024"}))


def _town(cell: Cell, x: float, y: float, width: float, height: float) -> Zone:
    """Return the seat of a township: dwellings, shops, offices and streets, CZCSXM 202."""
    half = width / 2
    return Zone(
        cell,
        (x, y, x + width, y + height),
        fill="1004",
        settlement="202",
        parts=(
            Part((x, y, x + half - 6, y + height / 2 - 6), "0701", "202"),
            Part((x + half + 6, y, x + width, y + height / 2 - 6), "05H1", "202"),
            Part((x, y + height / 2 + 6, x + half - 6, y + height), "0701", "202"),
            Part((x + half + 6, y + height / 2 + 6, x + width, y + height), "08H1", "202"),
        ),
    )


# Sites of the clean project's new construction: ordinary dry land without basic farmland.
RESETTLEMENT_SITE: Rectangle = (1630, 2790, 1790, 2950)
URBAN_SITE_EAST: Rectangle = (2870, 2790, 3150, 3010)
URBAN_SITE_WEST: Rectangle = (1710, 410, 1930, 610)

# Where the plan of the county permits building: towns with the sites beside them, and the east,
# where it ends 20 m short of the edge of JX911; a strip of 10 × 40 m of JX906 is conditional.
PERMITTED: tuple[Rectangle, ...] = (
    (1620, 2780, 1800, 2960),
    (2640, 2780, 3160, 3080),
    (1500, 400, 1940, 700),
    (2800, 6500, 3000, 6740),
    (6500, 6500, 6700, 6740),
    (7500, 5100, 8110, 5500),
    (7500, 6300, 7850, 6600),
    (7500, 6700, 7600, 6900),
)
CONDITIONAL: tuple[Rectangle, ...] = ((7600, 6700, 7660, 6900),)

# Hand-drawn basic farmland of the violations: 200 × 300 m with a skylight (天窗) of 80 × 80 m.
FARMLAND = box(7540, 5160, 7740, 5460) - box(7600, 5340, 7680, 5420)
RELEASED = box(7540, 6740, 7640, 6840)
MISPLACED = box(2800, 400, 2850, 520)

# A demolition parcel below the size that a survey maps (14 × 20 m).
SMALL_PARCEL_CELL: Cell = (3, 1)
SMALL_PARCEL: Rectangle = (4220, 1820, 4234, 1840)

ZONES = (
    Zone((3, 1), (4200, 1800, 4260, 1860), parts=(Part(SMALL_PARCEL, "0702", "203"),)),
    Zone((1, 2), (1620, 2780, 1800, 2960)),
    Zone((2, 2), (2860, 2780, 3160, 3020)),
    Zone((1, 0), (1700, 400, 1940, 620)),
    _town((1, 0), 1500, 400, 180, 300),
    _town((2, 2), 2640, 2780, 200, 300),
    _town((2, 5), 2800, 6500, 200, 240),
    _town((5, 5), 6500, 6500, 200, 240),
    Zone((5, 2), (6500, 2900, 6700, 3060), parts=(Part((6520, 2920, 6680, 3040), "0602", "204"),)),
    Zone((3, 3), (4100, 4100, 4200, 4200), parts=(Part((4120, 4120, 4180, 4170), "09", "205"),)),
    Zone((4, 1), (5300, 1700, 5440, 1800), parts=(Part((5320, 1720, 5420, 1780), "0601", "203A"),)),
    Zone(EXCLAVE_OWNER, EXCLAVE, "0201", (Part((5300, 5200, 5340, 5230), "0702", "203"),)),
    # Violations: basic farmland, illegal patches, released basic farmland, new construction on a
    # demolition parcel (township 201).
    Zone(
        (6, 4),
        (7500, 5100, 7900, 5500),
        parts=(
            Part((7540, 5160, 7740, 5460), "0101"),
            Part((7600, 5340, 7680, 5420), "0702", "203"),
        ),
    ),
    Zone((6, 5), (7500, 6300, 7900, 6600)),
    Zone((6, 5), (7500, 6700, 7800, 6900)),
    Zone((6, 4), (7950, 5100, 8110, 5240), parts=(Part((7970, 5120, 8030, 5170), "0702", "203"),)),
    # Violations: demolition on farmland (township 100).
    Zone((1, 1), (1600, 1600, 1800, 1720), parts=(Part((1700, 1620, 1740, 1680), "0702", "203"),)),
    # Violations: on both sides of the straight village border.
    Zone(
        (0, 1),
        (1100, 1680, 1200, 1860),
        parts=(
            Part((1180, 1760, 1200, 1800), "0702", "203"),
            Part((1190, 1700, 1200, 1735), "0702", "203"),
        ),
    ),
    Zone(
        (1, 1),
        (1200, 1680, 1300, 1860),
        parts=(
            Part((1200, 1760, 1230, 1800), "0702", "203"),
            Part((1200, 1700, 1260, 1735), "0702", "203"),
        ),
    ),
    # Violations: basic farmland drawn over a settlement (划定不实), township 102.
    Zone((2, 0), (2800, 400, 2960, 520), parts=(Part((2840, 430, 2900, 480), "0702", "203"),)),
)

FARMLAND_BLOCKS = (
    Block(FARMLAND),
    Block(RELEASED, frozenset({"2020"})),
    Block(MISPLACED),
)


@dataclass(frozen=True)
class IllegalPatch:
    """A patch of illegal land drawn by hand: verdict, state of rectification and its date."""

    rectangle: Rectangle
    verdict: str
    state: str
    settled_on: str | None = None


ILLEGAL_OPEN: Rectangle = (7540, 6340, 7620, 6400)
ILLEGAL_CLOSED: Rectangle = (7540, 6460, 7620, 6520)
ILLEGAL_RAW: Rectangle = (7740, 6340, 7800, 6400)
ILLEGAL_PATCHES = (
    IllegalPatch(ILLEGAL_OPEN, "违法", "未整改"),
    IllegalPatch(ILLEGAL_CLOSED, "违法", "已整改到位", "2024-03-15"),
    IllegalPatch(ILLEGAL_RAW, "", ""),
)

# Forty-six villages in 2023, in the order of the townships' cells.
VILLAGE_NAMES = (
    *("青竹村", "柏树村", "长堰村", "黄桷村", "水口村", "石桥村", "大田村", "新院村"),
    *("双河村", "合江村", "白鹤村", "龙井村", "金竹村", "高坎村", "三元村", "永兴村"),
    *("石垭村", "桂花村", "梨园村", "响水村", "凉风村", "观音村", "马鞍村", "七里村"),
    *("云凼村", "沙坝村", "月亮村", "磨盘村", "回龙村", "太平村", "松林村", "楠木村"),
    *("高梁村", "兴隆村", "天池村", "五里村", "红岩村", "前锋村", "团结村", "柳溪村"),
    *("东坪村", "杨柳村", "土桥村", "花园村", "灯塔村", "清泉村"),
)
