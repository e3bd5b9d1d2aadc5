"""Rows of parcels to rings and polygons, and whether they are as many as declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.domain.folding import decimal_of
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.axes import Order, eastings, nowhere
from gouhook_gis.formats.coordinate_text.model import Row, TextParcel
from gouhook_gis.formats.coordinate_text.noticed import Noticed
from gouhook_gis.formats.objects import filled, to_wkb
from gouhook_gis.formats.rings import assemble
from gouhook_gis.formats.shapes import Shapes
from gouhook_gis.geometry.arrays import Geometries

_CORNERS = 3


@dataclass(frozen=True)
class Ring:
    """The rows of one ring as filed; `closed` where its last row repeats the first."""

    rows: list[Row]
    closed: bool


def rings_of(parcel: TextParcel, noticed: Noticed) -> list[Ring]:
    """Return the rings of a parcel: a new 圈号 begins one, as does what follows a closed ring."""
    rings: list[Ring] = []
    current: list[Row] = []

    def end() -> None:
        if current:
            rings.append(_ring([*current], noticed))
            current.clear()

    for row in parcel.rows:
        if current and (row.ring != current[-1].ring or row.line in parcel.split):
            end()
        elif len(current) > _CORNERS and _same(current[0], current[-1]):
            noticed.at("F11.text_same_ring", row.line)
            end()
        current.append(_mended(current, row, noticed))
    end()
    return rings


def polygons_of(
    parcels: Sequence[TextParcel],
    rings_by_parcel: Sequence[Sequence[Ring]],
    order: Order,
    noticed: Noticed,
) -> Shapes:
    """Return the polygons (n,) of parcels with their rings; which ring is a hole is told by
    where it lies.

    A parcel of 线 or 点 has none, nor has one without rows or with a ring of two points.
    """
    points, owner = [np.empty((0, 2))], []
    starts, total = [], 0
    form = np.array([p.fields.get(words.FORM, words.POLYGON) for p in parcels], dtype=object)
    other = np.isin(form, words.FORMS[1:])
    null = np.zeros(len(parcels), dtype=bool)
    for i, (parcel, rings) in enumerate(zip(parcels, rings_by_parcel, strict=True)):
        _counted(parcel, rings, noticed)
        null[i] = not rings
        if not rings:
            noticed.at("F02.text_no_rows", parcel.line)
        for ring in [] if other[i] else rings:
            if not ring.closed:
                noticed.at("F11.text_open", ring.rows[-1].line)
            points.append(eastings(ring.rows, order))
            starts.append(total)
            owner.append(i)
            total += len(ring.rows)
    made = assemble(
        np.concatenate(points), np.array(starts, np.int64), np.array(owner, np.int64), len(parcels)
    )
    _note_parts(parcels, made.geometry, noticed)
    flaws = {
        "F07.null": null & ~other,
        "F07.not_polygon": other,
        "F07.too_few_points": made.too_few & ~filled(made.geometry),
    }
    return Shapes(to_wkb(made.geometry), shapely.bounds(made.geometry), flaws)


def _ring(rows: list[Row], noticed: Noticed) -> Ring:
    closed = len(rows) > 1 and _same(rows[0], rows[-1])
    if not closed and len(rows) > _CORNERS and rows[0].name and rows[0].name == rows[-1].name:
        noticed.at("F02.text_misclosed", rows[-1].line)
    return Ring(rows, closed)


def _mended(ring: Sequence[Row], row: Row, noticed: Noticed) -> Row:
    """Return a row; of one that closes the ring with a coordinate written twice, the start.

    Raises RefusedError for any other row with one number twice.
    """
    if row.first != row.second:
        return row
    if ring and row.first in (ring[0].first, ring[0].second):
        noticed.at("F11.text_doubled", row.line)
        return row._replace(first=ring[0].first, second=ring[0].second)
    raise nowhere(row, noticed.file)


def _same(one: Row, other: Row) -> bool:
    return (one.first, one.second) == (other.first, other.second)


def _counted(parcel: TextParcel, rings: Sequence[Ring], noticed: Noticed) -> None:
    """Compare the declared number of points with the rows, with and without the closing ones."""
    declared = decimal_of(parcel.fields.get(words.COUNT, ""))
    rows = len(parcel.rows)
    if declared is None or declared in (rows, rows - sum(ring.closed for ring in rings)):
        return
    noticed.say(
        "F02.text_count", line=parcel.line, parcel=parcel.fields.get(words.ID) or "—",
        declared=int(declared), found=rows,
    )  # fmt: skip


def _note_parts(parcels: Sequence[TextParcel], shapes: Geometries, noticed: Noticed) -> None:
    """Note parcels of several parts: by its 圈号 the second part looks like a hole."""
    for i in np.flatnonzero(shapely.get_num_geometries(shapes) > 1).tolist():
        noticed.at("F11.text_parts", parcels[i].line)
