"""The committed sample data is what its README promises."""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import yaml

import pyogrio
import shapely
from pyproj import Geod, Transformer

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
REFERENCE = SAMPLE / "reference"
SUBMISSIONS = SAMPLE / "submissions"
GEOD = Geod(a=6378137.0, rf=298.257222101)

Layer = tuple[dict[str, npt.NDArray[Any]], npt.NDArray[np.object_]]


def read(path: Path | str, **options: Any) -> Layer:
    meta, _, geometry, columns = pyogrio.raw.read(path, **options)
    return dict(zip(meta["fields"], columns, strict=True)), shapely.from_wkb(geometry)


def submitted(name: str, layer: str) -> Layer:
    return read(f"/vsizip/{SUBMISSIONS / name}/{layer}.shp")


def karney(geometry: shapely.Geometry) -> float:
    to_degrees = Transformer.from_crs(4523, 4490, always_xy=True)
    east, north = shapely.get_coordinates(geometry).T
    return abs(GEOD.polygon_area_perimeter(*to_degrees.transform(east, north))[0])


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((SAMPLE / "expected.yaml").read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def land_use() -> Layer:
    return read(REFERENCE / "DLTB_2023.gpkg", layer="DLTB")


def test_reference_is_complete() -> None:
    layers = yaml.safe_load((REFERENCE / "reference.yaml").read_text("utf-8"))["layers"]
    assert Counter(entry["kind"] for entry in layers) == {
        "land_use": 1,
        "villages": 2,
        "townships": 1,
        "counties": 1,
        "basic_farmland": 2,
        "illegal_land": 1,
        "ecological_redline": 1,
        "planning_zones": 1,
        "farmland_offset": 1,
        "filed_parcels": 1,
        "land_use_update": 2,
        "land_use_change": 2,
        "elevation": 1,
        "land_cover": 1,
    }
    sparse = {
        *("basic_farmland", "illegal_land", "ecological_redline", "planning_zones"),
        *("farmland_offset", "filed_parcels", "land_use_update", "land_use_change"),
    }
    for entry in layers:
        assert (REFERENCE / entry["path"]).exists()
        assert ("coverage" in entry) == (entry["kind"] in sparse)
    size = sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file())
    assert size < 6_500_000


def test_units_nest() -> None:
    new, new_shapes = read(REFERENCE / "CJDCQ_2024.shp")
    old, old_shapes = read(REFERENCE / "CJDCQ_2023.shp")
    assert (len(old_shapes), len(new_shapes)) == (46, 45)
    assert all(len(code) == 19 and code.endswith("0000000") for code in old["ZLDWDM"])
    assert set(old["ZLDWDM"]) - set(new["ZLDWDM"]) == {"5109991012020000000"}
    merged = new_shapes[list(new["ZLDWDM"]).index("5109991012010000000")]
    of_old = [list(old["ZLDWDM"]).index(f"51099910120{n}0000000") for n in (1, 2)]
    of_old_area = sum(shape.area for shape in old_shapes[of_old])
    assert merged.area == pytest.approx(of_old_area, abs=0.01)
    assert sum(shape.geom_type == "MultiPolygon" for shape in old_shapes) == 1  # the exclave
    towns, town_shapes = read(REFERENCE / "XZQ_XZ_2024.shp")
    assert len(town_shapes) == 6
    assert {len(code) for code in towns["XZQDM"]} == {9}
    counties, county_shapes = read(REFERENCE / "XZQ_XJ_2024.shp")
    assert list(counties["XZQDM"]) == ["510998", "510999"]
    whole = county_shapes[1].area
    for shapes in (old_shapes, new_shapes, town_shapes):
        assert shapely.coverage_is_valid(shapes)
        assert sum(shape.area for shape in shapes) == pytest.approx(whole, abs=0.01)


def test_a_township_lies_far_from_the_meridian() -> None:
    towns, shapes = read(REFERENCE / "XZQ_XZ_2024.shp")
    to_degrees = Transformer.from_crs(4523, 4490, always_xy=True)
    centre = shapes[list(towns["XZQDM"]).index("510999201")].centroid
    longitude, latitude = to_degrees.transform(centre.x, centre.y)
    assert longitude - 105 == pytest.approx(1.4, abs=0.01)
    assert latitude == pytest.approx(30.6, abs=0.05)


def test_land_use_tiles_the_villages(land_use: Layer) -> None:
    columns, shapes = land_use
    assert 3000 < len(shapes) < 8000
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    villages, outlines = read(REFERENCE / "CJDCQ_2023.shp")
    for code, outline, control in zip(villages["ZLDWDM"], outlines, villages["DCMJ"], strict=True):
        inside = columns["ZLDWDM"] == code
        assert sum(shape.area for shape in shapes[inside]) == pytest.approx(outline.area, abs=0.01)
        assert shapely.covers(outline.buffer(1e-6), shapes[inside]).all()
        # Σ TBMJ of a village is its control area, in whole 0.01 m².
        assert round(columns["TBMJ"][inside].sum(), 2) == pytest.approx(control, abs=0.001)


def test_land_use_has_the_fields_and_classes_of_the_standard(land_use: Layer) -> None:
    columns, shapes = land_use
    wanted = (
        "BSM YSDM TBYBH TBBH DLBM DLMC QSXZ QSDWDM QSDWMC ZLDWDM ZLDWMC TBMJ KCDLBM KCXS KCMJ "
        "TBDLMJ GDLX GDPDJB XZDWKD TBXHDM TBXHMC ZZSXDM ZZSXMC GDDB FRDBS CZCSXM SJNF MSSM HDMC BZ"
    )
    assert list(columns) == wanted.split(" ")
    assert len(set(columns["BSM"])) == len(shapes)
    assert {len(bsm) for bsm in columns["BSM"]} == {18}
    found: dict[str | None, set[str]] = defaultdict(set)
    for settlement, land_class in zip(columns["CZCSXM"], columns["DLBM"], strict=True):
        found[settlement].add(land_class)
    assert found["203"] == {"0702", "1004", "1201"}
    assert (found["203A"], found["204"], found["205"]) == ({"0601"}, {"0602"}, {"09"})
    assert {"0101", "0103", "1006", "1107", "1104", "0301", "1101"} <= found[None]
    assert np.mean(columns["SJNF"] == 2019) > 0.7

    farmland = np.isin(columns["DLBM"], ["0101", "0103"])
    flat = farmland & (columns["GDPDJB"] == "1")
    steep = farmland & ~flat
    assert flat.sum() > 100
    assert steep.sum() > 100
    assert (columns["KCXS"][flat] == 0).all()
    assert ((columns["KCXS"][steep] >= 0.06) & (columns["KCXS"][steep] <= 0.20)).all()
    assert (columns["KCDLBM"][steep] == "1203").all()
    assert np.isnan(columns["KCXS"][~farmland]).all()
    net = np.round(columns["TBMJ"] - columns["KCMJ"], 2)
    assert np.allclose(net, columns["TBDLMJ"], atol=1e-6)


def test_some_areas_are_off_their_geometry_by_centimetres(land_use: Layer) -> None:
    columns, shapes = land_use
    small = [i for i, s in enumerate(shapes) if s.area < 30_000 and not len(s.interiors)]
    off = [abs(columns["TBMJ"][i] - karney(shapes[i].exterior)) for i in small]
    assert max(off) < 0.08
    assert sum(value > 0.015 for value in off) > 30


def test_basic_farmland_has_skylights_and_two_editions() -> None:
    new, new_shapes = read(REFERENCE / "YJJBNTTB_2024.shp")
    old, old_shapes = read(REFERENCE / "YJJBNTTB_2020.shp")
    assert "YJJBNTMJ" in new
    assert "JBNTMJ" in old
    assert sum(len(p.interiors) for s in new_shapes for p in shapely.get_parts(s)) > 100
    both = {shapely.normalize(s).wkb for s in new_shapes} & {
        shapely.normalize(s).wkb for s in old_shapes
    }
    assert 0 < len(old_shapes) - len(both) < 0.1 * len(old_shapes)
    assert 0 < len(new_shapes) - len(both) < 0.1 * len(new_shapes)


def test_illegal_patches() -> None:
    columns, shapes = read(REFERENCE / "WFYD_2024.shp")
    assert len(shapes) == 15
    assert Counter(columns["整改状态"]) == {"已整改到位": 6, "整改中": 3, "未整改": 5, None: 1}
    assert Counter(columns["判定结果"]) == {"违法": 14, None: 1}
    dated = ~np.isnat(columns["整改日期"].astype("datetime64[D]"))
    assert (dated == (columns["整改状态"] == "已整改到位")).all()


def test_red_line_is_empty() -> None:
    columns, shapes = read(REFERENCE / "STBHHX_2024.shp")
    assert len(shapes) == 0
    assert "XJXZQHDM" in columns


def test_clean_project(expected: dict[str, Any]) -> None:
    old, old_shapes = submitted("clean.zip", "CJDK")
    new, new_shapes = submitted("clean.zip", "JXDK")
    areas = shapely.area(old_shapes)
    assert 120 <= len(areas) <= 200
    assert areas.min() >= 150
    assert areas.max() <= 3000
    assert 200_000 <= areas.sum() <= 400_000
    assert np.isclose(areas, 280, atol=1e-4).sum() == 1  # below the smallest size mapped
    assert Counter(new["DKYT"]) == {"安置": 1, "城镇": 2}
    # 公顷 in one layer, m² in the other, both planar.
    assert np.allclose(old["DKMJ"], areas / 1e4, atol=5.1e-5)
    assert np.allclose(new["DKMJ"], shapely.area(new_shapes), atol=0.006)
    sums = expected["clean.zip"]["totals"]
    assert areas.sum() == pytest.approx(sums["demolition"]["planar_m2"], abs=0.01)
    official = sum(karney(shape) for shape in old_shapes)
    assert official == pytest.approx(sums["demolition"]["official_m2"], abs=0.5)
    surplus = areas.sum() - shapely.area(new_shapes).sum()
    assert set(old["JYZB"]) == {round(surplus / 1e4, 4)}
    assert len(set(old["DKBH"])) == len(areas)
    assert set(old["DXLX"]) == {"平原", "丘陵"}


def test_planted_overlaps_are_what_the_hand_says() -> None:
    new, shapes = submitted("violations.zip", "JXDK")
    farmland = shapely.union_all(read(REFERENCE / "YJJBNTTB_2024.shp")[1])
    areas = dict(
        zip(new["DKBH"], shapely.area(shapely.intersection(shapes, farmland)), strict=True)
    )
    by_hand = {"JX901": 4000.0, "JX902": 36.0, "JX903": 2.0, "JX905": 4800.0}
    for parcel in new["DKBH"]:
        assert areas[parcel] == pytest.approx(by_hand.get(parcel, 0.0), abs=0.001), parcel


def test_every_rule_is_expected_to_break(expected: dict[str, Any]) -> None:
    rules = expected["violations.zip"]["rules"]
    assert rules.keys() == expected["clean.zip"]["rules"].keys()
    statuses = {code: rule["status"] for code, rule in rules.items()}
    # What only asks to look, what a parcel outside the survey leaves open, and the reminder to
    # resettle, which two parcels meet.
    assert {code: s for code, s in statuses.items() if s != "fail"} == {
        "F13": "needs_review",
        "F14": "needs_review",
        "ZJ-A10": "not_run",
        "ZJ-B31": "pass",
        "ZJ-B34": "needs_review",
    }
    assert {rule["status"] for rule in expected["clean.zip"]["rules"].values()} == {"pass"}


@pytest.mark.parametrize("name", ["clean.zip", "violations.zip"])
def test_every_parcel_has_a_measurable_area(name: str) -> None:
    for layer in ("CJDK", "JXDK"):
        _, shapes = submitted(name, layer)
        assert shapely.is_valid(shapes).all()
        assert (shapely.area(shapes) > 100).all()


def test_messy_is_clean_in_an_untidy_archive() -> None:
    _, clean = submitted("clean.zip", "CJDK")
    with zipfile.ZipFile(SUBMISSIONS / "messy.zip") as archive:
        infos = archive.infolist()
        # Names are GBK bytes; zipfile shows them as code page 437 where the flag is missing.
        names = [info.filename.encode("cp437").decode("gbk") for info in infos]
        content = {
            name.rsplit("/", 1)[-1]: archive.read(info)
            for name, info in zip(names, infos, strict=True)
        }
    assert not any(info.flag_bits & 0x800 for info in infos)
    assert not any(name.lower().endswith((".cpg", ".prj")) for name in names)
    assert {"cjdk.SHP", "CJDK.dbf", "建新地块.shp", "Thumbs.db"} <= content.keys()
    assert any(name.startswith("__MACOSX/") for name in names)
    assert any(name.endswith(".lock") for name in names)
    dbf = content["CJDK.dbf"]
    assert dbf[29] == 0
    assert "柏树村".encode("gbk") in dbf
    assert "\u3000CJ007".encode("gbk") in dbf
    with pytest.raises(UnicodeDecodeError):
        dbf.decode("utf-8")
    # Shape type 15 (polygon with Z); eastings of eight digits tell the zone.
    assert int.from_bytes(content["cjdk.SHP"][32:36], "little") == 15
    assert np.frombuffer(content["cjdk.SHP"][36:44], "<f8")[0] > 35_000_000
    assert int.from_bytes(dbf[4:8], "little") == len(clean)
