"""The workbook for the desk: real numbers, units in headers, filters, nothing but strings
and numbers in its cells (a text is never taken for a formula or a link).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from gouhook_gis.domain.report import Report
from gouhook_gis.report.voice import Voice, clean

Cell = str | int | float | Decimal | None

# A sheet holds 1,048,576 rows, a cell 32,767 characters.
ROWS = 1_048_000
CHARACTERS = 32_767
FONT = "Microsoft YaHei"
# Points: a line of that font in its size, and the tallest row a sheet can have.
_LINE_POINTS, _MARGIN_POINTS, _MOST_POINTS = 13.5, 1.5, 408.75


@dataclass(frozen=True)
class Column:
    """One column: its header with the unit, its width in characters, decimals of its numbers
    (None: each has its own).
    """

    title: str
    width: float
    decimals: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title line, columns, rows, and rows of totals below the filtered ones.

    `portrait` sheets print upright, others across; of a sheet too wide for paper the first
    `printed` columns are.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Sequence[Cell]] = ()
    portrait: bool = False
    printed: int | None = None


class _Styles:
    """The formats of a workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[int | None, bool], Format] = {}
        self.head = self._new(
            bold=True,
            bg_color="#E3E8EE",
            border=1,
            border_color="#B9C2CC",
            valign="vcenter",
            text_wrap=True,
        )

    def cell(self, decimals: int | None, *, total: bool = False) -> Format:
        """Return the format of numbers with `decimals`, or of text."""
        key = (decimals, total)
        if key not in self._made:
            number = {} if decimals is None else {"num_format": _picture(decimals)}
            wrap = {"text_wrap": True} if decimals is None else {}
            emphasis = {"bold": True, "bg_color": "#F4F6F8", "top": 1} if total else {}
            self._made[key] = self._new(valign="top", **number, **wrap, **emphasis)
        return self._made[key]

    def _new(self, **properties: object) -> Format:
        return self._book.add_format({"font_name": FONT, "font_size": 10, **properties})


def write_workbook(
    report: Report, path: Path, sheets: Sequence[Sheet], voice: Voice, *, limit: int = ROWS
) -> None:
    """Write the sheets; a sheet of more than `limit` rows is cut and says so in its last row."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties(
        {
            "title": clean(report.result.project_name or report.provenance.submission),
            "subject": voice.say("title"),
        }
    )
    styles = _Styles(book)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, styles, voice, limit)
    book.close()


def _write_sheet(page: Worksheet, sheet: Sheet, styles: _Styles, voice: Voice, limit: int) -> None:
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
        page.write_string(0, index, column.title, styles.head)
    page.set_row(0, 32)
    written = left_out = 0
    for row in sheet.rows:
        if written < limit:
            written += 1
            _write_row(page, written, row, sheet.columns, styles)
        else:
            left_out += 1
    last = len(sheet.columns) - 1
    page.autofilter(0, 0, max(written, 1), last)
    page.freeze_panes(1, min(1, last))
    below = written
    for total in sheet.totals:
        below += 1
        _write_row(page, below, total, sheet.columns, styles, total=True)
    if left_out:
        note = voice.say("sheet_cut", shown=written, total=written + left_out)
        page.write_string(below + 1, 0, note, styles.cell(None, total=True))
    _print_setup(page, sheet, below + bool(left_out), voice)


def _write_row(
    page: Worksheet,
    number: int,
    row: Sequence[Cell],
    columns: Sequence[Column],
    styles: _Styles,
    *,
    total: bool = False,
) -> None:
    plain = styles.cell(None, total=total)
    lines = max(_lines(value, column) for value, column in zip(row, columns, strict=True))
    if lines > 1:
        page.set_row(number, min(lines * _LINE_POINTS + _MARGIN_POINTS, _MOST_POINTS))
    for index, (value, column) in enumerate(zip(row, columns, strict=True)):
        if value is None or value == "":
            if total:
                page.write_blank(number, index, None, plain)
        elif isinstance(value, str):
            text = clean(value)
            text = text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"
            page.write_string(number, index, text, plain)
        else:
            decimals = _own_decimals(value) if column.decimals is None else column.decimals
            page.write_number(number, index, float(value), styles.cell(decimals, total=total))


def _lines(value: Cell, column: Column) -> int:
    """Return how many lines a text takes in its column.

    Excel makes a row as tall as it needs by itself, others do not.
    """
    if not isinstance(value, str):
        return 1
    room = max(column.width - 1, 1)
    return sum(max(ceil(cell_len(part) / room), 1) for part in value.split("\n"))


def _own_decimals(value: float | Decimal) -> int:
    """Return the decimals of a number as it is written shortest."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _print_setup(page: Worksheet, sheet: Sheet, rows: int, voice: Voice) -> None:
    page.set_paper(9)
    if not sheet.portrait:
        page.set_landscape()
    if sheet.printed is not None:
        page.print_area(0, 0, rows, sheet.printed - 1)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer(f"&L{voice.say('title')}&C&A&R&P / &N")


def _picture(decimals: int) -> str:
    return "0" if decimals == 0 else "0." + "0" * decimals
