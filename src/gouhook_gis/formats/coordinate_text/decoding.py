"""Bytes of a coordinate text to its lines."""

from __future__ import annotations

import codecs
import re

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.encoding import GB18030, SHOWN, UTF8, RawText, verdict

_LINE_END = re.compile(r"\r\n|\n|\r")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BOM = "UTF-8 (BOM)"


def decoded(data: bytes, file: str) -> tuple[list[str], str]:
    """Return the lines and the encoding by its shown name.

    A byte order mark decides; else the bytes, as for a .dbf (UTF-8 against GB18030, which holds
    GBK and GB2312, each read strictly). Raises RefusedError with the line of the first byte that
    is neither.
    """
    if data.startswith(_UTF16):
        raise RefusedError("F03.text_utf16", file=file)
    if data.startswith(codecs.BOM_UTF8):
        return _LINE_END.split(_strict(data[3:], UTF8, file)), BOM
    if data.isascii():
        return _LINE_END.split(data.decode("ascii")), SHOWN["ascii"]
    codec = verdict(file, None, 0, [RawText(data, full=False)]).codec
    text = _strict(data, codec or GB18030, file)
    return _LINE_END.split(text), SHOWN[codec or GB18030]


def _strict(data: bytes, codec: str, file: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n")
        line = 1 + before.count(b"\n") + before.count(b"\r")
        raise RefusedError("F03.text_undecodable", file=file, line=line) from error
