"""A small table that a user wrote by hand or with Excel, as cells."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import said_of
from gouhook_gis.domain.model import Text
from gouhook_gis.formats.cells import Cell, Sheet
from gouhook_gis.formats.settings import Limits
from gouhook_gis.formats.workbook import read_first_sheet
from gouhook_gis.intake.decoded import decoded

# Of what is wrong in a table, so many cells are named one by one.
_NAMED = 50
WORKBOOKS = (".xlsx", ".xlsm")


def read_table(file: Path, limits: Limits | None = None) -> Sheet:
    """Read the filled cells of a `.csv` (UTF-8 or GBK) or of the first sheet of a workbook; rows
    count from 1 as a spreadsheet shows them.

    Raises UsageError where the file is none of these or cannot be read, RefusedError as
    `formats.workbook`.
    """
    limits = limits or Limits()
    suffix = file.suffix.lower()
    if suffix not in (".csv", *WORKBOOKS):
        raise UsageError("table_file.kind", file=file.name)
    try:
        if suffix in WORKBOOKS:
            return read_first_sheet(file, file.name, limits)
        if file.stat().st_size > limits.text_bytes:
            raise UsageError("table_file.too_large", file=file.name, limit=limits.text_bytes >> 20)
        rows = csv.reader(decoded(file.read_bytes()).splitlines())
        return Sheet(file.stem, tuple(_cells(list(rows))))
    except (OSError, csv.Error) as error:
        raise UsageError("table_file.unreadable", file=file.name) from error


def rows_of(sheet: Sheet) -> list[tuple[int, dict[int, Cell]]]:
    """Return the filled rows of a sheet by their numbers, each with its cells by column."""
    rows: dict[int, dict[int, Cell]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    return sorted(rows.items())


def written(cell: Cell | None) -> str:
    """Return a cell as it is read: a whole number without a point, "" where it is empty."""
    if cell is None or cell.kind == "error":
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return str(cell.value).strip()


def cell_name(row: int, column: int) -> str:
    """Return a cell as a spreadsheet names it: B3; column 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def all_wrong(wrong: Sequence[Text]) -> JsonValue:
    """Return what is wrong, cell by cell, as one text in both languages; of many the first."""
    more = [said_of("table_file.more", count=len(wrong) - _NAMED)] if len(wrong) > _NAMED else []
    said = [*wrong[:_NAMED], *more]
    return {lang: "；".join(text.get(lang) for text in said) for lang in ("zh", "en")}


def _cells(rows: list[list[str]]) -> list[Cell]:
    return [
        Cell(row, column, "text", value.strip())
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value.strip()
    ]
