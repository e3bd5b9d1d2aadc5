"""The fields of one village: strips in both directions, some of them a road or a ditch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.plan import SIDE, Cell, Rectangle, Terrain, Township

# Fields of the dense townships (where the projects are) are smaller and hold more hamlets.
DENSE = ("510999100", "510999102")
# What fields are, by terrain: class and share.
FIELD_CLASSES: dict[Terrain, dict[str, float]] = {
    "平原": {"0101": 0.68, "0103": 0.18, "0201": 0.08, "0301": 0.04, "1202": 0.02},
    "丘陵": {"0101": 0.30, "0103": 0.36, "0201": 0.10, "0301": 0.21, "0404": 0.03},
}


@dataclass(frozen=True)
class Strip:
    """A strip of the village from `start` to `end` (m); a road or ditch has its class."""

    start: float
    end: float
    land_class: str | None


@dataclass(frozen=True)
class FieldGrid:
    """Strips along x and y, and the land class of each field (column, row)."""

    columns: tuple[Strip, ...]
    rows: tuple[Strip, ...]
    classes: dict[tuple[int, int], str]
    hamlet_share: float

    def lines(self) -> list[list[tuple[float, float]]]:
        """Return the borders of all strips as two-point lines."""
        low, high = self.rows[0].start, self.rows[-1].end
        upright = [[(strip.start, low), (strip.start, high)] for strip in self.columns]
        low, high = self.columns[0].start, self.columns[-1].end
        level = [[(low, strip.start), (high, strip.start)] for strip in self.rows]
        return upright + level

    def cells(self) -> list[Rectangle]:
        """Return the rectangles of all fields."""
        return [
            (column.start, row.start, column.end, row.end)
            for column in self.columns
            for row in self.rows
            if column.land_class is None and row.land_class is None
        ]

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Return the numbers of the column and the row that hold a point."""
        return (
            next(number for number, strip in enumerate(self.columns) if x < strip.end),
            next(number for number, strip in enumerate(self.rows) if y < strip.end),
        )


def draw_grid(cell: Cell, township: Township, rng: np.random.Generator) -> FieldGrid:
    """Draw the strips of a village's cell (its border is bent, so they reach beyond it)."""
    dense = township.code in DENSE
    spacing = (105, 160) if dense else (190, 290)
    columns = _strips(cell[0] * SIDE, spacing, rng)
    rows = _strips(cell[1] * SIDE, spacing, rng)
    shares = FIELD_CLASSES[township.terrain]
    names = rng.choice(list(shares), p=list(shares.values()), size=(len(columns), len(rows)))
    classes = {
        (column, row): str(names[column, row])
        for column in range(len(columns))
        for row in range(len(rows))
    }
    return FieldGrid(columns, rows, classes, hamlet_share=0.62 if dense else 0.6)


def _strips(origin: int, spacing: tuple[int, int], rng: np.random.Generator) -> tuple[Strip, ...]:
    strips: list[Strip] = []
    at, end = origin - 240, origin + SIDE + 240
    while at < end:
        width = int(rng.integers(*spacing))
        strips.append(Strip(at, at + width, None))
        at += width
        kind = rng.random()
        if kind < 0.28:
            strips.append(Strip(at, at + 4, "1006"))
        elif kind < 0.42:
            strips.append(Strip(at, at + 3, "1107"))
        at = int(strips[-1].end)
    return tuple(strips)
