"""Broken, hostile and careless input: never a traceback, never a silent pass, always a way out."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import pyogrio
import shapely

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.words import Role, Status, Verdict
from tests.formats import builders
from tests.pipeline.broken import (
    SAMPLE,
    changed,
    clean,
    encrypted,
    feature,
    geojson,
    linked,
    nested,
    report,
    rewritten,
    rule,
    square,
    texts,
    zipped,
)

Make = Callable[[Path], Path]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: what escapes as an exception would be one on Windows too."""
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")


def raw(data: bytes, name: str = "地块.geojson") -> Make:
    """Return a maker of a file with these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def number(digits: str) -> Make:
    """Return a maker of a GeoJSON with this number among its coordinates."""

    def make(folder: Path) -> Path:
        path = geojson(folder, feature("拆旧地块", "CJ1", [[[0, 0], [1, 1], [777, 0], [0, 0]]]))
        path.write_text(path.read_text("utf-8").replace("777", digits), "utf-8")
        return path

    return make


def two_projects(folder: Path) -> Path:
    """Two parcels of two project areas in one file."""
    other = feature("拆旧地块", "CJ2", square(0, 200), XMBH="5109992024002")
    return geojson(folder, feature("拆旧地块", "CJ1", square(0, 0)), other)


def bare(folder: Path) -> Path:
    """A GeoJSON without `crs` is WGS 84."""
    ring = [[106, 30], [106, 31], [107, 30], [106, 30]]
    return geojson(folder, feature("拆旧地块", "CJ1", [ring]), crs=None)


@pytest.mark.parametrize(
    ("make", "message_id", "words"),
    [
        (lambda f: zipped(f, {**clean(), "../x.shp": b"x"}), "F01.unsafe_path", "../x.shp"),
        (linked, "F01.link", "通讯录.dbf"),
        (lambda f: zipped(f, {"a.dbf": bytes(70 << 20)}), "F01.ratio", "a.dbf"),
        (encrypted, "F01.encrypted", "去掉密码"),
        (nested, "F01.nested_archive", "建新补充.zip"),
        (lambda f: zipped(f, {**clean(), "cjdk.SHP": b"x"}), "F01.name_twice", "只保留一个"),
        (raw(b"Rar!\x1a\x07", "项目.zip"), "F02.is_another", ".rar"),
        (raw(b"", "项目.zip"), "F01.empty_file", "项目.zip"),
        (lambda f: changed(f, CJDK_prj=builders.prj(2359)), "F04.xian80", "CJDK.shp"),
        (bare, "F04.wgs84", "--wgs84-as-cgcs2000"),
        (two_projects, "F12.several", "5109992024001、5109992024002"),
        (number("9" * 6000), "F02.json_number", "地块.geojson"),
        (raw(b'{"type":"FeatureCollection","features":[{"properties":{"a":"\\ud800"}}]}'),
         "F03.half_character", "地块.geojson"),
        (raw(b"[" * 100_000), "F01.json_too_deep", "地块.geojson"),
        (lambda f: geojson(f, named="CJDK"), "F05.no_records", "CJDK"),
    ],
)  # fmt: skip
def test_unreadable_and_says_what_to_do(
    make: Make, message_id: str, words: str, tmp_path: Path
) -> None:
    """The verdict is unreadable, no rule about the land is decided, the message names the thing."""
    found = report(make(tmp_path))
    assert found.result.verdict is Verdict.UNREADABLE
    assert words in texts(found)[message_id]
    land = {r.status for r in found.result.rules if r.code.startswith(("ZJ", "G"))}
    assert land - {Status.NOT_APPLICABLE} == {Status.NOT_RUN}  # those of other stages


def test_a_layer_without_records_is_named_beside_one_that_has_some(tmp_path: Path) -> None:
    """New construction was exported from an empty selection: nothing is said to be absent."""
    found = report(rewritten(tmp_path, "JXDK", lambda shapes: shapes[:0]))
    assert found.result.verdict is Verdict.INCOMPLETE
    assert "JXDK" in texts(found)["F05.no_records"]
    assert rule(found, "F05").status is Status.NEEDS_REVIEW
    assert rule(found, "ZJ-A01").status is Status.NOT_RUN


@pytest.mark.parametrize(
    ("layer", "role", "rules"),
    [
        ("CJDK", Role.DEMOLITION, ("ZJ-A01", "ZJ-B34", "ZJ-B25")),
        ("JXDK", Role.NEW_CONSTRUCTION, ("ZJ-A01", "ZJ-B01", "ZJ-B02", "ZJ-B25")),
    ],
)
@pytest.mark.parametrize("broken", ["null", "bow-tie"])
def test_an_unmeasurable_parcel_leaves_its_totals_open(
    layer: str, role: Role, rules: tuple[str, ...], broken: str, tmp_path: Path
) -> None:
    """The total says at least; what the parcel could change is not decided; the rest is."""

    def spoil(shapes: np.ndarray) -> np.ndarray:
        x0, y0, x1, y1 = shapes[0].bounds
        tie = shapely.Polygon([(x0, y0), (x1, y1), (x1, y0), (x0, y1)])
        shapes[0] = None if broken == "null" else tie
        return shapes

    found = report(rewritten(tmp_path, layer, spoil), SAMPLE / "reference")
    assert found.result.verdict is Verdict.FAIL
    assert rule(found, "F07" if broken == "null" else "G01").status is Status.FAIL
    (total,) = (t for t in found.result.totals if t.role is role)
    assert (total.at_least, total.parcels - total.measured) == (True, 1)
    assert {code: rule(found, code).status for code in rules} == dict.fromkeys(
        rules, Status.NOT_RUN
    )


def test_a_field_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that we use ourselves, also with NUL, come back from the reading child as they were."""
    monkeypatch.delenv("GOUHOOK_ISOLATION")
    names = {"\0wkb": "x", "wkb": 1, "record": "y", "": 2.5, "<script>": "=1+1"}
    found = report(
        geojson(
            tmp_path,
            feature("拆旧地块", "CJ1", square(0, 0, 60.0), **names),
            feature("安置地块", "JX1", square(200, 0), **names),
        )
    )
    assert found.provenance.isolation.startswith("child")
    assert [parcel.id for parcel in found.result.parcels] == ["CJ1", "JX1"]
    assert rule(found, "ZJ-A01").status is Status.PASS


def test_numbers_too_large_for_a_coordinate(tmp_path: Path) -> None:
    """400 digits are legal JSON and no place on earth: the record is named, others are read."""
    far = feature("拆旧地块", "CJ9", [[[0, 0], [1, 1], [10**400, 0], [0, 0]]], BZ=10**400)
    near = feature("拆旧地块", "CJ1", square(0, 0, 60.0), BZ=0.5)
    found = report(geojson(tmp_path, far, near, feature("安置地块", "JX1", square(200, 0))))
    assert rule(found, "F07").status is Status.FAIL
    assert rule(found, "ZJ-A01").status is Status.NOT_RUN
    assert [p.area_planar_m2 for p in found.result.parcels if p.id == "CJ1"] == [
        pytest.approx(3600.0)
    ]


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    """A zip unpacked on another system leaves GBK bytes as file names."""
    folder = tmp_path / os.fsdecode("项目".encode("gbk"))
    folder.mkdir()
    for name, data in clean().items():
        (folder / os.fsdecode(f"数据_{name}".encode("gbk"))).write_bytes(data)
    found = report(folder)
    assert found.provenance.submission == "项目"
    assert {file.path for file in found.provenance.files} >= {"数据_CJDK.shp"}
    json.dumps(found.model_dump(mode="json"), ensure_ascii=False).encode()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_a_folder_that_may_not_be_opened_is_not_passed_over(tmp_path: Path) -> None:
    """What lies in it may be the parcels that matter."""
    for name, data in clean().items():
        (tmp_path / name).write_bytes(data)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    (tmp_path / "补充").mkdir(mode=0)
    os.seteuid(65534)
    try:
        found = report(tmp_path)
    finally:
        os.seteuid(0)
    assert found.result.verdict is Verdict.UNREADABLE
    assert "读取权限" in texts(found)["F01.no_access"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A special file is refused by what it is."""
    os.mkfifo(tmp_path / "地块.geojson")
    assert "特殊文件" in texts(report(tmp_path / "地块.geojson"))["F01.link"]


def geopackage(folder: Path) -> Path:
    """Write the clean sample as a GeoPackage of two layers."""
    path = folder / "项目.gpkg"
    for name, data in clean().items():
        (folder / name).write_bytes(data)
    for layer in ("CJDK", "JXDK"):
        meta, _, wkb, columns = pyogrio.raw.read(folder / f"{layer}.shp")
        pyogrio.raw.write(
            path,
            wkb,
            field_data=columns,
            fields=meta["fields"],
            crs=meta["crs"],
            geometry_type="Polygon",
            layer=layer,
            append=path.exists(),
            driver="GPKG",
        )
    return path


def test_a_layer_listed_in_another_case_is_read(tmp_path: Path) -> None:
    """SQLite takes cjdk and CJDK for one name, and so do we."""
    path = geopackage(tmp_path)
    with sqlite3.connect(path) as base:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            base.execute(f"UPDATE {table} SET table_name = 'cjdk' WHERE table_name = 'CJDK'")
    found = report(path)
    assert {t.role: t.parcels for t in found.result.totals} == {
        Role.DEMOLITION: 163,
        Role.NEW_CONSTRUCTION: 3,
    }


def test_a_layer_that_is_listed_and_not_there_is_named(tmp_path: Path) -> None:
    """Half of a GeoPackage is not the whole of it."""
    path = geopackage(tmp_path)
    with sqlite3.connect(path) as base:
        base.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = 'JXDK'")
    found = report(path)
    assert rule(found, "F02").status is Status.FAIL
    assert "JXDK" in texts(found)["F02.gpkg_no_table"]


@pytest.mark.parametrize(
    ("setting", "value"), [("MEMBERS", "many"), ("MEMBER_BYTES", str(1 << 60)), ("DEPTH", "0")]
)
def test_limits_that_make_no_sense_are_wrong_use(
    setting: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is read."""
    monkeypatch.setenv(f"GOUHOOK_LIMIT_{setting}", value)
    with pytest.raises(UsageError) as caught:
        report(tmp_path)
    assert "GOUHOOK_LIMIT_" in str(caught.value)
