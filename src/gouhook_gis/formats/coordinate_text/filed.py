"""What a coordinate text files beside the shapes: parcel lines and points, as flat tables.

Flat, because they cross from the reading child process: ten thousand parcels of a hundred points.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.folding import decimal_of
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.axes import Order, eastings
from gouhook_gis.formats.coordinate_text.lines import MOST_POINTS, decimals_of
from gouhook_gis.formats.coordinate_text.model import Row, TextParcel
from gouhook_gis.formats.coordinate_text.shapes import Ring

# More digits say nothing of an area: 1e-8 公顷 is a square centimetre.
_MOST_DECIMALS = 8
# A figure as large is a slip.
_ABSURD = 10**15


def filed_parcels(parcels: Sequence[TextParcel], rings: Sequence[Sequence[Ring]]) -> pa.Table:
    """Return a row a parcel: `line`, `id` as filed ("" without), `declared_points`, `area_ha` and
    `area_decimals` (the digits it was filed with), `closing` (rows that only close a ring).
    """
    return pa.table(
        {
            "line": pa.array([parcel.line for parcel in parcels], pa.int64()),
            "id": pa.array([p.fields.get(words.ID, "").strip() for p in parcels], pa.string()),
            "declared_points": pa.array([_count(parcel) for parcel in parcels], pa.int64()),
            "area_ha": pa.array([_area(parcel) for parcel in parcels], pa.float64()),
            "area_decimals": pa.array([_decimals(parcel) for parcel in parcels], pa.int64()),
            "closing": pa.array([sum(ring.closed for ring in own) for own in rings], pa.int64()),
        }
    )


def filed_points(rings: Sequence[Sequence[Ring]], order: Order) -> pa.Table:
    """Return a row a point, in the order filed: `parcel` (from 0), `ring` of it (from 1), `name`,
    `easting`, `northing`, `line`; without the rows that only close a ring.
    """
    rows: list[Row] = []
    parcel, ring, sizes = [], [], []
    for position, own in enumerate(rings):
        for number, one in enumerate(own, start=1):
            kept = one.rows[:-1] if one.closed else one.rows
            rows += kept
            parcel.append(position)
            ring.append(number)
            sizes.append(len(kept))
    points = eastings(rows, order)
    return pa.table(
        {
            "parcel": pa.array(np.repeat(np.array(parcel, np.int64), sizes)),
            "ring": pa.array(np.repeat(np.array(ring, np.int64), sizes)),
            "name": pa.array([row.name for row in rows], pa.string()),
            "easting": pa.array(np.ascontiguousarray(points[:, 0])),
            "northing": pa.array(np.ascontiguousarray(points[:, 1])),
            "line": pa.array([row.line for row in rows], pa.int64()),
        }
    )


def _count(parcel: TextParcel) -> int | None:
    value = decimal_of(parcel.fields.get(words.COUNT, ""))
    return int(value) if value is not None and 0 <= value <= MOST_POINTS else None


def _area(parcel: TextParcel) -> float | None:
    value = decimal_of(parcel.fields.get(words.AREA, ""))
    return float(value) if value is not None and 0 < value < _ABSURD else None


def _decimals(parcel: TextParcel) -> int:
    if parcel.area_decimals is not None:
        return parcel.area_decimals
    return min(decimals_of(parcel.fields.get(words.AREA, "")), _MOST_DECIMALS)
