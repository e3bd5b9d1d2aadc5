"""How a sheet is laid on paper: A4, its heads on every page, one page wide or several."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from gouhook_gis.report.xlsx_sheet import Sheet

_A4 = 9
# Pixels of 1/96 inch: across A4 less the margins below; a character of width, a cell's padding.
# Excel has 7 to a character; where its default face is not installed, what stands in is wider.
_ACROSS, _CHARACTER, _PADDING = 10.69 * 96, 9.6, 5.0
_LEAST_SCALE = 30


def print_setup(page: Worksheet, sheet: Sheet, last_row: int, title: str) -> None:
    """Set up the paper of a sheet whose last row is `last_row`; `title` stands below each page."""
    page.set_paper(_A4)
    if not sheet.portrait:
        page.set_landscape()
    if sheet.printed is not None:
        page.print_area(0, 0, last_row, sheet.printed - 1)
    page.repeat_rows(0, sheet.heads - 1)
    if sheet.breaks:
        page.repeat_columns(sheet.frozen - 1)
        page.set_v_pagebreaks([*sheet.breaks])
        page.set_print_scale(scale([column.width for column in sheet.columns], sheet))
    else:
        page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    if any(sheet.marks):
        left, right = (mark.replace("&", "&&") for mark in sheet.marks)
        page.set_header(f"&L{left}&R{right}")
    page.set_footer(f"&L{title}&C&A&R&P / &N")


def scale(widths: Sequence[float], sheet: Sheet) -> int:
    """Return the per cent of its size at which the widest of the pages side by side fits A4."""
    pixels = [width * _CHARACTER + _PADDING for width in widths]
    repeated = pixels[sheet.frozen - 1]
    starts = [0, *sheet.breaks]
    ends = [*sheet.breaks, len(pixels)]
    spans = [
        sum(pixels[start:end]) + (repeated if start else 0.0)
        for start, end in zip(starts, ends, strict=True)
    ]
    return max(min(int(100 * _ACROSS / max(spans)), 100), _LEAST_SCALE)
