"""Whether a file is a coordinate text, told by its first lines."""

from __future__ import annotations

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.axes import order_of
from gouhook_gis.formats.coordinate_text.lines import parcel_line, row
from gouhook_gis.formats.coordinate_text.xml import is_xml

HEAD_BYTES = 64 * 1024
_LIST_LINES = 200


def looks_like(head: bytes) -> bool:
    """Whether `head`, the first 64 KiB of a file, begins a coordinate text.

    It has the section 地块坐标, is the XML dialect, has a parcel line with rows below it, or is
    nothing but a list of coordinates that lie in China.
    """
    if b"\0" in head:
        return False
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The head may be cut inside a character: what remains of it does not matter here.
        cut = head.decode("utf-8", "ignore")
        text = cut if len(cut.encode()) >= len(head) - 3 else head.decode("gb18030", "replace")
    if is_xml(text):
        return True
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_LIST_LINES]
    if any(words.section(line) == words.PARCELS for line in lines):
        return True
    rows = [read[0] for i, line in enumerate(lines) if (read := row(line, i)) is not None]
    others = [line for line in lines if row(line, 0) is None and line.upper() not in ("E", "END")]
    if len(rows) < 3 or any(parcel_line(line) is None for line in others):
        return False
    try:
        order_of(rows, "")
    except RefusedError:
        return False
    return True
