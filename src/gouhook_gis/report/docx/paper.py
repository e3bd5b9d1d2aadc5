"""The sheet of paper: A4 with margins, faces and sizes, a header and numbered pages."""

from __future__ import annotations

import re
from datetime import datetime

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from gouhook_gis.report.docx import fonts
from gouhook_gis.report.docx.xml import element, field, run, twips

# Millimetres. The left margin leaves room for the holes of a file.
PAGE = (210.0, 297.0)
TOP, BOTTOM, LEFT, RIGHT = 25.0, 20.0, 25.0, 20.0
WIDTH = PAGE[0] - LEFT - RIGHT
# Points: 小四, and what stands in tables.
BODY_SIZE, TABLE_SIZE, SMALL_SIZE = 12.0, 10.5, 9.0
_HEADINGS = {
    "Title": (22.0, 0.0, 10.0),
    "Heading 1": (14.0, 12.0, 4.0),
    "Heading 2": (12.0, 8.0, 3),
}


def new_paper(title: str, subject: str, written: datetime) -> Document:
    """Return an empty document set up for the form."""
    document = docx.Document()
    _drop_preview(document)
    fonts.install(document)
    _defaults(document)
    for name, (size, before, after) in _HEADINGS.items():
        _heading_style(document, name, size, before, after)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(11)
    properties = document.core_properties
    properties.title, properties.subject, properties.author = title, subject, "gouhook"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = written
    return document


def number_pages(document: Document, head: tuple[str, str], foot: str, pages: str) -> None:
    """Write `head` (left, right) above every page, `foot` and the page's number below it.

    `pages` is a text with `{PAGE}` and `{NUMPAGES}` in it.
    """
    section = document.sections[0]
    numbered = [
        field(part[1:-1], size=SMALL_SIZE) if part.startswith("{") else run(part, size=SMALL_SIZE)
        for part in re.split(r"(\{[A-Z]+\})", pages)
    ]
    for place, left, right in (
        (section.header, head[0], [run(head[1], bold=True, size=SMALL_SIZE)]),
        (section.footer, foot, numbered),
    ):
        place.is_linked_to_previous = False
        line = place.paragraphs[0]._p
        properties = line.get_or_add_pPr()
        for child in list(properties):
            properties.remove(child)
        tabs = element("tabs", element("tab", val="right", pos=twips(WIDTH)))
        properties.extend([tabs, element("spacing", before=0, after=0)])
        line.extend([run(left, size=SMALL_SIZE), element("r", element("tab")), *right])


def _drop_preview(document: Document) -> None:
    """Take out the library's own thumbnail, which a file manager would show."""
    rels = document.part.package.rels
    for key, link in list(rels.items()):
        if link.reltype.endswith("/thumbnail"):
            del rels[key]


def _defaults(document: Document) -> None:
    styles = document.styles.element
    properties = _only(styles, "w:docDefaults/w:rPrDefault/w:rPr")
    for child in list(properties):
        properties.remove(child)
    size = round(2 * BODY_SIZE)
    properties.extend(
        [
            fonts.faces(fonts.BODY),
            element("sz", val=size),
            element("szCs", val=size),
            element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"),
        ]
    )
    spacing = _only(styles, "w:docDefaults/w:pPrDefault/w:pPr/w:spacing")
    spacing.set(qn("w:before"), "60")
    spacing.set(qn("w:after"), "60")
    spacing.set(qn("w:line"), "300")
    language = _only(document.settings.element, "w:themeFontLang")
    language.set(qn("w:eastAsia"), "zh-CN")


def _heading_style(document: Document, name: str, size: float, before: float, after: float) -> None:
    style = document.styles[name].element
    for old in style.xpath("w:rPr | w:pPr"):
        style.remove(old)
    paragraph = element("pPr", element("keepNext"), element("keepLines"))
    paragraph.append(element("spacing", before=round(20 * before), after=round(20 * after)))
    if name == "Title":
        paragraph.append(element("jc", val="center"))
    else:
        paragraph.append(element("outlineLvl", val=int(name[-1]) - 1))
    points = round(2 * size)
    face = element("rPr", fonts.faces(fonts.HEAD), element("b", val=0))
    face.extend([element("sz", val=points), element("szCs", val=points)])
    style.extend([paragraph, face])


def _only(parent: BaseOxmlElement, path: str) -> BaseOxmlElement:
    found: list[BaseOxmlElement] = parent.xpath(path)
    return found[0]
