"""What a conversion refuses, leaves out and says; nothing is written by halves."""

from __future__ import annotations

from pathlib import Path

import pytest

import shapely
from shapely import MultiPolygon, Polygon

from gouhook_gis.conversion.convert import UnreadableError, convert
from gouhook_gis.conversion.options import ConvertOptions
from gouhook_gis.domain.errors import GouhookError, RefusedError, UsageError
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import Limits
from tests.formats.builders import NULL, box, content, put, shapefile
from tests.formats.coordinate_texts import PLAIN, E, N


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")


def geojson(path: Path, shape: shapely.Geometry, **properties: object) -> Path:
    import json

    feature = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shape),
        "properties": {"DKBH": "CJ01", **properties},
    }
    crs = {"type": "name", "properties": {"name": "EPSG:4523"}}
    document = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
    path.write_text(json.dumps(document), "utf-8")
    return path


def square(east: float = 0.0, size: float = 100.0) -> Polygon:
    return shapely.box(E + east, N, E + east + size, N + size)


def params(error: GouhookError) -> tuple[str, dict]:
    return error.message.id, error.message.params


def test_an_existing_file_is_kept_unless_told(tmp_path: Path) -> None:
    source = put(tmp_path, "甲", shapefile())
    out = tmp_path / "乙.txt"
    out.write_text("旧", "utf-8")
    with pytest.raises(UsageError, match=r"乙\.txt"):
        convert(source, out, ConvertOptions())
    assert out.read_text("utf-8") == "旧"
    convert(source, out, ConvertOptions(overwrite=True))
    assert out.read_bytes().startswith("[属性描述]".encode("gbk"))
    left = sorted(path.suffix for path in tmp_path.iterdir())
    assert left == [".dbf", ".prj", ".shp", ".shx", ".txt"]


def test_a_companion_of_another_shapefile_is_not_written_over(tmp_path: Path) -> None:
    source = put(tmp_path, "甲", shapefile())
    (tmp_path / "乙.dbf").write_bytes(b"x")
    with pytest.raises(UsageError, match=r"乙\.dbf"):
        convert(source, tmp_path / "乙.shp", ConvertOptions())


def test_the_source_is_never_written_over(tmp_path: Path) -> None:
    source = put(tmp_path, "甲", shapefile())
    before = source.read_bytes()
    with pytest.raises(UsageError) as caught:
        convert(source, source, ConvertOptions(overwrite=True))
    assert params(caught.value)[0] == "convert.onto_itself"
    assert source.read_bytes() == before


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    source = geojson(tmp_path / "甲.geojson", square(), DKMC="𬭎村")
    with pytest.raises(RefusedError) as caught:
        convert(source, tmp_path / "乙.txt", ConvertOptions())
    told = {"parcel": "CJ01", "title": "地块名称", "char": "𬭎"}
    assert params(caught.value) == ("convert.not_in_gbk", told)
    assert [path.name for path in tmp_path.iterdir()] == ["甲.geojson"]
    assert convert(source, tmp_path / "乙.txt", ConvertOptions(encoding="UTF-8")).complete
    with pytest.raises(RefusedError, match="𬭎"):
        convert(source, tmp_path / "乙.shp", ConvertOptions())


def test_a_part_inside_another_cannot_be_held(tmp_path: Path) -> None:
    inner = shapely.box(E + 40, N + 40, E + 60, N + 60)
    source = geojson(tmp_path / "甲.geojson", MultiPolygon([square(), inner]))
    with pytest.raises(RefusedError) as caught:
        convert(source, tmp_path / "乙.txt", ConvertOptions())
    assert params(caught.value) == ("convert.cannot_hold", {"count": 1, "parcels": ["CJ01"]})


def test_an_island_in_a_hole_can(tmp_path: Path) -> None:
    hole = shapely.box(E + 20, N + 20, E + 80, N + 80)
    island = shapely.box(E + 40, N + 40, E + 60, N + 60)
    shape = MultiPolygon([square().difference(hole), island])
    source = geojson(tmp_path / "甲.geojson", shape)
    assert convert(source, tmp_path / "乙.txt", ConvertOptions()).complete
    layer = read_source(tmp_path / "乙.txt", Limits(), ReadOptions()).layers[0]
    assert shapely.from_wkb(layer.geometry)[0].equals(shape)


@pytest.mark.parametrize(
    ("options", "out", "said"),
    [
        ({"crs": 2359}, "乙.txt", "convert.crs_unknown"),
        ({"crs": 4490}, "乙.txt", "convert.text_in_degrees"),
        ({"encoding": "GBK"}, "乙.gpkg", "convert.encoding_unused"),
        ({"fields": ("BH=地块编号",)}, "乙.gpkg", "convert.fields_unused"),
        ({"fields": ("BH",)}, "乙.txt", "convert.field_syntax"),
        ({"fields": ("BH=村庄",)}, "乙.txt", "convert.field_syntax"),
        ({"fields": ("A=DKBH", "B=地块编号")}, "乙.txt", "convert.field_twice"),
        ({"fields": ("没有=地块编号",)}, "乙.txt", "convert.no_field"),
        ({"layer": "没有"}, "乙.txt", "convert.no_layer"),
        ({}, "乙.kml", "convert.suffix"),
        ({}, "没有/乙.txt", "convert.no_folder"),
    ],
)
def test_a_call_that_cannot_be_meant(tmp_path: Path, options: dict, out: str, said: str) -> None:
    source = put(tmp_path, "甲", shapefile())
    with pytest.raises(UsageError) as caught:
        convert(source, tmp_path / out, ConvertOptions(**options))
    assert params(caught.value)[0] == said


def test_degrees_into_a_text_name_the_zone_to_ask_for(tmp_path: Path) -> None:
    source = put(tmp_path, "甲", shapefile())
    convert(source, tmp_path / "乙.gpkg", ConvertOptions(crs=4490))
    with pytest.raises(UsageError) as caught:
        convert(tmp_path / "乙.gpkg", tmp_path / "丙.txt", ConvertOptions())
    assert params(caught.value) == ("convert.needs_plane", {"crs": 4523})


def test_a_field_by_another_name(tmp_path: Path) -> None:
    fields = ((b"XH", "C", 10, 0), (b"DZ", "C", 10, 0))
    values = [[b"7", "甲,乙".encode("gbk")]]
    source = put(tmp_path, "甲", shapefile(fields=fields, rows=values, cpg=b"GBK"))
    with pytest.raises(UsageError) as caught:
        convert(source, tmp_path / "乙.txt", ConvertOptions())
    assert params(caught.value) == ("convert.no_id", {"layer": "甲", "known": ["XH", "DZ"]})
    options = ConvertOptions(fields=("XH=地块编号", "DZ=地块名称"))
    done = convert(source, tmp_path / "乙.txt", options)
    lines = (tmp_path / "乙.txt").read_bytes().decode("gbk").split("\r\n")
    # No declared area: the planar one of 100 m by 100 m. The comma would break the line.
    assert lines[12] == "5,1.0000,7,甲，乙,面,,,,@"
    assert {"convert.area_computed", "convert.commas"} <= {item.id for item in done.told}


def test_several_layers_need_a_choice_but_for_a_geopackage(tmp_path: Path) -> None:
    folder = tmp_path / "项目"
    put(folder, "拆旧", shapefile())
    put(folder, "建新", shapefile())
    with pytest.raises(UsageError, match=r"建新\.shp（1）、拆旧\.shp（1）"):
        convert(folder, tmp_path / "乙.txt", ConvertOptions())
    assert convert(folder, tmp_path / "乙.txt", ConvertOptions(layer="拆旧")).complete
    convert(folder, tmp_path / "乙.gpkg", ConvertOptions())
    reading = read_source(tmp_path / "乙.gpkg", Limits(), ReadOptions())
    assert sorted(layer.name for layer in reading.layers) == ["建新", "拆旧"]


def test_a_record_without_shape_is_left_out_and_said(tmp_path: Path) -> None:
    source = put(tmp_path, "甲", shapefile([content([box(E, N)]), NULL]))
    done = convert(source, tmp_path / "乙.txt", ConvertOptions())
    said = {item.id: item.params for item in done.told}
    assert said["convert.no_shape"] == {"layer": "甲.shp", "count": 1, "records": ["2"]}
    assert not done.complete


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    source = tmp_path / "甲.txt"
    source.write_bytes(PLAIN.replace("2000国家大地坐标系", "1980西安坐标系").encode("gbk"))
    with pytest.raises(UnreadableError) as caught:
        convert(source, tmp_path / "乙.shp", ConvertOptions())
    assert "F04.xian80" in [item.id for item in caught.value.reasons]
    source.write_bytes(PLAIN.encode("gbk") + b"abc\n")
    with pytest.raises(UnreadableError) as caught:
        convert(source, tmp_path / "乙.shp", ConvertOptions())
    assert caught.value.reasons[0].params["line"] == 19
    assert not (tmp_path / "乙.shp").exists()


def test_long_names_and_texts_in_a_shapefile_are_said(tmp_path: Path) -> None:
    source = geojson(tmp_path / "甲.geojson", square(), 地块面积平方米=1.5, 备注="长" * 200)
    done = convert(source, tmp_path / "乙.shp", ConvertOptions())
    said = {item.id: item.params for item in done.told}
    assert said["convert.name_cut"] == {"column": "地块面积平方米", "name": "地块面积平"}
    assert said["convert.text_cut"] == {"column": "备注", "count": 1}
    columns = read_source(tmp_path / "乙.shp", Limits(), ReadOptions()).layers[0].columns
    assert columns["备注"].to_pylist() == ["长" * 127]


@pytest.mark.parametrize(
    ("filed", "unit", "line"),
    [
        (1.0, None, "1.0000"),  # 公顷 by its ratio to 10 000 m²
        (15.0, None, "1.0000"),  # 亩
        (10_000.5, None, "1.00005"),  # m²
        (300.0, AreaUnit.M2, "0.0300"),
        (300.0, AreaUnit.MU, "20.0000"),
    ],
)
def test_a_declared_area_is_written_in_hectares(
    tmp_path: Path, filed: float, unit: AreaUnit | None, line: str
) -> None:
    source = geojson(tmp_path / "甲.geojson", square(), DKMJ=filed)
    convert(source, tmp_path / "乙.txt", ConvertOptions(area_unit=unit))
    assert f"5,{line},CJ01," in (tmp_path / "乙.txt").read_bytes().decode("gbk")


def test_an_area_whose_unit_nothing_tells_is_never_replaced(tmp_path: Path) -> None:
    source = geojson(tmp_path / "甲.geojson", square(), DKMJ=300.0)
    with pytest.raises(UsageError) as caught:
        convert(source, tmp_path / "乙.txt", ConvertOptions())
    told = {"field": "DKMJ", "ratio": pytest.approx(0.03, rel=1e-5)}
    assert params(caught.value) == ("convert.area_unit", told)


def test_texts_and_photographs_beside_layers_are_no_matter_but_named(tmp_path: Path) -> None:
    source = tmp_path / "项目"
    put(source, "甲", shapefile())
    (source / "坐标.txt").write_bytes((PLAIN + "[多余]\n").encode("gbk"))
    (source / "坏.txt").write_bytes((PLAIN + "abc\n").encode("gbk"))
    (source / "坏.jpg").write_bytes(b"abc")
    converted = convert(source, tmp_path / "乙.gpkg", ConvertOptions())
    (told,) = [m for m in converted.told if "text" in m.id or m.id.startswith("F")]
    assert (told.id, told.params["names"]) == ("convert.texts_beside", ["坏.txt", "坐标.txt"])
    assert converted.complete
