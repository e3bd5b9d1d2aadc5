"""Which faces the form is set in, and what stands in for them where they are not installed.

Word, WPS and LibreOffice look an unknown face up in the document's font table, whose alternative
names are tried in turn: 仿宋 is FangSong on an English Windows, 仿宋_GB2312 on an old one,
STFangsong on a Mac.
"""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.xmlchemy import BaseOxmlElement

from gouhook_gis.report.docx.xml import element

BODY, HEAD, LATIN = "仿宋", "黑体", "Times New Roman"
_OTHERS = {
    BODY: "FangSong,仿宋_GB2312,FangSong_GB2312,STFangsong,华文仿宋,Noto Serif CJK SC",
    HEAD: "SimHei,STHeiti,华文黑体,Microsoft YaHei,微软雅黑,Noto Sans CJK SC",
    LATIN: "Liberation Serif",
}
# Character sets: GB2312 and Western.
_CHINESE, _WESTERN = "86", "00"


def faces(east_asian: str) -> BaseOxmlElement:
    """Return the faces of a style: Chinese in `east_asian`, the rest in one Latin face."""
    return element("rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=east_asian)


def install(document: Document) -> None:
    """Replace the font table of `document` by that of the form."""
    part = document.part
    for key, link in list(part.rels.items()):
        if link.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            part.drop_rel(key)
    table = XmlPart(
        PackURI("/word/fontTable.xml"),
        CONTENT_TYPE.WML_FONT_TABLE,
        element("fonts", *(_font(name) for name in (BODY, HEAD, LATIN))),
        part.package,
    )
    part.relate_to(table, RELATIONSHIP_TYPE.FONT_TABLE)


def _font(name: str) -> BaseOxmlElement:
    western = name == LATIN
    return element(
        "font",
        element("altName", val=_OTHERS[name]),
        element("charset", val=_WESTERN if western else _CHINESE),
        element("family", val="roman" if western else "modern"),
        element("pitch", val="variable" if western else "fixed"),
        name=name,
    )
