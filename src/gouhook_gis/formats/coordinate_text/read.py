"""One coordinate text to a layer: decoded, scanned, put in order, judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.folding import decimal_of
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.axes import order_of
from gouhook_gis.formats.coordinate_text.decoding import BOM, decoded
from gouhook_gis.formats.coordinate_text.filed import filed_parcels, filed_points
from gouhook_gis.formats.coordinate_text.model import CoordinateText, TextParcel
from gouhook_gis.formats.coordinate_text.noticed import Noticed
from gouhook_gis.formats.coordinate_text.scan import Scan
from gouhook_gis.formats.coordinate_text.shapes import polygons_of, rings_of
from gouhook_gis.formats.coordinate_text.system import system_of
from gouhook_gis.formats.coordinate_text.xml import is_xml, parse_xml
from gouhook_gis.formats.layer import Layer, TextFile
from gouhook_gis.formats.layers import Found
from gouhook_gis.formats.notes import decision
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.position import misplaced
from gouhook_gis.geometry.zones import zone_of

# A figure as large is a slip, and is kept as text for the reader to see.
_ABSURD = 10**15
_NUMBERS = (words.COUNT, words.AREA)


def read_text(data: bytes, file: str, options: ReadOptions) -> tuple[Found, TextFile]:
    """Read the coordinate text `data`, known as `file`.

    The layer has a row a parcel and a column a field of the parcel line (codes of `words`),
    `records` number the parcels. Every tolerated deviation is an issue with its lines. Raises
    RefusedError, with the line and what to do, for what cannot be decided.
    """
    noticed, found = Noticed(file), Found()
    lines, codec = decoded(data, file)
    taken = decision("encoding", file, "decision.text.encoding", file=file, taken=codec)
    found.decisions.append(taken)
    if codec == BOM:
        noticed.at("F11.text_bom", 1)
    text = _parsed(lines, file, noticed)
    rows = [row for parcel in text.parcels for row in parcel.rows]
    if not rows:
        raise RefusedError("F02.text_empty", file=file)
    order = order_of(rows, file)
    if order == "easting":
        noticed.say("F11.text_swapped", line=rows[0].line)
    rings = [rings_of(parcel, noticed) for parcel in text.parcels]
    shapes = polygons_of(text.parcels, rings, order, noticed)
    crs = system_of(text.header, shapes.bounds, options, noticed)
    if crs.epsg is not None:
        shapes = shapes.without(misplaced(shapes.bounds, zone_of(crs.epsg)), "F07.out_of_range")
    missing = [key for key in (words.SYSTEM, words.WIDTH, words.ZONE) if not text.header.get(key)]
    if missing:
        noticed.say("F11.text_header_missing", keys=missing)
    records = np.arange(1, len(text.parcels) + 1)
    name = PurePosixPath(file).stem
    layer = Layer(file, name, shapes.wkb, columns(text.parcels), records, crs)
    found.layers.append(layer)
    found.issues += [*noticed.issues(), *shapes.issues(file, file, records)]
    filed = filed_parcels(text.parcels, rings), filed_points(rings, order)
    return found, TextFile(file, True, text.header, *filed)


def columns(parcels: Sequence[TextParcel]) -> pa.Table:
    """Return the fields of parcel lines as columns; figures as numbers where all are numbers."""
    names = [*words.STANDARD, *words.MORE]
    names += sorted({name for parcel in parcels for name in parcel.fields} - {*names})
    filled = [
        name
        for name in names
        if name in words.STANDARD or any(name in parcel.fields for parcel in parcels)
    ]
    return pa.table({name: _column(name, parcels) for name in filled})


def _parsed(lines: Sequence[str], file: str, noticed: Noticed) -> CoordinateText:
    whole = "\n".join(lines)
    if is_xml(whole):
        noticed.at("F11.text_xml", 1)
        return parse_xml(whole, file)
    return Scan(noticed).run(lines)


def _column(name: str, parcels: Sequence[TextParcel]) -> pa.Array:
    values = [parcel.fields.get(name) for parcel in parcels]
    figures = [None if value is None else decimal_of(value) for value in values]
    legible = all(
        v is None or (f is not None and abs(f) < _ABSURD)
        for v, f in zip(values, figures, strict=True)
    )
    if name in _NUMBERS and legible:
        return pa.array([None if f is None else float(f) for f in figures], pa.float64())
    return pa.array(values, pa.string())
