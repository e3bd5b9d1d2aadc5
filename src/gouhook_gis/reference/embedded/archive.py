"""The archive of an edition: GeoParquet 1.1, every record as it was handed in.

Sorted along a Hilbert curve with a box beside each shape, so that QGIS, DuckDB and others find
what is near without reading all. What this program asks is made from it (`derive.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import shapely
from pyproj import CRS

from gouhook_gis.formats.objects import Wkb, nothing
from gouhook_gis.geometry.arrays import Floats, Integers

BATCH = 8192
_GROUP = 4096  # records of a row group
GEOMETRY, RECORD, BOX = "geometry", "gouhook_record", "gouhook_bbox"
_CORNERS = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True)
class Block:
    """Some records: WKB or None, place in the source, and columns by standard name."""

    wkb: Wkb
    records: Integers
    columns: pa.Table


def write_archive(
    path: Path, blocks: Iterator[Block], columns: pa.Schema, epsg: int, extent: Sequence[float]
) -> None:
    """Write `blocks` to `path`; `extent` is minx, miny, maxx, maxy (empty where nothing is)."""
    box = pa.struct([pa.field(name, pa.float64()) for name in _CORNERS])
    fields = [pa.field(GEOMETRY, pa.binary()), pa.field(RECORD, pa.int64()), pa.field(BOX, box)]
    schema = pa.schema([*fields, *columns], {"geo": _geo(epsg, extent)})
    with pq.ParquetWriter(path, schema, compression="zstd", write_page_index=True) as writer:
        for block in blocks:
            shapes = shapely.from_wkb(block.wkb, on_invalid="ignore")
            arrays = [
                pa.array(block.wkb.tolist(), pa.binary()),
                pa.array(block.records, pa.int64()),
                _boxes(shapely.bounds(shapes), box),
                *(block.columns.column(name).combine_chunks() for name in columns.names),
            ]
            table = pa.Table.from_arrays(arrays, schema=schema)
            writer.write_table(table, row_group_size=_GROUP)


def read_archive(path: Path) -> Iterator[Block]:
    """Yield the records of an archive in its order. OSError or pa.ArrowInvalid where damaged."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):  # `iter_batches` would keep the whole file
            table = file.read_row_group(group)
            wkb = nothing(len(table))
            wkb[:] = table.column(GEOMETRY).to_pylist()
            records = table.column(RECORD).to_numpy()
            yield Block(wkb, records, table.drop_columns([GEOMETRY, RECORD, BOX]))


def archive_rows(path: Path) -> tuple[int, pa.Schema]:
    """Return the number of records of an archive, and the types of its columns."""
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        own = [field for field in schema if field.name not in (GEOMETRY, RECORD, BOX)]
        return file.metadata.num_rows, pa.schema(own)


def _boxes(bounds: Floats, kind: pa.StructType) -> pa.Array:
    missing = pa.array(~np.isfinite(bounds).all(axis=1))
    corners = [pa.array(bounds[:, i], pa.float64()) for i in range(4)]
    return pa.StructArray.from_arrays(corners, fields=list(kind), mask=missing)


def _geo(epsg: int, extent: Sequence[float]) -> str:
    """Return the `geo` metadata of GeoParquet 1.1.0; coordinates are easting first."""
    geometry = {
        "encoding": "WKB",
        "geometry_types": ["Polygon", "MultiPolygon"],
        "crs": CRS.from_epsg(epsg).to_json_dict(),
        "covering": {"bbox": {name: [BOX, name] for name in _CORNERS}},
        **({"bbox": list(extent)} if len(extent) else {}),
    }
    return json.dumps(
        {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: geometry}}
    )
