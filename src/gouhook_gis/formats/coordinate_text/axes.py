"""Which of the two columns is the northing: told by the size of the numbers, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.coordinate_text.model import Row
from gouhook_gis.formats.position import LATITUDES, LONGITUDES, NORTHINGS
from gouhook_gis.geometry.arrays import Floats, Mask

Order = Literal["northing", "easting"]
# Eastings of all CGCS2000 systems: without zone number, and with one (13 to 45).
_PLAIN, _PREFIXED = (1e5, 9e5), (13.1e6, 45.9e6)


def order_of(rows: Sequence[Row], file: str) -> Order:
    """Return which coordinate stands first in a file: all rows must agree.

    A northing of China is 1.9 to 6.0 million metres, an easting is not: at most 0.9 million, or
    13 to 46 million with its zone. Raises RefusedError with the line of the first row that is
    neither order, or that has the other one than the first row. A row that has one number twice
    says nothing here.
    """
    rows = [row for row in rows if row.first != row.second]
    values = np.array([(row.first, row.second) for row in rows]).reshape(-1, 2)
    north_first = _pair(values[:, 0], values[:, 1])
    east_first = _pair(values[:, 1], values[:, 0])
    neither = np.flatnonzero(~(north_first | east_first))
    if len(neither):
        raise nowhere(rows[int(neither[0])], file, len(neither))
    if north_first.all():
        return "northing"
    if east_first.all():
        return "easting"
    other = rows[int(np.flatnonzero(north_first != north_first[0])[0])]
    raise RefusedError("F04.text_mixed_order", file=file, line=other.line, first_line=rows[0].line)


def nowhere(row: Row, file: str, count: int = 1) -> RefusedError:
    """Return the refusal of a row that lies nowhere in China, one of `count`."""
    return RefusedError(
        "F04.text_nowhere",
        file=file,
        line=row.line,
        name=row.name or "—",
        first=row.first,
        second=row.second,
        count=count,
    )


def eastings(rows: Sequence[Row], order: Order) -> Floats:
    """Return the points (n, 2) of rows, easting first."""
    values = np.array([(row.first, row.second) for row in rows]).reshape(-1, 2)
    return values[:, ::-1] if order == "northing" else values


def zones(easting: Floats) -> Floats:
    """Return the zone number in front of each easting in metres (n,), 0 without one."""
    return np.where(easting >= _PREFIXED[0], np.floor(easting / 1e6), 0.0)


def _pair(north: Floats, east: Floats) -> Mask:
    metres = _within(north, NORTHINGS) & (_within(east, _PLAIN) | _within(east, _PREFIXED))
    return metres | (_within(north, LATITUDES) & _within(east, LONGITUDES))


def _within(values: Floats, limits: tuple[float, float]) -> Mask:
    return (values >= limits[0]) & (values <= limits[1])
