"""The sixty of the sample, made anew and checked by the command: all that was planted, no more."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from gouhook_gis.domain.batch import BatchSummary, DoubleUse, SharedParcel

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
UNREADABLE = 4  # the worst of all verdicts: two cannot be read
# What the rules of geometry ask for: the survey and the rasters take most of the time to read.
LAYERS = (
    *("YJJBNTTB_2024", "WFYD_2024", "CJDCQ_2024", "XZQ_XZ_2024", "XZQ_XJ_2024"),
    "BBDK_2023",
)

Truth = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the submissions are, and in `out` what the batch made of them."""
    place: Path = tmp_path_factory.mktemp("sixty")
    subprocess.run(
        [sys.executable, str(SAMPLE / "make.py"), "--batch", str(place)], check=True, timeout=300
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "gouhook_gis", "batch", str(place / "submissions")),
            *("--profile", "national", "--reference", str(_reference(place / "reference"))),
            *("--quota", str(place / "周转指标.csv"), "--require", "geometry"),
            *("--workers", "2", "--out", str(place / "out")),
        ],
        check=False,
        capture_output=True,
        timeout=1200,
        encoding="utf-8",
    )
    assert done.returncode == UNREADABLE, done.stdout + done.stderr
    return place


def _reference(folder: Path) -> Path:
    """Copy LAYERS of the sample with what is said of them."""
    folder.mkdir()
    source = SAMPLE / "reference"
    described = yaml.safe_load((source / "reference.yaml").read_text("utf-8"))["layers"]
    for stem in LAYERS:
        for path in source.glob(f"{stem}.*"):
            shutil.copy(path, folder)
    kept = [layer for layer in described if Path(layer["path"]).stem in LAYERS]
    (folder / "reference.yaml").write_text(yaml.safe_dump({"layers": kept}), "utf-8")
    return folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    content: Truth = yaml.safe_load((folder / "truth.yaml").read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def summary(folder: Path) -> BatchSummary:
    return BatchSummary.model_validate_json((folder / "out" / "summary.json").read_bytes())


def test_every_verdict_is_as_drawn(summary: BatchSummary, truth: Truth) -> None:
    """Those that cannot be read are recorded, and nobody else is held up by them."""
    found: dict[str, list[str]] = {}
    for row in summary.rows:
        assert row.verdict is not None, row.name
        found.setdefault(row.verdict.value, []).append(row.name)
    assert {verdict: sorted(names) for verdict, names in found.items()} == truth["verdicts"]
    assert (summary.members, summary.failed) == (truth["submissions"], 0)


def test_all_pairs_are_found_and_none_more(summary: BatchSummary, truth: Truth) -> None:
    drawn = {
        (_told(pair["first"]), _told(pair["second"])): pair["area_official_m2"]
        for pair in truth["pairs"]
    }
    found = {_both(pair): pair.area_m2 for pair in summary.doubles}
    assert sorted(found, key=str) == sorted(drawn, key=str)
    assert len(summary.doubles) == len(truth["pairs"]) == 15
    for pair, area in found.items():
        assert area == pytest.approx(drawn[pair], abs=0.01), pair


def test_every_other_defect_is_that_of_one_rule(summary: BatchSummary, truth: Truth) -> None:
    """No rule fails but by what was planted; areas are four in 10,000 smaller than those
    of the plane.
    """
    blocking = {rule.code for rule in summary.rules if rule.severity == "error"}
    paired = {side["member"] for pair in truth["pairs"] for side in (pair["first"], pair["second"])}
    for row in summary.rows:
        if row.verdict == "unreadable":
            continue
        defect = truth["defects"].get(row.name, {})
        planted = {defect["rule"]} if defect else set()
        failed = {code for code, cell in row.cells.items() if cell.status == "fail"}
        assert failed == planted | ({"P01"} if row.name in paired else set()), row.name
        assert row.failed == len(failed & blocking), row.name
        if "area_planar_m2" in defect:
            area = row.cells[defect["rule"]].area_m2
            assert area == pytest.approx(defect["area_planar_m2"], rel=5e-4), row.name


def test_each_county_is_beyond_its_quota_by_what_was_planned(
    summary: BatchSummary, truth: Truth
) -> None:
    """Ground that two build on counts once, that of an earlier project too, of a withdrawn not."""
    found = {county.code: county for county in summary.counties}
    for drawn in truth["counties"]:
        county = found.pop(drawn["code"])
        assert county.projects == drawn["projects"]
        assert county.members_m2 == pytest.approx(drawn["members_official_m2"], abs=0.05)
        assert county.total_m2 == pytest.approx(drawn["total_official_m2"], abs=0.05)
        assert county.quota_m2 == pytest.approx(drawn["quota_ha"] * 10_000)
        assert county.status == "fail"
    (idle,) = found.values()
    # Two could not be read: nobody knows what they build, and where.
    assert (idle.code, idle.projects, idle.total_m2) == ("510997", 0, 0.0)
    assert idle.status == "needs_review"


def _told(side: dict[str, Any]) -> tuple[str | None, str, str, str]:
    return side["member"], side["project_code"], side["parcel_id"], side["role"]


def _both(pair: DoubleUse) -> tuple[Any, Any]:
    def side(one: SharedParcel) -> tuple[str | None, str, str, str]:
        return one.member, one.project_code, one.parcel_id, str(one.role)

    return side(pair.first), side(pair.second)
