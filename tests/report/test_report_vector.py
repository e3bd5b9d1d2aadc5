"""GeoPackage and shapefile, read back by GDAL: the wheel's and, where there is one, the desk's."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

import pyogrio
import shapely
from pyogrio.raw import read

from gouhook_gis.domain.catalogue import catalogue
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.vector import write_geopackage, write_shapefile
from gouhook_gis.report.vector_columns import finding_columns, parcel_columns
from gouhook_gis.report.voice import Voice
from tests.support.reports import (
    HOSTILE_ID,
    PARCELS,
    about,
    box,
    finding,
    full_report,
    overlap,
    passing_report,
    point,
    rule,
)

LAYERS = {
    "findings_polygons": "MultiPolygon",
    "findings_lines": "MultiLineString",
    "findings_points": "MultiPoint",
    "findings_no_place": None,
    "parcels": "MultiPolygon",
}


def rows(path: Path, layer: str | None = None) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the attributes and geometries of a layer."""
    meta, _, wkb, columns = read(str(path), layer=layer)
    names = [str(name) for name in meta["fields"]]
    table = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    shapes = [] if wkb is None else list(shapely.from_wkb(wkb))
    return table, shapes


def geopackage(report: Report, folder: Path) -> Path:
    """Write the findings' GeoPackage."""
    path = folder / "findings.gpkg"
    write_geopackage(report, evidence(report), path, "zh")
    return path


def shapefile(report: Report, folder: Path) -> Path:
    """Write the findings' shapefile."""
    path = folder / "问题图斑.shp"
    write_shapefile(report, evidence(report), path, "zh")
    return path


def test_geopackage_holds_every_finding_once_by_type(tmp_path: Path) -> None:
    """Four polygons, one point, one finding without a place; all in the submitter's CRS."""
    path = geopackage(full_report(), tmp_path)
    assert {str(name): kind for name, kind in pyogrio.list_layers(path)} == LAYERS
    numbers = {
        layer: [row["序号"] for row in rows(path, layer)[0]]
        for layer in LAYERS
        if layer != "parcels"
    }
    assert numbers == {
        "findings_polygons": [1, 2, 4, 6],
        "findings_lines": [],
        "findings_points": [5],
        "findings_no_place": [3],
    }
    assert pyogrio.read_info(path, layer="findings_polygons")["crs"] == "EPSG:4523"
    table, shapes = rows(path, "findings_polygons")
    assert shapes[0].bounds == (35_500_740, 3_400_420, 35_500_780, 3_400_490)
    assert table[0]["地块编号"] == "AZ-01"
    assert table[0]["面积平米"] == 2800.06
    assert table[0]["检查结论"] == "不通过"
    assert table[2]["地块编号"] == HOSTILE_ID


def test_geopackage_is_of_a_version_old_readers_know(tmp_path: Path) -> None:
    """GeoPackage 1.2 by its application id and user version."""
    with sqlite3.connect(geopackage(full_report(), tmp_path)) as database:
        assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert database.execute("PRAGMA user_version").fetchone() == (10200,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_parcels_carry_their_worst_result(tmp_path: Path) -> None:
    """All ten, also the one without a geometry."""
    table, shapes = rows(geopackage(full_report(), tmp_path), "parcels")
    assert len(table) == len(PARCELS) == 10
    by_id = {row["地块编号"]: row for row in table}
    assert by_id["CJ-003"]["检查结论"] == "不通过"
    assert by_id["CJ-003"]["问题序号"] == "3、5"
    assert by_id["CJ-006"]["检查结论"] == "无法量算"
    assert by_id["NC-01"]["检查结论"] == "未发现问题"
    assert [shape is None for shape in shapes].count(True) == 1
    assert by_id["CZ-01"]["用途"] == "城镇"


def test_shapefile_is_gbk_and_says_so_twice(tmp_path: Path) -> None:
    """.cpg says GBK, the dbf's language byte 0x4D (code page 936), the bytes are GBK."""
    path = shapefile(full_report(), tmp_path)
    assert path.with_suffix(".cpg").read_text() == "GBK"
    dbf = path.with_suffix(".dbf").read_bytes()
    assert dbf[29] == 0x4D
    assert "永久基本农田".encode("gbk") in dbf
    assert "永久基本农田".encode() not in dbf
    assert 'PROJCS["CGCS2000_3_Degree_GK_Zone_35"' in path.with_suffix(".prj").read_text()
    table, shapes = rows(path)
    assert [row["序号"] for row in table] == [1, 2, 4, 6]
    assert table[0]["规则名称"] == "建新地块不得占用永久基本农田"
    assert "1.00 m2" in table[0]["问题说明"]
    assert [shape.area for shape in shapes] == pytest.approx([2800.0, 12.0, 240.0, 1.1])


def test_numbers_have_the_width_of_a_figure(tmp_path: Path) -> None:
    """18.2 and 18.4, not the 24.15 in which a table shows 2800.060000000000002; blank is blank."""
    dbf = shapefile(full_report(), tmp_path).with_suffix(".dbf").read_bytes()
    head = dbf[32 : dbf.index(b"\r", 32)]
    fields = [head[at : at + 32] for at in range(0, len(head), 32)]
    sizes = {
        field[:11].rstrip(b"\0").decode("gbk"): (field[16], field[17])
        for field in fields
        if field[11:12] == b"N"
    }
    assert sizes == {"序号": (9, 0), "面积平米": (18, 2), "面积公顷": (18, 4)}
    assert b"           2800.06" in dbf
    assert b"            0.2800" in dbf


@pytest.mark.parametrize("lost", [".cpg", "language byte"])
def test_either_declaration_is_enough(tmp_path: Path, lost: str) -> None:
    """Chinese survives when a reader or a copy loses one of the two."""
    path = shapefile(full_report(), tmp_path)
    if lost == ".cpg":
        path.with_suffix(".cpg").unlink()
    else:
        data = bytearray(path.with_suffix(".dbf").read_bytes())
        data[29] = 0
        path.with_suffix(".dbf").write_bytes(data)
    assert rows(path)[0][0]["检查结论"] == "不通过"


def test_text_gbk_lacks_and_text_too_long_are_fitted(tmp_path: Path) -> None:
    """A rare character becomes 〓, a long text is cut at a whole character of 254 bytes."""
    ids = ("𠮷村-1", "x" + "地" * 200)
    report = full_report(
        rules=(
            rule(
                "ZJ-B01",
                "不得占用",
                "x",
                Status.FAIL,
                assessments=tuple(
                    about(
                        id_,
                        Status.FAIL,
                        finding(
                            n,
                            (id_,),
                            Role.NEW_CONSTRUCTION,
                            measures=(overlap(9 - n),),
                            geometry=box(0, 0, 1, 1),
                        ),
                    )
                    for n, id_ in enumerate(ids)
                ),
            ),
        )
    )
    table, _ = rows(shapefile(report, tmp_path))
    assert table[0]["地块编号"] == "〓村-1"
    assert table[1]["地块编号"] == "x" + "地" * 126
    whole, _ = rows(geopackage(report, tmp_path), "findings_polygons")
    assert [row["地块编号"] for row in whole] == list(ids)


def test_our_own_chinese_fits_into_gbk() -> None:
    """Every text of the catalogue can stand in a dbf, ² and − apart."""
    for key, texts in catalogue().items():
        plain = texts["zh"].replace("²", "2").replace("−", "-")
        assert plain.encode("gbk").decode("gbk") == plain, key


def test_field_names_are_short_unique_and_explained() -> None:
    """At most 10 bytes, each once, each with a meaning in both languages."""
    for columns in (finding_columns(), parcel_columns([])):
        for lang in ("zh", "en"):
            names = [column.name.of(Voice(lang)) for column in columns]
            assert len(set(names)) == len(names)
            assert all(len(name.encode("gbk")) <= 10 for name in names)
        assert all(column.meaning.zh and column.meaning.en for column in columns)


def test_no_findings_still_make_files_that_open(tmp_path: Path) -> None:
    """Empty layers keep their fields and their CRS."""
    report = passing_report()
    path = shapefile(report, tmp_path)
    assert rows(path) == ([], [])
    info = pyogrio.read_info(path)
    assert list(info["fields"]) == [column.name.zh for column in finding_columns()]
    package = geopackage(report, tmp_path)
    assert {str(name) for name, _ in pyogrio.list_layers(package)} == set(LAYERS)
    assert pyogrio.read_info(package, layer="findings_polygons")["crs"] == "EPSG:4523"


def test_a_mixed_geometry_keeps_its_polygons(tmp_path: Path) -> None:
    """Of polygon, line and point in one evidence the polygons are what a desk wants to see."""
    mixed = {"type": "GeometryCollection", "geometries": [point(5, 5), box(0, 0, 10, 10)]}
    report = full_report(
        rules=(
            rule(
                "G01",
                "有效",
                "x",
                Status.FAIL,
                assessments=(
                    about("a", Status.FAIL, finding(1, ("a",), Role.DEMOLITION, geometry=mixed)),
                ),
            ),
        )
    )
    _, shapes = rows(geopackage(report, tmp_path), "findings_polygons")
    assert [shape.area for shape in shapes] == [100.0]
    assert rows(geopackage_again(report, tmp_path), "findings_no_place")[0] == []


def geopackage_again(report: Report, folder: Path) -> Path:
    """Return the file written before."""
    return folder / "findings.gpkg"


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="gdal-bin is not installed")
def test_another_gdal_reads_both(tmp_path: Path) -> None:
    """ogrinfo of the system, not the wheel's GDAL, shows Chinese and geometry."""
    shp = shapefile(full_report(), tmp_path)
    text = subprocess.run(["ogrinfo", "-al", str(shp)], capture_output=True, check=True).stdout
    assert "规则名称 (String) = 建新地块不得占用永久基本农田" in text.decode()
    gpkg = geopackage(full_report(), tmp_path)
    done = subprocess.run(["ogrinfo", "-al", str(gpkg)], capture_output=True, check=True)
    assert "地块编号 (String) = AZ-01" in done.stdout.decode()
    assert done.stderr == b""
