"""What goes through a format and back is what it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shapely
from shapely import MultiPolygon, Polygon

from gouhook_gis.conversion.convert import convert
from gouhook_gis.conversion.frame import Frame
from gouhook_gis.conversion.options import ConvertOptions, Said
from gouhook_gis.conversion.texting import text_bytes
from gouhook_gis.formats.coordinate_text.read import read_text
from gouhook_gis.formats.layer import CrsVerdict, Layer
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import Limits
from tests.formats.coordinate_texts import HEADER, HOLE, PARCEL, SQUARE, E, N, rows

DAY = date(2024, 5, 31)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")


def frame(shapes: list[shapely.Geometry], epsg: int, **columns: list[object]) -> Frame:
    array = np.array(shapes, dtype=object)
    table = pa.table({"DKBH": [f"D{i}" for i in range(len(shapes))], **columns})
    records = np.arange(1, len(shapes) + 1)
    verdict = CrsVerdict("accepted", epsg, None)
    return Frame(Layer("甲.shp", "甲", shapely.to_wkb(array), table, records, verdict), array, epsg)


@st.composite
def parcels(draw: st.DrawFn) -> tuple[int, list[shapely.Geometry]]:
    """Stars with a hole each, in one to three parts side by side, anywhere in a zone."""
    epsg = draw(st.sampled_from([4513, 4523, 4533, 4534, 4544, 4554, 4491, 4496, 4502, 4507]))
    prefix = {4513: 25, 4523: 35, 4533: 45, 4491: 13, 4496: 18}.get(epsg, 0) * 1e6
    west, south = draw(st.floats(340_000, 650_000)), draw(st.floats(2.0e6, 5.9e6))
    shapes: list[shapely.Geometry] = []
    for i in range(draw(st.integers(1, 3))):
        parts = []
        for j in range(draw(st.integers(1, 3))):
            corners = draw(st.integers(3, 12))
            radius = np.array(draw(st.lists(st.floats(20, 90), min_size=corners, max_size=corners)))
            turn = 2 * np.pi * np.arange(corners) / corners
            unit = np.column_stack([np.cos(turn), np.sin(turn)])
            middle = np.array([prefix + west + 200 * j, south + 200 * i])
            # A star holds the circle of a quarter of its least radius, and so this hole.
            least = radius.min() * np.cos(np.pi / corners) / 2
            hole = middle + unit * (least / 2)
            shell = middle + unit * radius[:, None]
            parts.append(Polygon(shell, [hole] if draw(st.booleans()) else []))
        shapes.append(parts[0] if len(parts) == 1 else MultiPolygon(parts))
    return epsg, shapes


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parcels())
def test_a_text_keeps_every_coordinate_to_a_millimetre(made: tuple[int, list]) -> None:
    epsg, shapes = made
    data = text_bytes(frame(shapes, epsg), {}, ConvertOptions(), Said(), DAY)
    found, _ = read_text(data, "甲.txt", ReadOptions())
    layer = found.layers[0]
    assert layer.crs.epsg == epsg
    assert [i.message.id for i in found.issues if i.message.id != "F11.text_parts"] == []
    for before, after in zip(shapes, shapely.from_wkb(layer.geometry), strict=True):
        assert shapely.get_num_geometries(after) == shapely.get_num_geometries(before)
        assert shapely.get_num_coordinates(after) == shapely.get_num_coordinates(before)
        here, there = (shapely.get_coordinates(shape) for shape in (before, after))
        away = np.abs(here[:, None] - there[None]).max(axis=2)
        assert away.min(axis=1).max() < 0.001
        assert away.min(axis=0).max() < 0.001


def text(path: Path) -> Path:
    body = "10" + PARCEL[1:] + rows(SQUARE) + rows(HOLE, "2", 5)
    second = "5,0.0667,CJ02,乙（水田）,面,,拆旧,0101,@\n" + rows([(n, e + 200) for n, e in SQUARE])
    path.write_bytes(f"{HEADER}[地块坐标]\n{body}{second}".encode("gbk"))
    return path


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".geojson"])
@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_a_text_through_a_vector_file_and_back(tmp_path: Path, suffix: str, encoding: str) -> None:
    source, vector, back = text(tmp_path / "甲.txt"), tmp_path / f"乙{suffix}", tmp_path / "丙.txt"
    way = {"encoding": encoding} if suffix == ".shp" else {}
    assert convert(source, vector, ConvertOptions(**way)).complete
    told = convert(vector, back, ConvertOptions(encoding=encoding), today=DAY)
    assert told.complete
    lines = back.read_bytes().decode(encoding).split("\r\n")
    assert lines[8] == "带号=35"
    # Declared figures as filed (four decimals), also the one that does not fit its shape.
    assert "10,1.0000,CJ01,柏坝村一组,面,I－50-77-（22）,拆旧,0702,@" in lines
    assert "5,0.0667,CJ02,乙（水田）,面,,拆旧,0101,@" in lines
    wanted = [*rows(SQUARE).split(), *rows(HOLE, "2", 5).split()]
    assert lines[13:23] == wanted


def test_what_is_told(tmp_path: Path) -> None:
    source = text(tmp_path / "甲.txt")
    done = convert(source, tmp_path / "乙.shp", ConvertOptions(crs=4544))
    said = {item.id: item.params for item in done.told}
    assert said["convert.moved"]["target"].endswith("(EPSG:4544)")
    assert said["convert.header_lost"]["entries"] == [
        "数据产生单位=自然资源部", "数据产生日期=2024-5-31",
    ]  # fmt: skip
    written = said["convert.written"]
    assert (written["count"], written["points"]) == (2, 12)
    assert written["planar"] == pytest.approx(9_600 + 10_000, abs=0.01)
    assert written["ellipsoidal"] == pytest.approx(9_600 + 10_000, abs=0.02)
    reading = read_source(tmp_path / "乙.shp", Limits(), ReadOptions())
    bounds = shapely.from_wkb(reading.layers[0].geometry)[0].bounds
    assert bounds == pytest.approx((500_000, N, 500_100, N + 100), abs=1e-9)


def test_another_zone_moves_points_and_adds_none(tmp_path: Path) -> None:
    source = text(tmp_path / "甲.txt")
    convert(source, tmp_path / "乙.gpkg", ConvertOptions(crs=4524))
    convert(tmp_path / "乙.gpkg", tmp_path / "丙.gpkg", ConvertOptions(crs=4523))
    there = read_source(tmp_path / "丙.gpkg", Limits(), ReadOptions()).layers[0]
    first = shapely.from_wkb(there.geometry)[0]
    assert shapely.get_num_coordinates(first) == 10
    box = shapely.box(E, N, E + 100, N + 100).difference(
        shapely.box(E + 40, N + 40, E + 60, N + 60)
    )
    assert shapely.hausdorff_distance(first, box) < 0.001


def test_a_folder_of_texts_becomes_one_layer(tmp_path: Path) -> None:
    folder = tmp_path / "坐标"
    folder.mkdir()
    text(folder / "甲.txt")
    text(folder / "乙.txt")
    (folder / "说明.txt").write_bytes("请见附图".encode("gbk"))
    done = convert(folder, tmp_path / "全部.gpkg", ConvertOptions())
    assert done.complete
    layer = read_source(tmp_path / "全部.gpkg", Limits(), ReadOptions()).layers[0]
    assert layer.columns["LYWJ"].to_pylist() == ["乙.txt"] * 2 + ["甲.txt"] * 2
