"""A sheet as a grid, and where on it the single facts and the tables stand.

Headings are known by their words, not by their place: rows and columns may have been put in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gouhook_gis.domain.fact_layout import TITLE_COLUMN, VALUE_COLUMN, cell_name
from gouhook_gis.domain.fact_specs import SheetSpec, TableSpec, ValueSpec
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import catalogue
from gouhook_gis.formats.cells import Cell, Sheet


@dataclass(frozen=True)
class Grid:
    """The filled cells of a sheet by row and column."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]

    @classmethod
    def of(cls, sheet: Sheet) -> Grid:
        """Return the grid of a sheet; blank texts are no cells."""
        rows: dict[int, dict[int, Cell]] = {}
        for cell in sheet.cells:
            if not (isinstance(cell.value, str) and not folded(cell.value)):
                rows.setdefault(cell.row, {})[cell.column] = cell
        return cls(sheet.name, rows)

    def place(self, row: int, column: int) -> str:
        """Return the name of a cell with its sheet: 项目区基本情况!B5."""
        return f"{self.name}!{cell_name(row, column)}"


@dataclass(frozen=True)
class FoundTable:
    """A table: its heading row, the column of each of its fields, those not known, its rows."""

    heads: int
    columns: dict[str, int]
    unknown: tuple[int, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Blocks:
    """What was found: the cells of contents of the single facts (title cell, contents or None),
    cells of titles that are not known, and the tables.
    """

    facts: dict[str, list[Cell | None]] = field(default_factory=dict)
    unknown: list[Cell] = field(default_factory=list)
    tables: dict[str, FoundTable] = field(default_factory=dict)


def blocks(grid: Grid, sheet: SheetSpec) -> Blocks:
    """Find the single facts and the tables of `sheet` on `grid`."""
    heads = dict(_headings(grid, sheet.tables))
    ends = _ends(grid, sheet, heads)
    found = Blocks()
    for key, row in heads.items():
        columns, unknown = _columns(grid.rows[row], sheet.tables[key])
        below = tuple(r for r in sorted(grid.rows) if row < r < ends[key])
        found.tables[key] = FoundTable(row, columns, unknown, below)
    if sheet.groups:
        _find_facts(grid, sheet, _first_table_row(grid, sheet, heads), found)
    return found


def _headings(grid: Grid, tables: Mapping[str, TableSpec]) -> Iterator[tuple[str, int]]:
    """Yield the heading row of each table: the row that holds most of its headings, at least
    two, one of them of its key.
    """
    for key, table in tables.items():
        names = _names(table.columns)
        best, row = 1, None
        for number, cells in sorted(grid.rows.items()):
            said = {names[text] for cell in cells.values() if (text := _word(cell)) in names}
            if len(said) > best and said & set(table.key):
                best, row = len(said), number
        if row is not None:
            yield key, row


def _columns(cells: Mapping[int, Cell], table: TableSpec) -> tuple[dict[str, int], tuple[int, ...]]:
    """Return the column of each field, and those whose heading is unknown or said before."""
    names = _names(table.columns)
    columns: dict[str, int] = {}
    unknown = []
    for column, cell in sorted(cells.items()):
        name = names.get(_word(cell))
        if name is None or name in columns:
            unknown.append(column)
        else:
            columns[name] = column
    return columns, tuple(unknown)


def _ends(grid: Grid, sheet: SheetSpec, heads: Mapping[str, int]) -> dict[str, int]:
    """Return the row before which each table ends: the title or the headings of the next one."""
    titles = {folded(table.title.get("zh")) for table in sheet.tables.values()}
    helps = {folded(table.help.get("zh")) for table in sheet.tables.values()}
    starts = [
        row
        for row, cells in grid.rows.items()
        if row in heads.values() or _word(cells[min(cells)]) in titles | helps
    ]
    last = max(grid.rows, default=0) + 1
    return {key: min((r for r in starts if r > row), default=last) for key, row in heads.items()}


def _first_table_row(grid: Grid, sheet: SheetSpec, heads: Mapping[str, int]) -> int:
    titles = {folded(table.title.get("zh")) for table in sheet.tables.values()}
    rows = [row for row, cells in grid.rows.items() if _word(cells[min(cells)]) in titles]
    return min([*rows, *heads.values()], default=max(grid.rows, default=0) + 1)


def _find_facts(grid: Grid, sheet: SheetSpec, end: int, found: Blocks) -> None:
    title, value, begin = _fact_columns(grid)
    names = _names(sheet.facts)
    headings = {folded(group.title.get("zh")) for group in sheet.groups}
    for row, cells in sorted(grid.rows.items()):
        if not begin < row < end or title not in cells:
            continue
        key = names.get(_word(cells[title]))
        if key is not None:
            found.facts.setdefault(key, []).append(cells.get(value))
        elif value in cells and _word(cells[title]) not in headings:
            found.unknown.append(cells[title])


def _fact_columns(grid: Grid) -> tuple[int, int, int]:
    """Return the columns of titles and contents, and the row of their headings (0: none)."""
    wanted = [folded(catalogue()[f"template.head.{name}"]["zh"]) for name in ("title", "value")]
    for row, cells in sorted(grid.rows.items()):
        words = {_word(cell): column for column, cell in cells.items()}
        if all(word in words for word in wanted):
            return words[wanted[0]], words[wanted[1]], row
    return TITLE_COLUMN, VALUE_COLUMN, 0


def _names(specs: Mapping[str, ValueSpec]) -> dict[str, str]:
    """Return what headings mean: titles with and without their unit, aliases, identifiers."""
    names: dict[str, str] = {}
    for key, spec in specs.items():
        said: Sequence[str] = (
            spec.heading("zh"), spec.title.get("zh"), *spec.aliases, spec.title.get("en"), key,
        )  # fmt: skip
        for text in said:
            names.setdefault(folded(text), key)
    return names


def _word(cell: Cell) -> str:
    """Return the text of a heading for comparing; marks of required fields do not count."""
    return folded(str(cell.value)).strip("*:")
