"""Villages, townships and counties of the invented county, on the board."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shapely import LineString, MultiPolygon, Polygon, box

from generator import plan
from generator.plan import Cell, Township

Point = tuple[float, float]


@dataclass(frozen=True)
class Village:
    """A village of the 2023 edition; `outline` as drawn, before the land is noded into it."""

    code: str
    name: str
    cell: Cell
    township: Township
    outline: Polygon | MultiPolygon


@dataclass(frozen=True)
class County:
    """Villages in the order of the plan, all border lines, drawn once each."""

    villages: tuple[Village, ...]
    borders: tuple[LineString, ...]


def draw(rng: np.random.Generator) -> County:
    """Draw the lattice with bent edges and put the villages together."""
    corners = _corners(rng)
    edges = _edges(corners, rng)
    exclave = box(*plan.EXCLAVE)
    villages: list[Village] = []
    for township in plan.TOWNSHIPS:
        for number, cell in enumerate(township.cells, start=201):
            ring = _cell(cell, edges)
            outline: Polygon | MultiPolygon = ring
            if cell == plan.EXCLAVE_HOST:
                outline = Polygon(ring.exterior, [exclave.exterior])
            if cell == plan.EXCLAVE_OWNER:
                outline = MultiPolygon([ring, exclave])
            villages.append(
                Village(
                    code=f"{township.code}{number}0000000",
                    name=plan.VILLAGE_NAMES[len(villages)],
                    cell=cell,
                    township=township,
                    outline=outline,
                )
            )
    used = {edge for village in villages for edge in _cell_edges(village.cell)}
    borders = [LineString(edges[edge]) for edge in sorted(used)]
    borders.append(LineString(exclave.exterior))
    return County(tuple(villages), tuple(borders))


Edge = tuple[Cell, Cell]


def _corners(rng: np.random.Generator) -> dict[Cell, Point]:
    corners: dict[Cell, Point] = {}
    for column in range(plan.SIZE + 1):
        for row in range(plan.SIZE + 1):
            shift = rng.integers(-110, 111, size=2)
            if (column, row) in plan.STRAIGHT_BORDER:
                shift = np.zeros(2, dtype=np.int64)
            x, y = np.array([column, row]) * plan.SIDE + shift
            corners[column, row] = (float(x), float(y))
    return corners


def _edges(corners: dict[Cell, Point], rng: np.random.Generator) -> dict[Edge, list[Point]]:
    """Return every lattice edge as a line of three bends, but the straight border."""
    edges: dict[Edge, list[Point]] = {}
    for (column, row), corner in corners.items():
        for other in ((column + 1, row), (column, row + 1)):
            if other not in corners:
                continue
            start, end = np.array(corner), np.array(corners[other])
            bends = rng.integers(-60, 61, size=(3, 2))
            middle = [
                np.round(start + share * (end - start)) + bend
                for share, bend in zip((0.25, 0.5, 0.75), bends, strict=True)
            ]
            if ((column, row), other) == plan.STRAIGHT_BORDER:
                middle = []
            edges[(column, row), other] = [(float(x), float(y)) for x, y in [start, *middle, end]]
    return edges


def _cell_edges(cell: Cell) -> tuple[Edge, Edge, Edge, Edge]:
    """Return the edges of a cell: south, east, north, west."""
    x, y = cell
    return (
        ((x, y), (x + 1, y)),
        ((x + 1, y), (x + 1, y + 1)),
        ((x, y + 1), (x + 1, y + 1)),
        ((x, y), (x, y + 1)),
    )


def _cell(cell: Cell, edges: dict[Edge, list[Point]]) -> Polygon:
    south, east, north, west = (edges[edge] for edge in _cell_edges(cell))
    return Polygon([*south, *east[1:], *north[-2::-1], *west[-2::-1]])
