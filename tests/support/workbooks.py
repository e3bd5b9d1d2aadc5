"""Workbooks of facts as people fill them in: the template, with cells written by openpyxl."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook, load_workbook
from pydantic import JsonValue

from gouhook_gis.domain.fact_layout import cell_of, column_letters, layouts
from gouhook_gis.domain.fact_specs import fact_sheets
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.message import message
from gouhook_gis.template.write import write_template


def as_facts(values: Mapping[str, JsonValue]) -> Facts:
    """Return facts as kept, from nowhere in particular."""
    source = message("intake.source.option", option="test")
    return Facts(values={k: Fact(key=k, value=v, source=source) for k, v in values.items()})


def blank(path: Path, facts: Mapping[str, JsonValue] | None = None) -> Workbook:
    """Write the Sichuan template to `path`, filled with `facts`, and open it for changes."""
    write_template("sichuan", path, as_facts(facts or {}))
    return load_workbook(path)


def place(key: str, row: int = 0) -> str:
    """Return where a fact stands ("sheet!cell"), or a column "table.column" in its row `row`."""
    table, _, column = key.partition(".")
    sheet = fact_sheets().sheet_of(table)
    if not column:
        return f"{sheet.title.zh}!{cell_of(key)}"
    columns = [*fact_sheets().tables[table].columns]
    found = next(p.tables[table] for p in layouts().values() if table in p.tables)
    return f"{sheet.title.zh}!{column_letters(columns.index(column) + 1)}{found.first + row}"


def write(book: Workbook, cells: Mapping[str, object], path: Path) -> Path:
    """Write `cells` by `place`, save the workbook to `path`."""
    for name, value in cells.items():
        sheet, _, cell = name.partition("!")
        book[sheet][cell] = value
    book.save(path)
    return path
