"""Findings and parcels as vector files, in the CRS of the report, that a desk's GIS opens.

GeoPackage 1.2 (what ArcGIS 10 reads without a warning) with findings split by geometry type;
a shapefile of the polygonal findings in GBK, declared twice: .cpg and the dbf's language byte.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import shapely

from gouhook_gis.domain.report import Report, ReportParcel
from gouhook_gis.domain.units import round_half_up
from gouhook_gis.report.evidence import Evidence, from_geojson
from gouhook_gis.report.reconciliation.table import Reconciled
from gouhook_gis.report.reconciliation.vector import NAME, differing_shapes, line_columns
from gouhook_gis.report.vector_columns import (
    Column,
    as_table,
    attributes,
    finding_columns,
    parcel_columns,
)
from gouhook_gis.report.vector_shapes import (
    LINE,
    MULTI,
    POINT,
    POLYGON,
    families,
    multi,
    whole_shapes,
)
from gouhook_gis.report.voice import Voice
from gouhook_gis.writers import vector

_DBF_TEXT_BYTES = 254
# GDAL makes a number of so many digits two places wider: sign and point.
_DBF_DIGITS = 16
# The sign printers put where a character is missing; GBK has it.
_MISSING = "〓"
_ERRORS = "gouhook-missing-in-gbk"
# Signs of our own texts that GBK lacks.
_IN_GBK = str.maketrans({"²": "2", "−": "-"})


def write_geopackage(report: Report, items: Sequence[Evidence], path: Path, lang: str) -> None:
    """Write `findings_polygons`, `_lines`, `_points`, `findings_no_place` and `parcels`, and
    `reconciliation` where the report holds 数线图对照表: what differs, parcel by parcel.

    Every layer is there, with its fields, also where it is empty. Needs `result.crs`.
    """
    voice = Voice.of(report.result, lang)
    shapes = whole_shapes([item.shape for item in items])
    kinds = families(shapes)
    columns = finding_columns()
    for family in (POLYGON, LINE, POINT):
        rows = [item for item, own in zip(items, kinds, strict=True) if own == family]
        _layer(
            path,
            f"findings_{family}",
            report.result.crs,
            multi(shapes[kinds == family]),
            attributes(rows, columns, voice),
            MULTI[family],
        )
    placeless = [item for item, own in zip(items, kinds, strict=True) if own == ""]
    _layer(path, "findings_no_place", None, None, attributes(placeless, columns, voice), None)
    parcels: Sequence[ReportParcel] = report.result.parcels
    ground = from_geojson([parcel.geometry for parcel in parcels])
    _polygons(path, "parcels", report, ground, attributes(parcels, parcel_columns(items), voice))
    table = Reconciled.of(report)
    if table is not None:
        values = attributes(table.differing, line_columns(), voice)
        _polygons(path, NAME, report, differing_shapes(table), values)


def write_shapefile(report: Report, items: Sequence[Evidence], path: Path, lang: str) -> None:
    """Write the polygonal findings as a shapefile in GBK; text GBK lacks shows as 〓.

    A text longer than 254 bytes, which is what a dbf field holds, is cut; the GeoPackage and
    the workbook hold it whole. Needs `result.crs`.
    """
    voice = Voice.of(report.result, lang)
    shapes = whole_shapes([item.shape for item in items])
    polygonal = families(shapes) == POLYGON
    rows = [item for item, keep in zip(items, polygonal, strict=True) if keep]
    columns = finding_columns()
    values = attributes(rows, columns, voice).values()
    fields = [_dbf(values, column) for values, column in zip(values, columns, strict=True)]
    names = [column.name.of(voice) for column in columns]
    wkb = pa.array(shapely.to_wkb(shapes[polygonal]), pa.binary())
    vector.write_shapefile(path, pa.table(fields, names), wkb, report.result.crs)


def _polygons(
    path: Path,
    name: str,
    report: Report,
    shapes: npt.NDArray[np.object_],
    values: dict[str, npt.NDArray[Any]],
) -> None:
    """Write a layer of polygons, without geometry where there is none."""
    ground = whole_shapes(list(shapes))
    ground[families(ground) != POLYGON] = None
    _layer(path, name, report.result.crs, multi(ground), values, "MultiPolygon")


def _layer(
    path: Path,
    name: str,
    crs: str | None,
    shapes: npt.NDArray[np.object_] | None,
    values: dict[str, npt.NDArray[Any]],
    geometry_type: str | None,
) -> None:
    wkb = None if shapes is None else pa.array(shapely.to_wkb(shapes), pa.binary())
    vector.add_to_geopackage(path, name, as_table(values), wkb, crs, geometry_type)


def _dbf(values: npt.NDArray[Any], column: Column) -> pa.Array:
    """Return a column as a dbf holds it: text that fits, numbers of a fixed width, NaN blank."""
    if column.decimals is not None:
        numbers = [
            None if np.isnan(v) else round_half_up(float(v), column.decimals) for v in values
        ]
        return pa.array(numbers, pa.decimal128(_DBF_DIGITS, column.decimals))
    if column.dtype is not str:
        return pa.array(values)
    encoded = (str(text).translate(_IN_GBK).encode("gbk", errors=_ERRORS) for text in values)
    fitted = [text[:_DBF_TEXT_BYTES].decode("gbk", errors="ignore") for text in encoded]
    return pa.array(fitted, pa.string())


def _mark_missing(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _MISSING * (error.end - error.start), error.end


codecs.register_error(_ERRORS, _mark_missing)
