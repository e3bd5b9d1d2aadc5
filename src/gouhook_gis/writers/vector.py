"""Vector files: GeoPackage 1.2 (what ArcGIS 10 reads without a warning), shapefile, GeoJSON."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pyarrow as pa

from pyogrio.raw import write_arrow

Encoding = Literal["GBK", "UTF-8"]
GeometryType = str
# dBase: "PRC GBK", code page 936. Readers that ignore .cpg (CASS among them) look here.
_LANGUAGE_BYTE, _GBK = 29, 0x4D
_GEOMETRY = ("geometry", "geom", "shape", "wkb")


def add_to_geopackage(
    path: Path,
    layer: str,
    table: pa.Table,
    wkb: pa.Array | None,
    crs: str | None,
    geometry_type: GeometryType | None,
    *,
    more: bool = False,
) -> None:
    """Add a layer of n rows to a GeoPackage, which is made where there is none yet; with `more`
    the rows go to a layer of the same columns that it holds.

    `wkb`: n geometries of `geometry_type`, None for a table without places.
    """
    # The dataset's options count only for the call that makes the file.
    options = {} if path.exists() else {"dataset_options": {"VERSION": "1.2"}}
    how = {"driver": "GPKG", "layer": layer, "append": more, **options}
    _write(path, table, wkb, crs, geometry_type, **how)


def stream_to_geopackage(
    path: Path,
    layer: str,
    rows: pa.RecordBatchReader,
    geometry: str,
    crs: str,
    geometry_type: GeometryType,
) -> None:
    """Write a new GeoPackage of one layer from a stream of rows, whose column `geometry` is WKB."""
    write_arrow(
        rows,
        str(path),
        layer=layer,
        driver="GPKG",
        crs=crs,
        geometry_name=geometry,
        geometry_type=geometry_type,
        dataset_options={"VERSION": "1.2"},
    )


def write_shapefile(
    path: Path, table: pa.Table, wkb: pa.Array, crs: str | None, encoding: Encoding = "GBK"
) -> None:
    """Write polygons (n,) as a shapefile whose encoding is declared twice where it is GBK: by the
    .cpg and by the language byte of the .dbf.
    """
    _write(path, table, wkb, crs, "Polygon", driver="ESRI Shapefile", encoding=encoding)
    if encoding == "GBK":
        with path.with_suffix(".dbf").open("r+b") as dbf:
            dbf.seek(_LANGUAGE_BYTE)
            dbf.write(bytes([_GBK]))


def write_geojson(path: Path, table: pa.Table, wkb: pa.Array, crs: str, decimals: int) -> None:
    """Write polygons (n,) as GeoJSON in `crs`, named by its `crs` member, with so many decimals."""
    _write(
        path,
        table,
        wkb,
        crs,
        "Unknown",
        driver="GeoJSON",
        layer_options={"COORDINATE_PRECISION": str(decimals), "RFC7946": "NO"},
    )


def _write(
    path: Path,
    table: pa.Table,
    wkb: pa.Array | None,
    crs: str | None,
    geometry_type: GeometryType | None,
    **how: object,
) -> None:
    taken = {name.casefold() for name in table.column_names}
    name = next(name for name in _GEOMETRY if name not in taken)
    if wkb is not None:
        table = table.append_column(name, wkb)
        how |= {"geometry_name": name, "geometry_type": geometry_type}
    write_arrow(table, str(path), crs=crs, **how)
