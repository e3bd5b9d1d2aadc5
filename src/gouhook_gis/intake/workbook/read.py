"""A workbook's cells to facts. What will not do is noted by sheet and cell (F13), all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from gouhook_gis.domain.fact_sources import place_of
from gouhook_gis.domain.fact_specs import (
    FORMAT,
    VERSION,
    SheetSpec,
    TableSpec,
    ValueSpec,
    fact_sheets,
)
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import Message, Param, catalogue, message
from gouhook_gis.domain.submission import Issue, Place
from gouhook_gis.formats.cells import Cell, Workbook
from gouhook_gis.intake.fact_merge import merge_facts
from gouhook_gis.intake.fact_rows import Row, as_kept, lacking, natural_key
from gouhook_gis.intake.fact_values import read_value
from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.workbook.grid import FoundTable, Grid, blocks


def workbook_facts(books: Sequence[Workbook], notes: Notes) -> Facts:
    """Return the facts of the one workbook there is; none for none.

    Two are refused: nobody can know which is meant. Cells that will not do are noted and left
    out; nothing else is lost for them.
    """
    if len(books) > 1:
        names = sorted(book.file for book in books)
        notes.issue("F13.several", ".", kind="submission", fatal=True, files=[*names])
        return Facts()
    facts: dict[str, Fact] = {}
    for book in books:
        form = int(book.form.rpartition("/")[2])
        if form > VERSION:
            known = f"{FORMAT}/{VERSION}"
            notes.issue(
                "F13.newer", book.file, kind="file", file=book.file, form=book.form, known=known
            )
            continue
        facts = _Reader(book.file, notes).facts(book)
    return Facts(values=facts)


def with_workbook(fields: Facts, books: Sequence[Workbook], notes: Notes) -> Facts:
    """Return the facts of the parcels' own `fields`, and over them those of the workbook.

    Where the two name different things the workbook may be that of another project: noted.
    """
    read = workbook_facts(books, notes)
    for key, fact in read.values.items():
        own = fields.get(key)
        if own is None or key in fact_sheets().tables or own.value == fact.value:
            continue
        notes.issue(
            "F13.contradicts",
            ".",
            kind="submission",
            fact=key,
            own=str(own.value),
            own_source=place_of(own.source),
            listed=str(fact.value),
            place=place_of(fact.source),
        )
    return merge_facts(fields, read, notes)


@dataclass(frozen=True)
class _Reader:
    """Reads one workbook, known as `file`."""

    file: str
    notes: Notes

    def facts(self, book: Workbook) -> dict[str, Fact]:
        """Return the facts of all its sheets."""
        known = {folded(sheet.title.get(lang)): sheet
                 for sheet in fact_sheets().sheets.values() for lang in ("zh", "en")}  # fmt: skip
        guide = folded(catalogue()["template.guide"]["zh"])
        facts: dict[str, Fact] = {}
        for sheet in book.sheets:
            spec = known.pop(folded(sheet.name), None)
            if spec is not None:
                grid = Grid.of(sheet)
                facts |= self._sheet(grid, spec)
            elif sheet.cells and folded(sheet.name) != guide:
                self._note("F13.unknown_sheet", sheet.name, sheet=sheet.name)
        return facts

    def _sheet(self, grid: Grid, sheet: SheetSpec) -> dict[str, Fact]:
        found = blocks(grid, sheet)
        for cell in found.unknown:
            place = grid.place(cell.row, cell.column)
            self._note("F13.unknown_row", place, title=str(cell.value))
        facts = []
        for key, cells in found.facts.items():
            facts.append(self._single(grid, key, sheet.facts[key], [c for c in cells if c]))
        for key, spec in sheet.tables.items():
            table = found.tables.get(key)
            if table is not None:
                facts.append(self._table(grid, key, spec, table))
            elif not sheet.groups and grid.rows:
                self._note("F13.no_headings", grid.name, table=spec.title.get("zh"))
        return {fact.key: fact for fact in facts if fact is not None}

    def _single(self, grid: Grid, key: str, spec: ValueSpec, cells: list[Cell]) -> Fact | None:
        read = {cell: self._value(grid, key, spec, cell) for cell in cells}
        values = [(cell, value) for cell, value in read.items() if value is not None]
        if not values:
            return None
        (cell, value), *more = values
        if any(other != value for _, other in more):
            places = [grid.place(c.row, c.column) for c, _ in values]
            self._note("F13.given_twice", places[0], fact=key, places=[*places])
            return None
        return Fact(key=key, value=value, source=self._source(grid.place(cell.row, cell.column)))

    def _table(self, grid: Grid, key: str, spec: TableSpec, table: FoundTable) -> Fact | None:
        for column in table.unknown:
            if any(column in grid.rows[row] for row in table.rows):
                title = str(grid.rows[table.heads][column].value)
                self._note("F13.unknown_column", grid.place(table.heads, column), title=title)
        rows: dict[str, tuple[Row, int]] = {}
        doubled: set[str] = set()
        for number in table.rows:
            row = self._row(grid, key, spec, table, number)
            if row is None:
                continue
            name = natural_key(spec, row)
            if name not in rows:
                rows[name] = row, number
            elif rows[name][0] != row:
                place, first = grid.place(number, 1), rows[name][1]
                self._note("F13.row_twice", place, fact=key, first=first, row=number)
                doubled.add(name)
        kept = [rows[name] for name in sorted(rows.keys() - doubled)]
        if not kept:
            return None
        return Fact(
            key=key,
            value=as_kept(key, [row for row, _ in kept]),
            source=self._source(f"{grid.name}!{table.heads + 1}"),
            rows=tuple(self._source(grid.place(number, 1)) for _, number in kept),
        )

    def _row(
        self, grid: Grid, key: str, spec: TableSpec, table: FoundTable, number: int
    ) -> Row | None:
        """Return a row as kept; None where it is blank, or where it lacks what makes it one."""
        cells = {
            name: grid.rows[number][column]
            for name, column in table.columns.items()
            if column in grid.rows[number] and name in spec.kept
        }
        prepared = any(column.shown_only for column in spec.columns.values())
        if not cells or (prepared and set(cells) <= set(spec.key)):
            return None
        row: Row = {}
        for name, cell in cells.items():
            value = self._value(grid, f"{key}.{name}", spec.columns[name], cell)
            if value is not None:
                row[name] = value
        missing = lacking(spec, row)
        for name in missing:
            if name not in cells:
                column = table.columns.get(name)
                place = grid.place(number, column or 1)
                self._note("F13.row_lacks", place, fact=f"{key}.{name}", row=number)
        return None if missing else row

    def _value(self, grid: Grid, key: str, spec: ValueSpec, cell: Cell) -> JsonValue:
        """Return the value of a cell as kept, None where it will not do."""
        place = grid.place(cell.row, cell.column)
        if cell.kind in ("formula", "error"):
            unsaved = cell.kind == "formula"
            reason = "F13.no_result" if unsaved else "F13.error_value"
            self._note(reason, place, fact=key, value=str(cell.value))
            return None
        value = read_value(spec, cell.value)
        if value is None:
            shown, expects = str(cell.value)[:60], f"expects.{spec.type}"
            if spec.type == "choice":
                names = [spec.named(stored) for stored in spec.values]
                self._note("F13.not_in_list", place, fact=key, value=shown, allowed=names)
            else:
                self._note("F13.wrong_value", place, fact=key, value=shown, expects=expects)
        return value

    def _source(self, place: str) -> Message:
        return message("intake.source.workbook", file=self.file, place=place)

    def _note(self, message_id: str, place: str, **params: Param) -> None:
        said = message(message_id, file=self.file, place=place, **params)
        where = Place(file=self.file, field=place)
        self.notes.issues.append(
            Issue(message=said, subject_type="file", subject=self.file, places=(where,))
        )
