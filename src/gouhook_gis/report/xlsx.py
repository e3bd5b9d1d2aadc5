"""The workbook for the desk: real numbers, units in headers, filters, nothing but strings
and numbers in its cells (a text is never taken for a formula or a link).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from math import ceil
from pathlib import Path

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from gouhook_gis.report.figures import DASH
from gouhook_gis.report.voice import Voice, clean
from gouhook_gis.report.xlsx_paper import print_setup
from gouhook_gis.report.xlsx_sheet import Cell, Sheet, Tone

# A sheet holds 1,048,576 rows, a cell 32,767 characters.
ROWS = 1_048_000
CHARACTERS = 32_767
FONT = "Microsoft YaHei"
# Points: a line of that font in its size, and the tallest row a sheet can have.
_LINE_POINTS, _MARGIN_POINTS, _MOST_POINTS = 13.5, 1.5, 408.75


class _Styles:
    """The formats of a workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[int | None, bool, bool] | Tone, Format] = {}
        self.head = self._new(
            bold=True,
            bg_color="#E3E8EE",
            border=1,
            border_color="#B9C2CC",
            valign="vcenter",
            text_wrap=True,
        )
        self.group = self._new(
            bold=True,
            align="center",
            bg_color="#D3DBE4",
            border=1,
            border_color="#B9C2CC",
            valign="vcenter",
        )
        self.note = self._new(font_color="#5D6876", text_wrap=True, valign="top")

    def cell(self, decimals: int | None, *, total: bool = False, centred: bool = False) -> Format:
        """Return the format of numbers with `decimals`, or of text."""
        key = (decimals, total, centred)
        if key not in self._made:
            number = {} if decimals is None else {"num_format": _picture(decimals)}
            wrap = {"text_wrap": True} if decimals is None else {}
            emphasis = {"bold": True, "bg_color": "#F4F6F8", "top": 1} if total else {}
            side = {"align": "center"} if centred else {}
            self._made[key] = self._new(valign="top", **number, **wrap, **emphasis, **side)
        return self._made[key]

    def toned(self, tone: Tone) -> Format:
        """Return the format of a text in colours."""
        if tone not in self._made:
            colours = {"font_color": tone.ink, "bg_color": tone.paper, "border_color": "#FFFFFF"}
            self._made[tone] = self._new(
                align="center", valign="top", text_wrap=True, border=1, **colours
            )
        return self._made[tone]

    def _new(self, **properties: object) -> Format:
        return self._book.add_format({"font_name": FONT, "font_size": 10, **properties})


def write_workbook(
    path: Path,
    sheets: Sequence[Sheet],
    voice: Voice,
    *,
    title: str,
    kind: str = "title",
    limit: int = ROWS,
) -> None:
    """Write the sheets; a sheet of more than `limit` rows is cut and says so in its last row.

    `title` names what the workbook is about, `kind` is the label of what it is.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties(
        {
            "title": clean(title),
            "subject": voice.say(kind),
        }
    )
    styles = _Styles(book)
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        last_row = _write_sheet(page, sheet, styles, voice, limit)
        print_setup(page, sheet, last_row, voice.say(kind))
    book.close()


def _write_sheet(page: Worksheet, sheet: Sheet, styles: _Styles, voice: Voice, limit: int) -> int:
    """Write a sheet; return its last row."""
    _write_heads(page, sheet, styles)
    first = sheet.heads
    written = left_out = 0
    for row in sheet.rows:
        if written < limit:
            _write_row(page, first + written, row, sheet, styles)
            written += 1
        else:
            left_out += 1
    last = len(sheet.columns) - 1
    page.autofilter(first - 1, 0, max(first + written - 1, first), last)
    page.freeze_panes(first, min(sheet.frozen, last))
    below = first + written
    for total in sheet.totals:
        _write_row(page, below, total, sheet, styles, total=True)
        below += 1
    if left_out:
        note = voice.say("sheet_cut", shown=written, total=written + left_out)
        page.write_string(below, 0, note, styles.cell(None, total=True))
        below += 1
    if sheet.notes:
        # A blank row parts the notes from the table.
        _write_notes(page, below + 1, sheet, styles)
    return below + len(sheet.notes) if sheet.notes else below - 1


def _write_heads(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    titles = sheet.heads - 1
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
        page.write_string(titles, index, column.title, styles.head)
    page.set_row(titles, 58 if titles else 32)
    if not titles:
        return
    page.set_row(0, 20)
    start = 0
    for group, members in groupby(sheet.columns, key=lambda column: column.group):
        end = start + len(list(members)) - 1
        if end > start:
            page.merge_range(0, start, 0, end, group, styles.group)
        else:
            page.write_string(0, start, group, styles.group)
        start = end + 1


def _write_notes(page: Worksheet, first: int, sheet: Sheet, styles: _Styles) -> None:
    """Write each note across the first page, as tall as it needs."""
    start = sheet.frozen if sheet.breaks else 0
    end = (sheet.breaks[0] if sheet.breaks else min(sheet.printed or 99, len(sheet.columns))) - 1
    width = sum(column.width for column in sheet.columns[start : end + 1])
    for number, note in enumerate(sheet.notes, start=first):
        lines = _lines(note, width)
        page.set_row(number, lines * _LINE_POINTS + _MARGIN_POINTS)
        page.merge_range(number, start, number, end, clean(note), styles.note)


def _write_row(
    page: Worksheet,
    number: int,
    row: Sequence[Cell],
    sheet: Sheet,
    styles: _Styles,
    *,
    total: bool = False,
) -> None:
    columns, plain = sheet.columns, styles.cell(None, total=total)
    lines = max(
        _lines(value, column.width) if isinstance(value, str) else 1
        for value, column in zip(row, columns, strict=True)
    )
    if lines > 1:
        page.set_row(number, min(lines * _LINE_POINTS + _MARGIN_POINTS, _MOST_POINTS))
    for index, (value, column) in enumerate(zip(row, columns, strict=True)):
        if value is None or value == "":
            if total:
                page.write_blank(number, index, None, plain)
        elif isinstance(value, str):
            text = clean(value)
            text = text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"
            tone = sheet.tones.get(text) if column.toned else None
            style = styles.cell(None, total=total, centred=True) if text == DASH else plain
            page.write_string(number, index, text, styles.toned(tone) if tone else style)
        else:
            decimals = _own_decimals(value) if column.decimals is None else column.decimals
            page.write_number(number, index, float(value), styles.cell(decimals, total=total))


@lru_cache(maxsize=65_536)
def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of `width` characters.

    Excel makes a row as tall as it needs by itself, others do not.
    """
    room = max(width - 1, 1)
    # A character takes two columns at most.
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(ceil(cell_len(part) / room), 1) for part in text.split("\n"))


def _own_decimals(value: float | Decimal) -> int:
    """Return the decimals of a number as it is written shortest."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _picture(decimals: int) -> str:
    return "0" if decimals == 0 else "0." + "0" * decimals
