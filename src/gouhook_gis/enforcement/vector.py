"""Patches and their uncovered parts as a GeoPackage in the CRS of the delivery."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pydantic_core import to_json

import shapely

from gouhook_gis.domain.enforcement import Enforcement, PatchResult
from gouhook_gis.enforcement.columns import COLUMNS, PatchColumn
from gouhook_gis.report.voice import Voice
from gouhook_gis.writers.vector import add_to_geopackage

PATCHES, UNCOVERED = "patches", "uncovered"


def write_geopackage(found: Enforcement, path: Path, voice: Voice) -> None:
    """Write `patches` with every column of the table, and `uncovered`: their ground outside new
    parcels.
    """
    crs = f"EPSG:{found.epsg}"
    every = list(found.patches)
    parted = [patch for patch in every if patch.uncovered is not None]
    for layer, rows, shapes in (
        (PATCHES, every, [patch.geometry for patch in every]),
        (UNCOVERED, parted, [patch.uncovered for patch in parted]),
    ):
        texts = np.array([to_json(shape) for shape in shapes], dtype=object)
        parts, owner = shapely.get_parts(shapely.from_geojson(texts), return_index=True)
        wkb = shapely.to_wkb(shapely.multipolygons(parts, indices=owner))
        table = _table(rows, voice)
        add_to_geopackage(path, layer, table, pa.array(wkb, pa.binary()), crs, "MultiPolygon")


def _table(rows: list[PatchResult], voice: Voice) -> pa.Table:
    return pa.table(
        {voice.say(f"enforce.{one.name}"): _column(one, rows, voice) for one in COLUMNS}
    )


def _column(column: PatchColumn, rows: list[PatchResult], voice: Voice) -> pa.Array:
    values = [column.value(row, voice) for row in rows]
    if column.number:
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    return pa.array([None if v is None else str(v) for v in values], pa.string())
