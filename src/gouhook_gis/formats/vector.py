"""Layers of GeoPackages and file geodatabases, read with GDAL once our checks have passed.

pyogrio reads a sound file in bulk; fiona opens a doubtful one with one driver allowed, and
salvages it record by record. Only private copies with names of our own come here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.formats.objects import Wkb, no_columns, nothing, objects
from gouhook_gis.formats.shapes import CURVES, Shapes, from_wkb, type_codes
from gouhook_gis.geometry.arrays import Integers, Mask

Driver = Literal["GPKG", "OpenFileGDB"]


@dataclass(frozen=True)
class RawLayer:
    """A layer as GDAL gave it; `crs` as WKT or authority code, `records` are feature ids.

    `text_broken` names text columns that were left out because they are no UTF-8.
    """

    shapes: Shapes
    columns: pa.Table
    records: Integers
    crs: str | None
    text_broken: tuple[str, ...] = ()


def list_layers(path: Path) -> dict[str, int]:
    """Return the layers with geometry of a sound container, name to number of records."""
    import pyogrio  # 1 s and 100 MB: only where such a container is read

    found = pyogrio.list_layers(path)
    return {
        str(name): int(pyogrio.read_info(path, layer=name)["features"])
        for name, kind in found
        if kind is not None
    }


def read_layer(path: Path, layer: str) -> RawLayer:
    """Read a layer of a sound container in bulk. Raises `pyogrio.errors.DataSourceError` and
    its kin (all RuntimeError) or `pa.ArrowInvalid` where GDAL stumbles.
    """
    import pyogrio

    meta, table = pyogrio.raw.read_arrow(path, layer=layer, return_fids=True)
    return _raw(path, layer, meta, table)


def stream_layer(path: Path, layer: str, batch_size: int) -> tuple[str | None, Iterator[RawLayer]]:
    """Return the CRS of a layer of a sound container, and its records in batches, at least one.

    Raises RuntimeError or `pa.ArrowInvalid` where GDAL stumbles, also on the way.
    """
    import pyogrio

    def batches() -> Iterator[RawLayer]:
        with pyogrio.raw.open_arrow(
            path, layer=layer, return_fids=True, batch_size=batch_size, use_pyarrow=True
        ) as (meta, reader):
            empty = True
            for batch in reader:
                empty = False
                yield _raw(path, layer, meta, pa.Table.from_batches([batch]))
            if empty:
                yield _raw(path, layer, meta, reader.schema.empty_table())

    return pyogrio.read_info(path, layer=layer)["crs"], batches()


def _raw(path: Path, layer: str, meta: dict[str, Any], table: pa.Table) -> RawLayer:
    names = [str(name) for name in meta["fields"]]
    geometry = meta["geometry_name"] or "wkb_geometry"
    fid = next(name for name in table.column_names if name not in (*names, geometry))
    wkb = objects(table.column(geometry))
    codes = type_codes(wkb)
    curved = np.isin(codes % 1000, CURVES)
    records = table.column(fid).to_numpy().astype(np.int64)
    if curved.any():
        wkb = _linear(path, layer, wkb, records, curved)
    columns, broken = _valid_text(table.select(names))
    return RawLayer(from_wkb(wkb, codes), columns, records, meta["crs"], broken)


def salvage(path: Path, layer: str, driver: Driver) -> RawLayer:
    """Read what can be read of a damaged container, up to the first record that cannot."""
    import fiona
    from fiona.errors import FionaError

    wkb: list[bytes | None] = []
    records: list[int] = []
    rows: list[dict[str, Any]] = []
    with fiona.open(path, layer=layer, enabled_drivers=[driver]) as collection:
        crs = collection.crs_wkt or None
        names = list(collection.schema["properties"])
        features = iter(collection)
        while True:
            try:
                feature = next(features)
            except (StopIteration, FionaError, RuntimeError, UnicodeDecodeError):
                break
            shape = feature.geometry
            wkb.append(None if shape is None else shapely.to_wkb(shapely.geometry.shape(shape)))
            records.append(int(feature.id))
            rows.append(dict(feature.properties))
    array = nothing(len(wkb))
    array[:] = wkb
    columns = {name: _salvaged_column([row.get(name) for row in rows]) for name in names}
    return RawLayer(
        from_wkb(array, type_codes(array)),
        pa.table(columns) if columns else no_columns(len(rows)),
        np.array(records, dtype=np.int64),
        crs,
    )


def _linear(path: Path, layer: str, wkb: Wkb, records: Integers, curved: Mask) -> Wkb:
    """Read the curved records again as polygons of straight segments (4° of arc each)."""
    import pyogrio

    _, found, shapes, _ = pyogrio.raw.read(
        path, layer=layer, columns=[], fids=records[curved], force_2d=True, return_fids=True
    )
    straight = dict(zip(found.tolist(), shapes, strict=True))
    result = wkb.copy()
    result[curved] = [straight.get(record) for record in records[curved].tolist()]
    return result


def _valid_text(table: pa.Table) -> tuple[pa.Table, tuple[str, ...]]:
    """Leave out text columns that are no UTF-8 (a file may say so and not be)."""
    broken: list[str] = []
    for name in table.column_names:
        try:
            table.column(name).validate(full=True)
        except pa.ArrowInvalid:
            broken.append(name)
    return table.drop_columns(broken), tuple(broken)


def _salvaged_column(values: list[Any]) -> pa.Array:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) > 1 or kinds & {dict, list}:
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.array(values)
