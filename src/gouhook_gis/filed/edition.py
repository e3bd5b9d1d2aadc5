"""Rows of many projects, and of an edition that is there already, as one file to be registered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.folding import folded
from gouhook_gis.filed.parcels import SCHEMA, TOGETHER, WKB, FiledRows, rows_from
from gouhook_gis.geometry.zones import GEOGRAPHIC
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground import filed
from gouhook_gis.rules.ground.values import day_of, text_of
from gouhook_gis.writers.vector import stream_to_geopackage

LAYER = "BBDK"


def one_crs(codes: Iterable[int | None]) -> int:
    """Return the one system of all rows, so that none is changed; else that of degrees."""
    found = {code for code in codes if code is not None}
    return found.pop() if len(found) == 1 else GEOGRAPHIC


def write_geopackage(many: Iterable[FiledRows], epsg: int, path: Path) -> int:
    """Write rows to a new GeoPackage in `epsg`, one set in memory at a time; return how many."""
    written = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal written
        for rows in many:
            written += len(rows)
            yield from rows.into(epsg).table.to_batches()

    stream = pa.RecordBatchReader.from_batches(SCHEMA, batches())
    stream_to_geopackage(path, LAYER, stream, WKB, f"EPSG:{epsg}", "MultiPolygon")
    return written


def held_rows(features: Features, without: Collection[str] = ()) -> FiledRows:
    """Return parcels of an edition as rows, but for those of the projects `without`. That one was
    handed in together with others was true of its own batch alone.
    """
    left_out = {folded(code) for code in without}
    rows = [
        row
        for row in range(len(features))
        if folded(filed.project_of(features, row) or "") not in left_out
    ]
    columns: dict[str, list[object]] = {
        name: [text_of(features, name, row) for row in rows]
        for name in (filed.CODE, filed.PARCEL, filed.ROLE, filed.STATE, filed.COUNTY)
    }
    columns[filed.STATE] = [None if said == TOGETHER else said for said in columns[filed.STATE]]
    for name in (filed.APPROVED, filed.FILED, filed.ACCEPTED):
        columns[name] = [day_of(features, name, row) for row in rows]
    columns[filed.QUOTA] = [_number(text_of(features, filed.QUOTA, row)) for row in rows]
    shapes = features.geometries[np.array(rows, dtype=np.intp)]
    return rows_from(columns, shapes, features.epsg if rows else None)


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
