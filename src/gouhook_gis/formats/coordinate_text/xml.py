"""The XML dialect: one parcel a file, its points in one attribute `ZB="@1$1,X,Y;2,X,Y;…"`.

Read with patterns, not with a parser of XML: nothing in it may refer to anything else.
"""

from __future__ import annotations

import re

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.lines import row
from gouhook_gis.formats.coordinate_text.model import CoordinateText, TextParcel

_POINTS = re.compile(r"<param\s+ZB\s*=\s*\"([^\"]*)\"", re.IGNORECASE)
_ELEMENT = re.compile(r"<(\w{2,30})(?:\s[^<>]*)?>([^<>]*)</\1>")
_RING = re.compile(r"@(\d+)\$")
_HEADER = {
    "COORSYSTEM": words.SYSTEM, "CUTNU": words.WIDTH, "SHADOWTYPE": words.PROJECTION,
    "MEASUREMENT": words.UNIT, "PRECISION": words.PRECISION, "BAND": words.ZONE,
}  # fmt: skip
_FIELDS = {
    "BUILDNLANDNO": words.ID, "LANDNAME": words.NAME, "LANDAREA": words.AREA,
    "DROPNU": words.COUNT, "DRAWINGPROPERTY": words.FORM, "BLOCATION": "BZ",
}  # fmt: skip


def is_xml(text: str) -> bool:
    """Whether a text is of this dialect."""
    return text.lstrip().startswith("<") and _POINTS.search(text) is not None


def parse_xml(text: str, file: str) -> CoordinateText:
    """Return header and parcels (one a `param`). Raises RefusedError for a point that is none."""
    said = {name.upper(): value.strip() for name, value in _ELEMENT.findall(text)}
    header = {key: said[name] for name, key in _HEADER.items() if said.get(name)}
    fields = {key: said[name] for name, key in _FIELDS.items() if said.get(name)}
    fields.setdefault(words.FORM, words.POLYGON)
    found = CoordinateText(header=header)
    for match in _POINTS.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        parcel = TextParcel(line, dict(fields))
        # "@1$" begins ring 1: pieces alternate between what precedes, ring, points, ring …
        pieces = _RING.split(match[1])
        rings = zip(pieces[1::2], pieces[2::2], strict=True) if pieces[1:] else [("1", match[1])]
        for ring, points in rings:
            for point in filter(None, (each.strip() for each in points.split(";"))):
                read = row(point, line)
                if read is None:
                    raise RefusedError("F02.text_line", file=file, line=line, text=point[:40])
                parcel.rows.append(read[0]._replace(ring=ring))
        found.parcels.append(parcel)
    return found
