"""One sheet of the workbook, as `domain/fact_layout.py` lays it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import JsonValue
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gouhook_gis.domain.fact_layout import SheetLayout, TablePlace, layout
from gouhook_gis.domain.fact_specs import SheetSpec, TableSpec, ValueSpec
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.message import catalogue, message, render, word
from gouhook_gis.intake.fact_rows import as_rows
from gouhook_gis.template.asked import Asked
from gouhook_gis.template.entries import Entry, entry
from gouhook_gis.template.style import LINE, Styles, lines, validation

# Of the single facts: title, contents, form, explanation (over four columns), rules.
_WIDTHS = (26, 30, 22, 16, 16, 16, 16, 26)
_HELP = (3, 6)
_RULES = 7
_WIDE = {"text": 20, "village": 16, "choice": 18, "date": 14}
_A4, _A3 = 9, 8
# More columns than these are not legible across an A4 page.
_MANY = 10
Row = dict[str, Entry | None]
# A notice of a cell holds 255 characters, its title 32.
_NOTICE, _NOTICE_TITLE = 255, 32


def wanted_keys(sheet: SheetSpec, asked: Asked) -> list[str]:
    """Return the facts and tables of `sheet` that any rule asks for."""
    return [key for key in (*sheet.facts, *sheet.tables) if asked.wanted(key)]


@dataclass(frozen=True)
class SheetWriter:
    """Writes one sheet; rows and columns of the layout count from 1, those of the page from 0."""

    page: Worksheet
    sheet: SheetSpec
    styles: Styles
    asked: Asked
    facts: Facts

    def write(self) -> None:
        """Write the sheet."""
        self.page.write_string(0, 0, self.sheet.title.get("zh"), self.styles.title)
        self.page.set_row(0, 24)
        self.page.write_string(1, 0, self.sheet.hint.get("zh"), self.styles.line)
        if not wanted_keys(self.sheet, self.asked):
            self.page.set_tab_color("#C8C8C8")
        if self.sheet.groups:
            self._facts()
        else:
            self._widths()
        for key, table in self.sheet.tables.items():
            self._table(key, table, self._place.tables[key])
        self._print_setup()

    def _facts(self) -> None:
        place = self._place
        for column, width in enumerate(_WIDTHS):
            self.page.set_column(column, column, width)
        heads = (place.heads or 1) - 1
        for column, name in ((0, "title"), (1, "value"), (2, "form"), (_RULES, "rules")):
            self.page.write_string(heads, column, _head(name), self.styles.head)
        self.page.merge_range(heads, _HELP[0], heads, _HELP[1], _head("help"), self.styles.head)
        for group, row in zip(self.sheet.groups, place.groups, strict=True):
            self.page.merge_range(
                row - 1, 0, row - 1, _RULES, group.title.get("zh"), self.styles.group
            )
            for key, spec in group.facts.items():
                self._fact(key, spec, place.facts[key] - 1)

    def _fact(self, key: str, spec: ValueSpec, row: int) -> None:
        wanted = self.asked.wanted(key)
        boxed = self.styles.boxed(wanted=wanted)
        explained = spec.help.get("zh")
        self.page.write_string(row, 0, spec.heading("zh"), boxed)
        fact = self.facts.get(key)
        value = None if fact is None else entry(spec, fact.value)
        self._entry(row, 1, value, self.styles.entry(spec, wanted=wanted))
        form = _form(spec)
        self.page.write_string(row, 2, form, boxed)
        self.page.merge_range(row, _HELP[0], row, _HELP[1], explained, boxed)
        rules = self.asked.use(key)
        self.page.write_string(row, _RULES, rules, boxed)
        high = max(
            lines(explained, sum(_WIDTHS[_HELP[0] : _HELP[1] + 1])),
            lines(form, _WIDTHS[2]),
            lines(rules, _WIDTHS[_RULES]),
        )
        self.page.set_row(row, LINE * high + 4)
        self._validate(row, row, 1, spec)

    def _table(self, key: str, table: TableSpec, place: TablePlace) -> None:
        alone = table.title.zh == self.sheet.title.zh
        if not alone:
            self.page.write_string(place.title - 1, 0, table.title.get("zh"), self.styles.title)
            self.page.set_row(place.title - 1, 24)
        use = self.asked.use(key)
        self.page.write_string(place.title - 1, 0 if alone else 2, use, self.styles.line)
        self.page.write_string(place.help - 1, 0, table.help.get("zh"), self.styles.line)
        high = 1
        for column, (name, spec) in enumerate(table.columns.items()):
            explained = spec.help.get("zh")
            self.page.write_string(place.explained - 1, column, explained, self.styles.note)
            high = max(high, lines(explained, self._width(column, spec)))
            head = spec.heading("zh") + ("*" if table.required(name) else "")
            self.page.write_string(place.heads - 1, column, head, self.styles.head)
            self._validate(place.first - 1, place.last - 1, column, spec, notice=False)
        self.page.set_row(place.explained - 1, LINE * high + 2)
        self.page.set_row(place.heads - 1, 30)
        self._cells(key, table, place)

    def _cells(self, key: str, table: TableSpec, place: TablePlace) -> None:
        """Write the rows of a table, those that are known and those to fill in."""
        wanted, rows = self.asked.wanted(key), self._rows[key]
        boxed = self.styles.boxed(wanted=wanted)
        # Rows that the rules make ready keep their key.
        prepared = any(spec.shown_only for spec in table.columns.values())
        wrapped = [1] * len(rows)
        for column, (name, spec) in enumerate(table.columns.items()):
            style = boxed if spec.shown_only else self.styles.entry(spec, wanted=wanted)
            for row in range(place.first, place.last + 1):
                number = row - place.first
                value = rows[number].get(name) if number < len(rows) else None
                given = value is not None and prepared and name in table.key
                self._entry(row - 1, column, value, boxed if given else style)
                if value is not None:
                    taken = lines(str(value), self._width(column, spec))
                    wrapped[number] = max(wrapped[number], taken)
        for number, taken in enumerate(wrapped):
            if taken > 1:
                self.page.set_row(place.first - 1 + number, LINE * taken)

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        """What is known of the rows of each table, as it is written."""
        return {key: list(self._known(key, table)) for key, table in self.sheet.tables.items()}

    @cached_property
    def _place(self) -> SheetLayout:
        return layout(self.sheet, {key: len(rows) for key, rows in self._rows.items()})

    def _known(self, key: str, table: TableSpec) -> Iterator[Row]:
        """Yield the rows of a table: documents as the rules list them, then the facts."""
        fact = self.facts.get(key)
        filled = as_rows(key, fact.value) if fact else []
        if key == "documents":
            known = {str(row["item"]): row for row in filled}
            for document in self.asked.documents:
                row = known.pop(document.key, {"item": document.key})
                yield {"name": document.name, **_entries(table, row)}
            filled = list(known.values())
        yield from (_entries(table, row) for row in filled)

    def _entry(self, row: int, column: int, value: Entry | None, style: Format) -> None:
        if value is None:
            self.page.write_blank(row, column, None, style)
        elif isinstance(value, date):
            self.page.write_datetime(row, column, value, style)
        elif isinstance(value, str):
            self.page.write_string(row, column, value, style)
        else:
            self.page.write_number(row, column, value, style)

    def _validate(
        self, first: int, last: int, column: int, spec: ValueSpec, *, notice: bool = True
    ) -> None:
        rule: dict[str, Any] = validation(spec) or {"validate": "any"}
        if notice:
            rule["input_title"] = spec.title.get("zh")[:_NOTICE_TITLE]
            rule["input_message"] = spec.help.get("zh")[:_NOTICE]
        if len(rule) > 1:
            self.page.data_validation(first, column, last, column, rule)

    def _width(self, column: int, spec: ValueSpec) -> float:
        if self.sheet.groups:
            return _WIDTHS[column]
        if spec.shown_only:
            return 60
        return _WIDE.get(spec.type, 15)

    def _widths(self) -> None:
        for table in self.sheet.tables.values():
            for column, spec in enumerate(table.columns.values()):
                self.page.set_column(column, column, self._width(column, spec))

    def _print_setup(self) -> None:
        page, place = self.page, self._place
        columns = [len(table.columns) for table in self.sheet.tables.values()]
        page.set_paper(_A3 if max(columns, default=0) > _MANY else _A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.set_footer("&L&A&R&P / &N")
        page.hide_gridlines(2)
        heads = place.heads or min(table.heads for table in place.tables.values())
        page.repeat_rows(heads - 1)
        if self.sheet.groups or len(place.tables) == 1:
            page.freeze_panes(heads, 1)


def _entries(table: TableSpec, row: dict[str, JsonValue]) -> Row:
    return {name: entry(spec, row.get(name)) for name, spec in table.kept.items()}


def _form(spec: ValueSpec) -> str:
    """Return how a value is written, in a few words."""
    short = catalogue().get(f"template.form.{spec.type}")
    return short["zh"] if short else word(f"expects.{spec.type}", "zh")


def _head(name: str) -> str:
    return render(message(f"template.head.{name}"))
