"""A layer in memory: field types as fiona names them, rows, and shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from generator.frame import EPSG

Value = str | int | float | None


@dataclass(frozen=True)
class Table:
    """One layer; `schema` is field name to type ("str:18", "float:18.2", "int:4", "date").

    `shapes` are in EPSG `epsg`.
    """

    name: str
    schema: dict[str, str]
    rows: Sequence[dict[str, Value]]
    shapes: Sequence[BaseGeometry]
    epsg: int = EPSG

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.rows)


def round_half_up(value: float, decimals: int) -> float:
    """Round half away from zero at `decimals`, as areas are rounded on paper."""
    scale = 10.0**decimals
    return int(value * scale + 0.5) / scale


def feature_id(layer: str, number: int, county: str = "510999") -> str:
    """Return a BSM of 18 digits: county, four digits of the layer, eight of the record."""
    return f"{county}{layer}{number:08d}"
