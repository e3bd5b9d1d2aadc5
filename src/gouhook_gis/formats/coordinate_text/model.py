"""A coordinate text as it stands in its file, line by line, before any geometry is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Row(NamedTuple):
    """One line of coordinates: `first` and `second` as filed, northing first by the standard.

    `name` is the 点号, `ring` the 圈号, "" where the line has none; `line` counts from 1.
    """

    name: str
    ring: str
    first: float
    second: float
    line: int


@dataclass
class TextParcel:
    """One parcel: the fields of its line by code, as filed, and its rows in the order filed.

    `line` is that of the parcel line, 0 where coordinates stand there without one; `count` the
    declared number of points; `split` lines before which a ring begins though the 圈号 is the same.
    `area_decimals` are those of the area in hectares where it was filed in another unit.
    """

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    split: set[int] = field(default_factory=set)
    area_decimals: int | None = None


@dataclass
class CoordinateText:
    """The header by key (other sections as `section/key`) and the parcels of one file."""

    header: dict[str, str] = field(default_factory=dict)
    header_lines: dict[str, int] = field(default_factory=dict)
    parcels: list[TextParcel] = field(default_factory=list)
