"""Hamlets (林盘) and ponds inside the fields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import shapely
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from generator.plan import Part, Rectangle


@dataclass(frozen=True)
class Hamlet:
    """Rectangles of one settlement, each with its land class; `outline` is their union."""

    village: int
    parts: tuple[Part, ...]
    outline: BaseGeometry


def draw_hamlet(village: int, cell: Rectangle, rng: np.random.Generator) -> Hamlet:
    """Draw dwellings inside a field, with a yard (1201), a lane (1004) or a wing beside them."""
    width, height = int(rng.integers(24, 55)), int(rng.integers(22, 45))
    if rng.random() < 0.10:
        width, height = int(rng.integers(12, 16)), int(rng.integers(13, 15))
    x = int(rng.integers(int(cell[0]) + 8, int(cell[2]) - width - 28))
    y = int(rng.integers(int(cell[1]) + 8, int(cell[3]) - height - 8))
    right, top = x + width, y + height
    style = rng.random()
    if style < 0.25 and width > 30:
        cut = x + width // 4
        parts = [
            Part((x, y, cut, top), "1201", "203"),
            Part((cut, y, right, top), "0702", "203"),
        ]
    elif style < 0.45 and width > 30:
        cut = x + width // 2
        parts = [
            Part((x, y, cut, top), "0702", "203"),
            Part((cut, y, cut + 4, top), "1004", "203"),
            Part((cut + 4, y, right, top), "0702", "203"),
        ]
    else:
        parts = [Part((x, y, right, top), "0702", "203")]
    if style > 0.7 and height > 24:
        wing = (right, y + height // 3, right + 20, top)
        parts.append(Part(wing, "0702", "203"))
    outline = shapely.union_all([box(*part.rectangle) for part in parts])
    return Hamlet(village, tuple(parts), outline)


def draw_pond(cell: Rectangle) -> Polygon:
    """Draw an eight-cornered pond in the middle of a field."""
    x, y = round((cell[0] + cell[2]) / 2), round((cell[1] + cell[3]) / 2)
    offsets = [(-22, -8), (-10, -19), (12, -18), (24, -6), (23, 9), (9, 20), (-11, 19), (-24, 7)]
    return Polygon([(x + dx, y + dy) for dx, dy in offsets])
