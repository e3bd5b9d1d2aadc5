"""Tables of a fixed width that break between rows and repeat their head on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement

from gouhook_gis.report.docx.paper import TABLE_SIZE
from gouhook_gis.report.docx.xml import element, run, twips

_LINE: dict[str, str | int] = {"val": "single", "sz": 4, "space": 0, "color": "000000"}
_SHADE = "F2F2F2"
_PADDING = 1.6


@dataclass(frozen=True)
class Cell:
    """One cell: its text (a newline breaks the line), how it is set, how many columns it fills.

    `size` is in points.
    """

    text: str = ""
    bold: bool = False
    align: Literal["left", "center", "right"] = "left"
    span: int = 1
    shaded: bool = False
    size: float = TABLE_SIZE


Row = Sequence[Cell | str]


def head(text: str, *, span: int = 1, size: float = TABLE_SIZE) -> Cell:
    """Return a cell that names a row or a column."""
    return Cell(text, bold=True, align="center", span=span, shaded=True, size=size)


def add_table(
    document: Document,
    widths: Sequence[float],
    rows: Iterable[Row],
    *,
    heads: int = 0,
    least_height: float = 0.0,
    together: bool = False,
    size: float = TABLE_SIZE,
) -> None:
    """Add a table at the end of `document`.

    `widths` of the columns and `least_height` of the rows are in millimetres; the first `heads`
    rows are repeated on every page; `together` keeps all rows on one page; `size` is that of
    plain texts.
    """
    listed = list(rows)
    table = element("tbl", _properties(sum(widths)), _grid(widths))
    for number, row in enumerate(listed):
        stay = together and number < len(listed) - 1
        table.append(_row(row, widths, number < heads, least_height, stay, size))
    document.element.body.insert_element_before(table, "w:sectPr")


def _properties(width: float) -> BaseOxmlElement:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return element(
        "tblPr",
        element("tblW", w=twips(width), type="dxa"),
        element("jc", val="center"),
        element("tblBorders", *(element(side, **_LINE) for side in sides)),
        element("tblLayout", type="fixed"),
        element(
            "tblCellMar", *(element(s, w=twips(_PADDING), type="dxa") for s in ("left", "right"))
        ),
    )


def _grid(widths: Sequence[float]) -> BaseOxmlElement:
    return element("tblGrid", *(element("gridCol", w=twips(width)) for width in widths))


def _row(
    cells: Row, widths: Sequence[float], repeated: bool, height: float, stay: bool, size: float
) -> BaseOxmlElement:
    properties = element("trPr", element("cantSplit"))
    if height:
        properties.append(element("trHeight", val=twips(height), hRule="atLeast"))
    if repeated:
        properties.append(element("tblHeader"))
    row = element("tr", properties)
    column = 0
    for item in cells:
        cell = Cell(item, size=size) if isinstance(item, str) else item
        row.append(_cell(cell, sum(widths[column : column + cell.span]), stay or repeated))
        column += cell.span
    return row


def _cell(cell: Cell, width: float, stay: bool) -> BaseOxmlElement:
    properties = element("tcPr", element("tcW", w=twips(width), type="dxa"))
    if cell.span > 1:
        properties.append(element("gridSpan", val=cell.span))
    if cell.shaded:
        properties.append(element("shd", val="clear", color="auto", fill=_SHADE))
    properties.append(element("vAlign", val="center"))
    setting = element("pPr")
    if stay:
        setting.append(element("keepNext"))
    setting.append(element("spacing", before=30, after=30, line=240, lineRule="auto"))
    setting.append(element("jc", val=cell.align))
    text = run(cell.text, bold=cell.bold, size=cell.size)
    return element("tc", properties, element("p", setting, text))
