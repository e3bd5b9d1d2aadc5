"""The patches of the sample, from files to files: every outcome and share as drawn."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

import pyogrio
import shapely

from gouhook_gis.cli.app import app
from gouhook_gis.domain.enforcement import Enforcement
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.enforcement.enforce import enforce
from gouhook_gis.enforcement.write import write_enforcement
from gouhook_gis.pipeline import CheckOptions
from tests.support.catalogues import E, N, write

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
PATCHES = SAMPLE / "patches" / "卫片图斑_2024.gpkg"
FILED = f"filed_parcels@2024={SAMPLE / 'patches' / 'BBDK_2024.gpkg'}"
APPROVED = f"land_conversion@2024={SAMPLE / 'patches' / 'NZYPZ_2024.gpkg'}"
SURVEY = f"land_use@2023={SAMPLE / 'reference' / 'DLTB_2023.gpkg'}"
SICHUAN = CheckOptions(profile="sichuan")


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((SAMPLE / "expected.yaml").read_text("utf-8"))
    found: dict[str, Any] = content["patches"]
    return found


@pytest.fixture(scope="module")
def found() -> Enforcement:
    return enforce(PATCHES, [FILED, APPROVED, SURVEY], SICHUAN)


def test_every_patch_is_what_it_was_drawn_to_be(
    found: Enforcement, expected: dict[str, Any]
) -> None:
    assert len(found.patches) == 300
    assert {one.value: count for one, count in found.counts.items()} == expected["counts"]
    for patch in found.patches:
        drawn = expected["patches"][patch.id]
        assert patch.outcome == drawn["outcome"], patch.id
        assert patch.covered_share == pytest.approx(drawn["covered_share"], abs=2e-6), patch.id
        # Official square metres here are 4 in 10,000 smaller than those of the plane.
        scale = patch.area_m2 / drawn["area_planar_m2"]
        assert scale == pytest.approx(0.9996, abs=1e-4), patch.id
        farmland = patch.uncovered_m2 if drawn["farmland"] else 0.0
        assert patch.uncovered_farmland_m2 == pytest.approx(farmland, abs=0.01), patch.id


def test_files_say_what_was_found(found: Enforcement, tmp_path: Path) -> None:
    """The workbook in openpyxl, the GeoPackage in GDAL, the JSON as the model."""
    write_enforcement(found, tmp_path)
    assert Enforcement.model_validate_json((tmp_path / "patches.json").read_text()).counts == (
        found.counts
    )
    book = openpyxl.load_workbook(tmp_path / "patches.xlsx")
    rows = list(book["图斑比对表"].iter_rows(values_only=True))
    heads, body = rows[0], [row for row in rows[1:] if row[0] and str(row[0]).startswith("5109")]
    assert len(body) == 300
    first = dict(zip(heads, body[150], strict=True))
    assert first["比对结果"] == "部分在项目区地块内"
    assert (first["套合占比（%）"], first["套合面积（亩）"]) == (75, 1.12)
    counts = {row[0]: row[1] for row in book["分类汇总"].iter_rows(min_row=2, values_only=True)}
    assert counts["拆旧地块内，拆除或复垦施工"] == 30
    layers = dict(pyogrio.list_layers(tmp_path / "patches.gpkg").tolist())
    assert layers == {"patches": "MultiPolygon", "uncovered": "MultiPolygon"}
    assert pyogrio.read_info(tmp_path / "patches.gpkg", layer="patches")["features"] == 300
    # 70 + 20 + 20 + 20 + 20 patches lie wholly in new parcels, but for the 20 at 92 and 96 %.
    assert pyogrio.read_info(tmp_path / "patches.gpkg", layer="uncovered")["features"] == 170
    page = (tmp_path / "patches.html").read_text("utf-8")
    assert page.count("<svg") == 185
    assert "不是合法性认定" in page


def test_restricted_layers_are_marked_everywhere(found: Enforcement, tmp_path: Path) -> None:
    """The survey is restricted: page and workbook say so; filed parcels alone are not."""
    mark = "内部资料 注意保管"
    write_enforcement(found, tmp_path)
    assert mark in (tmp_path / "patches.html").read_text("utf-8")
    book = openpyxl.load_workbook(tmp_path / "patches.xlsx")
    assert mark in (book["图斑比对表"].oddHeader.left.text or "")
    assert book["依据与说明"]["A2"].value == mark
    assert found.restricted
    assert not enforce(PATCHES, [FILED], SICHUAN).restricted


def test_a_datum_that_nothing_states_is_said(tmp_path: Path) -> None:
    """Without .prj the datum is taken for granted, and that is told."""
    path = write(tmp_path / "卫片图斑.shp", [shapely.box(E, N, E + 40, N + 25)], None, JCBH=["1"])
    found = enforce(path, [FILED, SURVEY], SICHUAN)
    assert len(found.patches) == 1
    assert "F04.prj_missing" in [item.id for item in found.missing]


def test_without_survey_and_approvals_it_says_so() -> None:
    found = enforce(PATCHES, [FILED], SICHUAN)
    assert [item.id for item in found.missing] == [
        "enforce.missing.land_use",
        "enforce.missing.land_conversion",
    ]
    outcomes = {one.value: count for one, count in found.counts.items()}
    assert "outside_farmland" not in outcomes
    assert outcomes["doubtful"] == 30 + 35


def test_command(tmp_path: Path) -> None:
    told = ["--reference", FILED, "--reference", SURVEY, "--profile", "sichuan"]
    done = CliRunner().invoke(app, ["enforce", str(PATCHES), *told, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "复垦验收后疑似再占  15" in done.output
    assert "ZJ-B24" in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "patches.gpkg",
        "patches.html",
        "patches.json",
        "patches.xlsx",
    ]


def test_filed_parcels_are_needed() -> None:
    with pytest.raises(UsageError, match="--reference filed_parcels=文件"):
        enforce(PATCHES, [SURVEY], SICHUAN)


def _geojson(path: Path, features: list[dict[str, Any]]) -> Path:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    return path


def test_a_record_without_shape_is_said_and_the_rest_compared(tmp_path: Path) -> None:
    west, south, east, north = 106.33, 30.6, 106.3305, 30.6005
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    path = _geojson(
        tmp_path / "任意.geojson",
        [
            {"type": "Feature", "properties": {"线索编号": number}, "geometry": geometry}
            for number, geometry in (("130403SJBG26210183", shape), ("130403SJBG26210184", None))
        ],
    )
    found = enforce(path, [FILED, SURVEY], SICHUAN)
    assert [patch.id for patch in found.patches] == ["130403SJBG26210183"]
    assert found.patches[0].county == "130403"
    assert [item.params["record"] for item in found.unmeasured] == [2]


def test_what_is_no_delivery_is_refused(tmp_path: Path) -> None:
    empty = _geojson(tmp_path / "empty.geojson", [])
    text = tmp_path / "x.zip"
    text.write_text("no archive")
    for path, said in ((empty, "不能确定哪一个是图斑图层"), (text, "无法读取")):
        with pytest.raises(UsageError, match=said):
            enforce(path, [FILED], SICHUAN)


def test_debians_gdal_reads_the_geopackage(found: Enforcement, tmp_path: Path) -> None:
    """Another program than the one that wrote it."""
    import shutil

    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo is missing: the GeoPackage was NOT read with another program")
    write_enforcement(found, tmp_path)
    done = subprocess.run(
        ["ogrinfo", "-so", str(tmp_path / "patches.gpkg"), "patches"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert "Feature Count: 300" in done.stdout
