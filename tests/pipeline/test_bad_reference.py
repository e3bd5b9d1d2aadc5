"""Flaws of reference layers: what they may hide is said, and nothing about them is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

import shapely

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import catalogue
from gouhook_gis.domain.words import Status, Verdict
from tests.pipeline.broken import SAMPLE, E, N, changed, farmland, report, rule, texts


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process."""
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")


def test_what_is_said_of_the_submission_is_not_said_of_reference_layers(tmp_path: Path) -> None:
    """--epsg names the CRS of the parcels; farmland in another zone keeps its own."""
    layers = farmland(tmp_path, [shapely.box(35_500_000, 3_400_000, 35_500_100, 3_400_100)])
    changed_zone = changed(tmp_path, CJDK_prj=None, JXDK_prj=None)
    found = report(changed_zone, layers, read={"epsg": 4523})
    assert found.result.crs == "EPSG:4523"
    wrong = report(changed_zone, layers, read={"epsg": 4524})
    assert wrong.result.verdict is Verdict.UNREADABLE
    assert "第 35 带" in texts(wrong)["F04.other_zone"]


@pytest.mark.parametrize("lost", ["null", "cut"])
def test_a_record_lost_from_a_reference_layer_is_no_evidence_of_absence(
    lost: str, tmp_path: Path
) -> None:
    """Farmland without shape, or cut off at the end of its file, may hide what is forbidden."""
    there = shapely.box(E - 5000, N - 5000, E - 4900, N - 4900)
    layers = farmland(tmp_path, [there, None if lost == "null" else there, there])
    if lost == "cut":
        shp = layers / "YJJBNTTB_2024.shp"
        shp.write_bytes(shp.read_bytes()[:-40])
    found = report(SAMPLE / "submissions" / "clean.zip", layers)
    b01 = rule(found, "ZJ-B01")
    assert b01.status is Status.NEEDS_REVIEW
    counts = {key for a in b01.assessments for key in a.examined} - {"layer", "kind"}
    assert {f"word.examined.{key}" for key in counts} <= set(catalogue())
    (slot,) = (s for s in found.result.slots if s.slot == "basic_farmland")
    assert slot.unusable == 1
    said = texts(found)["rules.layer_not_whole"]
    assert "basic_farmland@2024" in said
    assert "至少有 1 条" in said
    whole = report(SAMPLE / "submissions" / "clean.zip", farmland(tmp_path, [there]))
    assert rule(whole, "ZJ-B01").status is Status.PASS


def test_a_damaged_reference_layer_says_why(tmp_path: Path) -> None:
    """Not that there is no layer in it, but what is wrong with the file."""
    layers = farmland(tmp_path, [shapely.box(E, N, E + 1, N + 1)])
    (layers / "YJJBNTTB_2024.shp").write_bytes(b"no shapefile")
    with pytest.raises(UsageError) as caught:
        report(SAMPLE / "submissions" / "clean.zip", layers)
    assert "文件头不对" in str(caught.value)


def test_a_reference_layer_without_prj_is_not_guessed(tmp_path: Path) -> None:
    """Coordinates do not tell Xian 1980 from CGCS2000, and tens of metres are between them."""
    layers = farmland(tmp_path, [shapely.box(E, N, E + 1, N + 1)])
    (layers / "YJJBNTTB_2024.prj").unlink()
    with pytest.raises(UsageError) as caught:
        report(SAMPLE / "submissions" / "clean.zip", layers)
    assert ".prj" in str(caught.value)
