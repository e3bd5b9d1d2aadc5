"""Findings and parcels as vector files, in the CRS of the report, that a desk's GIS opens.

GeoPackage 1.2 (what ArcGIS 10 reads without a warning) with findings split by geometry type;
a shapefile of the polygonal findings in GBK, declared twice: .cpg and the dbf's language byte.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import shapely
from pyogrio.raw import write

from gouhook_gis.domain.report import Report, ReportParcel
from gouhook_gis.domain.units import AreaUnit, shown
from gouhook_gis.report.evidence import Evidence, from_geojson
from gouhook_gis.report.parcel_result import parcel_result
from gouhook_gis.report.voice import Voice, clean

# dBase: "PRC GBK", code page 936. Readers that ignore .cpg (CASS among them) look here.
_LANGUAGE_BYTE, _GBK = 29, 0x4D
_DBF_TEXT_BYTES = 254
# The sign printers put where a character is missing; GBK has it.
_MISSING = "〓"
_ERRORS = "gouhook-missing-in-gbk"
# Signs of our own texts that GBK lacks.
_IN_GBK = str.maketrans({"²": "2", "−": "-"})
_POLYGON, _LINE, _POINT = "polygons", "lines", "points"
_FAMILY = {0: _POINT, 4: _POINT, 1: _LINE, 2: _LINE, 5: _LINE, 3: _POLYGON, 6: _POLYGON}
_COLLECTION = 7
_GATHER: dict[int, Callable[..., Any]] = {
    0: shapely.multipoints,
    1: shapely.multilinestrings,
    3: shapely.multipolygons,
}
_MULTI = {_POLYGON: "MultiPolygon", _LINE: "MultiLineString", _POINT: "MultiPoint"}


@dataclass(frozen=True)
class Column:
    """One attribute: its name (at most 10 bytes), what it means, its value of a row."""

    name: str
    zh: str
    en: str
    dtype: type
    value: Callable[[Any, Voice], Any]


def finding_columns() -> tuple[Column, ...]:
    """Return the attributes of a finding; names are pinyin initials as surveyors use them."""
    return (
        Column("XH", "序号，与报告一致", "number as in the report", int, lambda e, v: e.number),
        Column("GZDM", "规则代码", "rule code", str, lambda e, v: e.rule.code),
        Column("GZMC", "规则名称", "rule", str, lambda e, v: v.text(e.rule.texts.title)),
        Column("JCJL", "结论", "result", str, lambda e, v: v.word(e.assessment.status.value)),
        Column(
            "JB",
            "级别",
            "severity",
            str,
            lambda e, v: v.word(e.assessment.severity.value, "severity"),
        ),
        Column("DKBH", "地块编号", "parcels", str, lambda e, v: v.joined(e.finding.parcel_ids)),
        Column("SJTC", "涉及图层", "layer", str, lambda e, v: v.word(e.finding.layer_kind)),
        Column("SJTB", "涉及图斑", "features", str, lambda e, v: v.joined(e.finding.reference_ids)),
        Column("WTMJ", "问题面积（m²）", "area (m²)", float, lambda e, v: _m2(e.area_m2)),
        Column("WTMJ_GQ", "问题面积（公顷）", "area (ha)", float, lambda e, v: _ha(e.area_m2)),
        Column("WTSM", "问题说明", "message", str, lambda e, v: v.message(e.finding.message)),
        Column(
            "YJTK",
            "依据条款",
            "article",
            str,
            lambda e, v: v.joined([v.citation(c) for c in e.rule.citations]),
        ),
        Column("ZGJY", "整改建议", "remedy", str, lambda e, v: v.text(e.rule.texts.remedy)),
        Column(
            "WJJL",
            "文件与记录号",
            "file and record",
            str,
            lambda e, v: v.joined([v.place(p) for p in e.places[:5]]),
        ),
        Column("PZLW", "批准例外文号", "waived by", str, lambda e, v: e.waived_by or ""),
        Column("ZW", "问题标识（指纹）", "fingerprint", str, lambda e, v: e.finding.fingerprint),
    )


def parcel_columns(items: Sequence[Evidence]) -> tuple[Column, ...]:
    """Return the attributes of a parcel; `JCJL` is the worst outcome that names it."""
    found: dict[str, list[Evidence]] = {}
    for item in items:
        for key in item.finding.parcel_keys:
            found.setdefault(key, []).append(item)
    return (
        Column("DKBH", "地块编号", "parcel", str, lambda p, v: clean(p.id)),
        Column("DKLX", "地块类别", "role", str, lambda p, v: v.word(p.role.value)),
        Column(
            "DKYT",
            "用途",
            "purpose",
            str,
            lambda p, v: v.word(p.purpose.value) if p.purpose else "",
        ),
        Column("CDM", "村代码", "village", str, lambda p, v: clean(p.village_code or "")),
        Column(
            "TQMJ",
            "椭球面积（m²）",
            "ellipsoidal area (m²)",
            float,
            lambda p, v: _m2(p.area_ellipsoidal_m2),
        ),
        Column(
            "PMMJ",
            "平面面积（m²）",
            "planar area (m²)",
            float,
            lambda p, v: _m2(p.area_planar_m2),
        ),
        Column(
            "SBMJ",
            "申报面积（m²）",
            "declared area (m²)",
            float,
            lambda p, v: _m2(p.declared_area_m2),
        ),
        Column(
            "JCJL",
            "最重的问题结论",
            "worst result",
            str,
            lambda p, v: parcel_result(
                p, [item.assessment.status for item in found.get(p.key, ())], v
            ),
        ),
        Column(
            "WTXH",
            "问题序号",
            "findings",
            str,
            lambda p, v: v.joined([str(item.number) for item in found.get(p.key, ())]),
        ),
    )


def write_geopackage(report: Report, items: Sequence[Evidence], path: Path, lang: str) -> None:
    """Write `findings_polygons`, `_lines`, `_points`, `findings_no_place` and `parcels`.

    Every layer is there, with its fields, also where it is empty. Needs `result.crs`.
    """
    voice = Voice(lang)
    shapes = _shapes([item.shape for item in items])
    families = _families(shapes)
    columns = finding_columns()
    for family in (_POLYGON, _LINE, _POINT):
        rows = [item for item, own in zip(items, families, strict=True) if own == family]
        _layer(
            path,
            f"findings_{family}",
            report.result.crs,
            _multi(shapes[families == family]),
            _values(rows, columns, voice),
            _MULTI[family],
        )
    placeless = [item for item, own in zip(items, families, strict=True) if own == ""]
    _layer(path, "findings_no_place", None, None, _values(placeless, columns, voice), None)
    parcels: Sequence[ReportParcel] = report.result.parcels
    ground = _shapes(list(from_geojson([parcel.geometry for parcel in parcels])))
    ground[_families(ground) != _POLYGON] = None
    _layer(
        path,
        "parcels",
        report.result.crs,
        _multi(ground),
        _values(parcels, parcel_columns(items), voice),
        "MultiPolygon",
    )


def write_shapefile(report: Report, items: Sequence[Evidence], path: Path, lang: str) -> None:
    """Write the polygonal findings as a shapefile in GBK; text GBK lacks shows as 〓.

    A text longer than 254 bytes, which is what a dbf field holds, is cut; the GeoPackage and
    the workbook hold it whole. Needs `result.crs`.
    """
    shapes = _shapes([item.shape for item in items])
    polygonal = _families(shapes) == _POLYGON
    rows = [item for item, keep in zip(items, polygonal, strict=True) if keep]
    values = {
        name: _dbf(column) if column.dtype == object else column
        for name, column in _values(rows, finding_columns(), Voice(lang)).items()
    }
    write(
        str(path),
        shapely.to_wkb(shapes[polygonal]),
        list(values.values()),
        np.array(list(values)),
        driver="ESRI Shapefile",
        geometry_type="Polygon",
        crs=report.result.crs,
        encoding="GBK",
    )
    with path.with_suffix(".dbf").open("r+b") as dbf:
        dbf.seek(_LANGUAGE_BYTE)
        dbf.write(bytes([_GBK]))


def _layer(
    path: Path,
    name: str,
    crs: str | None,
    shapes: npt.NDArray[np.object_] | None,
    values: dict[str, npt.NDArray[Any]],
    geometry_type: str | None,
) -> None:
    # The dataset's options count only for the call that makes the file.
    options = {} if path.exists() else {"dataset_options": {"VERSION": "1.2"}}
    write(
        str(path),
        None if shapes is None else shapely.to_wkb(shapes),
        list(values.values()),
        np.array(list(values)),
        driver="GPKG",
        layer=name,
        geometry_type=geometry_type,
        crs=crs,
        **options,
    )


def _values(
    rows: Sequence[Any], columns: Sequence[Column], voice: Voice
) -> dict[str, npt.NDArray[Any]]:
    dtypes = {int: np.int32, float: np.float64, str: np.object_}
    return {
        column.name: np.array([column.value(row, voice) for row in rows], dtypes[column.dtype])
        for column in columns
    }


def _shapes(items: Sequence[object]) -> npt.NDArray[np.object_]:
    """Return an array of geometries; of a mixed one what has the most dimensions."""
    shapes = np.empty(len(items), dtype=object)
    shapes[:] = items
    for index in np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION):
        parts = shapely.get_parts(shapely.get_parts(shapes[index]))
        best = parts[shapely.get_dimensions(parts) == shapely.get_dimensions(shapes[index])]
        shapes[index] = _GATHER[int(shapely.get_type_id(best[0]))](best) if len(best) else None
    return shapes


def _families(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return polygons, lines or points for each geometry; "" for none, empty and mixed ones."""
    kinds = np.where(shapely.is_empty(shapes), -1, shapely.get_type_id(shapes))
    return np.array([_FAMILY.get(int(kind), "") for kind in kinds], dtype=object)


def _multi(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    whole = shapes.copy()
    for kind, gather in _GATHER.items():
        single = shapely.get_type_id(shapes) == kind
        whole[single] = gather(shapes[single], indices=np.arange(int(single.sum())))
    return whole


def _dbf(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    encoded = (str(text).translate(_IN_GBK).encode("gbk", errors=_ERRORS) for text in texts)
    fitted = [text[:_DBF_TEXT_BYTES].decode("gbk", errors="ignore") for text in encoded]
    return np.array(fitted, dtype=object)


def _mark_missing(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _MISSING * (error.end - error.start), error.end


codecs.register_error(_ERRORS, _mark_missing)


def _m2(area_m2: float | None) -> float:
    return float("nan") if area_m2 is None else float(shown(area_m2, AreaUnit.M2))


def _ha(area_m2: float | None) -> float:
    return float("nan") if area_m2 is None else float(shown(area_m2, AreaUnit.HECTARE))
