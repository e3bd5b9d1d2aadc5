"""Elements of WordprocessingML. Text only ever becomes text: no field, link or markup."""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from gouhook_gis.report.voice import clean

# Widths and heights are in twentieths of a point.
_TWIPS_PER_MM = 1440 / 25.4


def element(tag: str, /, *children: BaseOxmlElement, **attributes: str | int) -> BaseOxmlElement:
    """Make `w:tag` with attributes of the same namespace."""
    values = {qn(f"w:{key}"): str(value) for key, value in attributes.items()}
    made: BaseOxmlElement = OxmlElement(f"w:{tag}", values)
    made.extend(children)
    return made


def run(text: str, *, bold: bool = False, size: float | None = None) -> BaseOxmlElement:
    """Make a run of text; a newline breaks the line. `size` is in points."""
    properties = element("rPr")
    if bold:
        properties.append(element("b"))
    if size is not None:
        properties.append(element("sz", val=round(2 * size)))
        properties.append(element("szCs", val=round(2 * size)))
    made = element("r", properties)
    for number, line in enumerate(clean(text).split("\n")):
        if number:
            made.append(element("br"))
        piece = element("t")
        piece.text = line
        piece.set(qn("xml:space"), "preserve")
        made.append(piece)
    return made


def field(code: str, *, size: float) -> BaseOxmlElement:
    """Make a field of our own (`PAGE`, `NUMPAGES`), which the reader fills in."""
    return element("fldSimple", run("1", size=size), instr=code)


def twips(millimetres: float) -> int:
    """Return millimetres in the unit of widths."""
    return round(millimetres * _TWIPS_PER_MM)
