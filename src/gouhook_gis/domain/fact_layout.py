"""Where every fact stands in the workbook: one layout for all profiles, so that a message can
name the cell. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gouhook_gis.domain.fact_specs import SheetSpec, fact_sheets

# Of the single facts: the column of titles, and that of contents.
TITLE_COLUMN, VALUE_COLUMN = 1, 2


@dataclass(frozen=True)
class TablePlace:
    """Rows of a table: its title, what it is, what its columns mean, their headings, and the first
    and the last of those made ready.
    """

    title: int
    help: int
    explained: int
    heads: int
    first: int
    last: int


@dataclass(frozen=True)
class SheetLayout:
    """Rows of a sheet: `heads` are those of the single facts, None where it has none."""

    heads: int | None
    groups: tuple[int, ...]
    facts: dict[str, int]
    tables: dict[str, TablePlace]


def layout(sheet: SheetSpec, rows: Mapping[str, int] | None = None) -> SheetLayout:
    """Lay a sheet out: title, hint, the single facts by group, the tables below one another.

    `rows` are how many rows a table holds, where they may be more than are made ready.
    """
    row, heads = 3, None
    groups: list[int] = []
    facts: dict[str, int] = {}
    tables: dict[str, TablePlace] = {}
    if sheet.groups:
        heads, row = row, row + 1
    for group in sheet.groups:
        groups.append(row)
        for key in group.facts:
            row += 1
            facts[key] = row
        row += 1
    if sheet.groups and sheet.tables:
        row += 1
    for key, table in sheet.tables.items():
        ready = max(table.rows, (rows or {}).get(key, 0))
        tables[key] = TablePlace(row, row + 1, row + 2, row + 3, row + 4, row + 3 + ready)
        row += 5 + ready
    return SheetLayout(heads, tuple(groups), facts, tables)


@cache
def layouts() -> dict[str, SheetLayout]:
    """Return the layout of every sheet, by its key."""
    return {key: layout(sheet) for key, sheet in fact_sheets().sheets.items()}


def column_letters(column: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell: row 5, column 2 is B5."""
    return f"{column_letters(column)}{row}"


def cell_of(key: str) -> str | None:
    """Return the cell of a single fact, or that of a table's first heading; None for no fact."""
    for place in layouts().values():
        if key in place.facts:
            return cell_name(place.facts[key], VALUE_COLUMN)
        if key in place.tables:
            return cell_name(place.tables[key].heads, TITLE_COLUMN)
    return None
