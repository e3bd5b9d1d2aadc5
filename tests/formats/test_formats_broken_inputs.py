"""Broken inputs as surveyors send them, and what they read for each of them."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile

import numpy as np
import pytest

import pyogrio
import shapely

from gouhook_gis.domain.message import render
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import Limits
from tests.formats.builders import (
    E0,
    N0,
    NULL,
    box,
    content,
    dbf,
    gbk_zip,
    prj,
    put,
    shapefile,
    shp_shx,
)

SHAPEFILE = shapefile([content([box(E0 + i * 200, N0)]) for i in range(3)])


def file(name, data):
    return lambda folder: _written(folder / name, data)


def _written(path, data):
    path.write_bytes(data)
    return path


def changed(**parts):
    """A shapefile whose parts are replaced (None: left out)."""

    def make(folder):
        merged = {**SHAPEFILE, **{f".{suffix}": data for suffix, data in parts.items()}}
        return put(folder, "拆旧", {k: v for k, v in merged.items() if v is not None})

    return make


def zipped(members):
    def make(folder):
        path = folder / "项目.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return path

    return make


def patched(data, at, pattern, value):
    raw = bytearray(data)
    struct.pack_into(pattern, raw, at, value)
    return bytes(raw)


def sqlite_file(folder):
    path = folder / "a.gpkg"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE t (x)")
    base.close()
    return path


def broken_gdb(folder):
    path = folder / "库.gdb"
    wkb = np.array([shapely.to_wkb(shapely.box(E0, N0, E0 + 1, N0 + 1))], object)
    pyogrio.raw.write(
        path, wkb, [], [], layer="a", driver="OpenFileGDB", geometry_type="MultiPolygon",
        crs="EPSG:4523",
    )  # fmt: skip
    table = path / "a00000009.gdbtable"
    table.write_bytes(table.read_bytes()[:-20])
    return path


def bare_gdb(folder):
    (folder / "库.gdb").mkdir()
    (folder / "库.gdb" / "gdb").write_bytes(b"x")
    return folder / "库.gdb"


def member_link(folder):
    put(folder / "项目", "拆旧", SHAPEFILE)
    (folder / "项目" / "链接.txt").symlink_to("/etc/hostname")
    return folder / "项目"


def wal(folder):
    (folder / "a.gpkg-wal").write_bytes(b"x")
    return _written(folder / "a.gpkg", b"SQLite format 3\0" + bytes(100))


SHP, SHX = SHAPEFILE[".shp"], SHAPEFILE[".shx"]
UTF8_CUT = dbf([("地块面积".encode()[:10], "N", 8, 2)], [[b"1"]] * 3)
STARS = dbf(
    [(b"DKBH", "C", 4, 0), (b"MJ", "N", 4, 1)], [[b"D1", b"****"], [b"D2", b"1"], [b"", b"2"]]
)
NOT_TEXT = dbf([(b"DKBH", "C", 4, 0)], [[b"\xff\xff1"]] * 3)
GBK = dbf([(b"DKMC", "C", 8, 0)], [["红光村".encode("gbk")]] * 3)
ONE_ROW = dbf([(b"A", "C", 1, 0)], [[b"x"]])
OWN = prj(4523).replace(b"105.0", b"104.5")
DELETED = patched(SHAPEFILE[".dbf"], 33 + 32, "<c", b"*")
FEW = shp_shx([content([[(E0, N0), (E0 + 1, N0), (E0, N0)]]), *[content([box(E0, N0)])] * 2])
STRAY = shp_shx([content([box(E0, N0)])] * 2 + [content([box(0, 0)])])
POINTS = patched(SHP, 32, "<i", 1)

# What is handed in, whether nothing can be said about it, and words that the surveyor reads.
BROKEN = {
    "missing": (lambda folder: folder / "无.zip", True, "找不到 无.zip"),
    "empty file": (file("a.shp", b""), True, "a.shp 是空文件"),
    "empty folder": (lambda folder: folder, True, "没有可读取的矢量图层"),
    "mdb": (file("项目.mdb", b"x"), True, "导出为 shapefile 或文件地理数据库"),
    "dwg": (file("图.dwg", b"AC1015"), True, "图.dwg 是 CAD 图"),
    "rar": (file("项目.rar", b"Rar!"), True, "请解压后重新压缩为 .zip"),
    "7z": (file("项目.7z", b"7z"), True, "请解压后重新压缩为 .zip"),
    "kml": (file("a.kml", b"<kml/>"), True, "坐标可能经过偏移"),
    "rar named zip": (file("项目.zip", b"Rar!\x1a\x07\0"), True, "内容却不是（像是 .rar）"),
    "half a zip": (file("项目.zip", b"PK\x03\x04" + bytes(50)), True, "已损坏或不完整"),
    "zip in zip": (zipped({"内.zip": b"PK", "a.shp": SHP}), True, "还有压缩包 内.zip"),
    "zip of a Word file": (zipped({"说明.docx": b"x"}), True, "矢量图层，只有：说明.docx"),
    "climbing zip": (zipped({"../a.shp": SHP}), True, "文件名 ../a.shp 不安全"),
    "mdb beside a layer": (
        lambda folder: gbk_zip(folder / "a.zip", {"拆旧.shp": SHP, "库.mdb": b"x"}),
        False,
        "库.mdb 是个人地理数据库",
    ),
    "only the dbf": (file("拆旧.dbf", b"x"), True, "只是 shapefile 的一部分"),
    "link in a folder": (member_link, True, "链接.txt 是链接"),
    "VRT named shp": (
        file("a.shp", b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>".ljust(120)),
        True,
        "a.shp 不是 shapefile",
    ),
    "no shp": (zipped({"a.shx": SHX, "a.dbf": GBK}), True, "却没有同名的 .shp"),
    "no shx": (changed(shx=None), False, "缺少 .shx 索引，已按 .shp 逐条读出 3 条"),
    "no dbf": (changed(dbf=None), False, "缺少同名的 .dbf"),
    "no prj": (changed(prj=None), False, "没有 .prj"),
    "truncated shp": (changed(shp=SHP[:-8]), False, "在第 2 条记录之后损坏，后面 128 字节读不出来"),
    "shx of another": (changed(shx=shp_shx([NULL])[1]), False, "与它的 .shx 索引对不上"),
    "lying record": (changed(shp=patched(SHP, 148, "<i", 999)), False, "有 1 条记录内部的点数"),
    "dbf of another": (changed(dbf=ONE_ROW), False, "3 个图形，属性表却有 1 条"),
    "dbf header": (changed(dbf=b"\0" * 80), False, "文件头不对（80 字节）"),
    "deleted record": (changed(dbf=DELETED), False, "有 1 条记录带删除标记"),
    "stars": (changed(dbf=STARS), False, "字段 MJ 有 1 个值不是有效的数字"),
    "neither GBK nor UTF-8": (changed(dbf=NOT_TEXT), False, "文字编码无法判定"),
    "lying cpg": (changed(dbf=GBK, cpg=b"UTF-8"), False, "写的是 utf-8，文字实际是 GBK"),
    "cut field name": (changed(dbf=UTF8_CUT, cpg=b"UTF-8"), False, "按“地块面”读取"),
    "two-point ring": (changed(shp=FEW[0], shx=FEW[1]), False, "有 1 条记录的边界环不足 3 个"),
    "stray record": (changed(shp=STRAY[0], shx=STRAY[1]), False, "有 1 条记录的坐标不在国内"),
    "points": (changed(shp=POINTS), False, "有 3 条记录是点、线或其他图形"),
    "Xian 1980": (changed(prj=prj(2359)), False, "1980 西安坐标系"),
    "Beijing 1954": (changed(prj=prj(2411)), False, "1954 北京坐标系"),
    "wrong zone": (changed(prj=prj(4524)), False, "写明第 36 带"),
    "own meridian": (changed(prj=OWN), False, "不是标准的 3 度或 6 度带"),
    "SQLite named gpkg": (sqlite_file, True, "没有 GeoPackage 标识"),
    "text named gpkg": (file("a.gpkg", b"hello" * 100), True, "后缀是 .gpkg，内容却不是"),
    "open gpkg": (wal, True, "a.gpkg-wal，说明该文件正在编辑"),
    "half a gdb": (bare_gdb, True, "缺少系统表"),
    "truncated gdb": (broken_gdb, True, "文件不完整"),
    "broken JSON": (file("a.geojson", b'{"type":\n"Feature'), True, "第 2 行第 1 列出错"),
    "JSON of GBK": (file("a.geojson", '{"名":1}'.encode("gbk")), True, "不是 UTF-8"),
    "deep JSON": (file("a.geojson", b"[" * 100_000), True, "嵌套超过 64 层"),
    "other JSON": (file("a.geojson", json.dumps({"a": 1}).encode()), True, "没有要素集"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_surveyor_reads(tmp_path, name):
    make, fatal, words = BROKEN[name]
    reading = read_source(make(tmp_path), Limits(), ReadOptions())
    issues = [*reading.issues, *(i for layer in reading.layers for i in layer.crs.issues)]
    read = [render(issue.message) for issue in issues]
    assert any(words in text for text in read), read
    assert any(issue.fatal for issue in issues) == fatal
    assert bool(reading.layers) == (not fatal or name == "zip in zip")
    for issue in issues:
        # Every text is in the catalogue in both languages, and no parameter is missing in it.
        for lang in ("zh", "en"):
            text = render(issue.message, lang)
            assert not text.startswith(issue.message.id)
            assert "—" not in text, text


def test_the_rest_of_a_broken_file_is_still_read(tmp_path):
    make, _, _ = BROKEN["lying record"]
    (layer,) = read_source(make(tmp_path), Limits(), ReadOptions()).layers
    assert [w is not None for w in layer.geometry] == [False, True, True]
    assert layer.columns.column("DKBH").to_pylist() == ["D1", "D2", "D3"]


def test_deleted_records_keep_the_numbers_of_the_others(tmp_path):
    make, _, _ = BROKEN["deleted record"]
    (layer,) = read_source(make(tmp_path), Limits(), ReadOptions()).layers
    assert layer.records.tolist() == [2, 3]
    assert layer.columns.column("DKBH").to_pylist() == ["D2", "D3"]


def test_one_damaged_member_does_not_hide_the_others(tmp_path):
    bad = {f"建新{suffix}": data[:50] for suffix, data in SHAPEFILE.items()}
    good = {f"拆旧{suffix.upper()}": data for suffix, data in SHAPEFILE.items()}
    reading = read_source(gbk_zip(tmp_path / "a.zip", {**bad, **good}), Limits(), ReadOptions())
    assert [layer.name for layer in reading.layers] == ["拆旧"]
    assert [(i.message.id, i.subject, i.fatal) for i in reading.issues] == [
        ("F02.shp_header", "建新.shp", False)
    ]


def test_a_folder_of_everything(tmp_path):
    folder = tmp_path / "项目"
    put(folder / "拆旧", "拆旧", SHAPEFILE)
    put(folder / "建新", "建新", SHAPEFILE)
    (folder / "说明.docx").write_bytes(b"x")
    (folder / "事实.json").write_text("{}")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "拆旧" / "拆旧.sbn").write_bytes(b"x")
    reading = read_source(folder, Limits(), ReadOptions())
    assert [layer.file for layer in reading.layers] == ["建新/建新.shp", "拆旧/拆旧.shp"]
    assert reading.other_files == ("事实.json", "说明.docx")
    assert [i.message.id for i in reading.issues] == ["F01.left_out"]
    assert len(reading.files) == 11
    assert reading.sha256 == read_source(folder, Limits(), ReadOptions()).sha256
