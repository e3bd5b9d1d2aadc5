"""A small project a profile: the files, hand-checked figures, and the program's whole result."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import pyogrio
import shapely
from pyproj import Geod, Transformer

from gouhook_gis.domain.report import Result
from scripts.sample_results import PROFILES, result_of, runs, text_of

GEOD = Geod(a=6378137.0, rf=298.257222101)
RUNS = list(runs())
NAMES = [f"{folder.name}-{run['name']}" for folder, run in RUNS]
every_run = pytest.mark.parametrize("number", range(len(RUNS)), ids=NAMES)


@cache
def result(number: int) -> Result:
    return result_of(*RUNS[number])


@every_run
def test_result_is_the_committed_one(number: int) -> None:
    folder, run = RUNS[number]
    assert text_of(result(number)) == (folder / "results" / f"{run['name']}.json").read_text(
        "utf-8"
    )


@every_run
def test_verdict_and_statuses(number: int) -> None:
    """What is listed has its status; all other rules pass or do not apply."""
    run, found = RUNS[number][1], result(number)
    statuses = {rule.code: rule.status.value for rule in found.rules}
    assert found.verdict.value == run["verdict"]
    assert {code: statuses[code] for code in run["rules"]} == run["rules"]
    others = {status for code, status in statuses.items() if code not in run["rules"]}
    assert others <= {"pass", "not_applicable"}


@every_run
def test_figures(number: int) -> None:
    """Each figure is that of the first assessment that measures it; areas hold to 0.02 m²."""
    found = {rule.code: rule for rule in result(number).rules}
    for code, measures in RUNS[number][1]["measures"].items():
        measured: dict[str, tuple[float, str]] = {}
        for assessment in found[code].assessments:
            for measure in assessment.measures:
                if not (measure.name == "overlap" and measure.value == 0.0):
                    measured.setdefault(measure.name, (measure.value, measure.unit))
        for name, value in measures.items():
            found_value, unit = measured[name]
            within = 0.02 if unit == "m2" else 1e-6
            assert found_value == pytest.approx(value, abs=within, rel=0), (code, name)


def shapes(path: Path | str) -> list[shapely.Geometry]:
    _, _, geometry, _ = pyogrio.raw.read(path)
    return list(shapely.from_wkb(geometry))


def official(polygon: shapely.Geometry, epsg: int) -> float:
    """Geodesic area of a polygon without holes whose edges are straight in the plane."""
    east, north = shapely.get_coordinates(shapely.segmentize(polygon, 5.0)).T
    degrees = Transformer.from_crs(epsg, 4490, always_xy=True).transform(east, north)
    return abs(GEOD.polygon_area_perimeter(*degrees)[0])


@every_run
def test_expected_areas_follow_from_the_files(number: int) -> None:
    """Totals and farmland once more, from the files and not from the drawing."""
    folder, run = RUNS[number]
    if "ZJ-A03" not in run["measures"]:
        return
    archive = f"/vsizip/{folder / run['submission']}"
    epsg = int(pyogrio.read_info(f"{archive}/CJDK.shp")["crs"].removeprefix("EPSG:"))
    old, new = shapes(f"{archive}/CJDK.shp"), shapes(f"{archive}/JXDK.shp")
    # The survey before: where there is a later one, it shows the land afterwards.
    land_use = min((folder / "reference").glob("DLTB_20*.shp"))
    meta, _, geometry, columns = pyogrio.raw.read(land_use)
    land = dict(zip(meta["fields"], columns, strict=True))
    farmland = shapely.from_wkb(geometry)[land["DLBM"] == "0103"]
    assert np.unique(land["KCXS"][land["DLBM"] == "0103"]).tolist() == [0.1]
    taken = [shapely.union_all(farmland).intersection(one) for one in new]
    expected = run["measures"]
    for name, value in {
        "demolition_area": math.fsum(official(one, epsg) for one in old),
        "new_construction_area": math.fsum(official(one, epsg) for one in new),
        "demolition_area_planar": math.fsum(one.area for one in old),
        "new_construction_area_planar": math.fsum(one.area for one in new),
    }.items():
        assert expected["ZJ-A01"][name] == pytest.approx(value, abs=0.02, rel=0), name
    gross = math.fsum(official(one, epsg) for one in taken)
    assert expected["ZJ-A03"]["occupied_farmland_gross"] == pytest.approx(gross, abs=0.02)
    assert expected["ZJ-A03"]["occupied_farmland"] == pytest.approx(0.9 * gross, abs=0.02)
    planned = 0.9 * math.fsum(one.area for one in old)
    assert expected["ZJ-A03"]["planned_farmland"] == pytest.approx(planned, abs=0.01)


def expected_of(profile: str, run: str) -> dict[str, Any]:
    return next(r for folder, r in RUNS if (folder.name, r["name"]) == (profile, run))


def test_prices_by_hand() -> None:
    """3.5 公顷 are 52.5 亩: 22.5 × 300,000 + 30 × 400,000 元; 37.5 亩 × 500,000 元."""
    out = expected_of("transfer-out", "settlement")["measures"]["ZJ-A17"]
    assert out["ordinary_amount"] == 22.5 * 300_000 == 6_750_000
    assert out["high_standard_amount"] == 30 * 400_000 == 12_000_000
    assert out["due_amount"] == out["filed_amount"] == 18_750_000
    bought = expected_of("transfer-in", "settlement")["measures"]["ZJ-A18"]
    assert bought["due_amount"] == 37.5 * 500_000
    assert round(bought["due_amount"] - bought["filed_amount"], 2) == 0.01


def test_amendment_by_hand() -> None:
    """Planted in metres: 10 × 50 illegal, 20 × 100 built upon, 20 × 100 used as an offset."""
    measures = expected_of("sichuan", "adjustment")["measures"]
    planar = {"ZJ-B03": 500, "ZJ-B04": 2000, "ZJ-B05": 2000}
    for code, area in planar.items():
        # 20 km from the meridian the official area is 10 ppm below the planar one.
        assert measures[code]["overlap"] == pytest.approx(area * (1 - 10e-6), abs=0.01)


def test_every_profile_has_its_project() -> None:
    assert {path.name for path in PROFILES.iterdir()} == {
        "national", "sichuan", "shandong", "transfer-in", "transfer-out",
    }  # fmt: skip
    for path in PROFILES.glob("*/expected.yaml"):
        assert yaml.safe_load(path.read_text("utf-8"))["profile"] == path.parent.name
