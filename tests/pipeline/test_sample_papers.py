"""The workbooks of the samples: votes, quota, farmland, dates; figures worked out beside them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.assessment import Finding
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.words import Stage, Status

SAMPLE = Path(__file__).parents[2] / "sample_data"
EXPECTED: dict[str, Any] = yaml.safe_load((SAMPLE / "expected.yaml").read_text("utf-8"))
WRONG: dict[str, Any] = EXPECTED["violations.zip"]["rules"]
FACTS: dict[str, Any] = EXPECTED["clean.zip"]["facts"]


@cache
def report(name: str, stage: Stage = Stage.APPLICATION) -> Report:
    options = CheckOptions(profile="sichuan", stage=stage)
    return check(SAMPLE / "submissions" / name, [SAMPLE / "reference"], options)


def rule(name: str, code: str, stage: Stage = Stage.APPLICATION) -> RuleOutcome:
    return next(r for r in report(name, stage).result.rules if r.code == code)


def measures(outcome: RuleOutcome) -> dict[str, float]:
    return {m.name: m.value for a in outcome.assessments for m in a.measures}


def findings(outcome: RuleOutcome) -> list[Finding]:
    return [f for a in outcome.assessments for f in a.findings]


def named(outcome: RuleOutcome, status: Status) -> set[str]:
    """Return the parcels and villages that have `status` under a rule."""
    return {
        a.subject.id.rsplit("/")[-1]
        for a in outcome.assessments
        if a.subject.type in ("parcel", "village") and a.status is status
    }


FARMLAND = {
    "planned_farmland": "planned_farmland_m2",
    "occupied_farmland": "occupied_farmland_m2",
    "occupied_farmland_gross": "occupied_farmland_gross_m2",
}


@pytest.mark.parametrize(
    ("name", "expected"), [("clean.zip", FACTS), ("violations.zip", WRONG["ZJ-A03"])]
)
def test_farmland_reclaimed_and_built_over(name: str, expected: dict[str, float]) -> None:
    found = measures(rule(name, "ZJ-A03"))
    for measure, key in FARMLAND.items():
        assert found[measure] == pytest.approx(expected[key], abs=0.05)


@pytest.mark.parametrize(
    ("name", "expected"), [("clean.zip", FACTS), ("violations.zip", WRONG["ZJ-A04"])]
)
def test_mean_grades(name: str, expected: dict[str, float]) -> None:
    found = measures(rule(name, "ZJ-A04"))
    for measure in ("reclaimed_grade", "occupied_grade"):
        assert found[measure] == pytest.approx(expected[measure], abs=1e-5)


@pytest.mark.parametrize(("code", "land"), [("ZJ-A10", "construction"), ("ZJ-A11", "cultivated")])
@pytest.mark.parametrize("name", ["clean.zip", "violations.zip"])
def test_land_after_and_before(name: str, code: str, land: str) -> None:
    expected = FACTS if name == "clean.zip" else WRONG[code]
    found = measures(rule(name, code))
    for moment in ("planned", "before"):
        assert found[f"{land}_{moment}"] == pytest.approx(expected[f"{land}_{moment}_m2"], abs=0.05)


def test_quota_of_the_project_and_of_the_county() -> None:
    found = measures(rule("violations.zip", "ZJ-A05"))
    assert found["quota"] == WRONG["ZJ-A05"]["quota_m2"]
    assert found["built_area"] == pytest.approx(WRONG["ZJ-A05"]["built_m2"], abs=0.02)
    (finding,) = findings(rule("violations.zip", "ZJ-A06"))
    assert finding.params["excess"] == 25_000.0  # 52.5 − 50 公顷


@pytest.mark.parametrize("code", ["ZJ-C18", "ZJ-C30"])
def test_one_vote_short(code: str) -> None:
    """59 of 90 where 60 are two thirds; two households of three."""
    outcome = rule("violations.zip", code)
    ((village, vote),) = WRONG[code]["villages"].items()
    assert named(outcome, Status.FAIL) == {village}
    assert named(outcome, Status.NOT_RUN) == set(WRONG[code]["not_run"])
    (finding,) = findings(outcome)
    assert finding.params["eligible"] == vote["eligible"]
    assert finding.params["agreed"] == vote["agreed"]
    assert finding.params["short"] == 1


def test_planning_zones() -> None:
    """JX911 is 1800 m² beyond the permitted zone, 400 m² of JX906 are conditional."""
    outcome, expected = rule("violations.zip", "ZJ-B08"), WRONG["ZJ-B08"]
    assert named(outcome, Status.FAIL) == set(expected["parcels"])
    assert named(outcome, Status.NEEDS_REVIEW) == set(expected["needs_review"])
    assert named(outcome, Status.NOT_RUN) == set(expected["not_run"])
    areas = {f.parcel_ids[0]: f.params["area"] for f in findings(outcome)}
    for parcel, area in (expected["parcels"] | expected["needs_review"]).items():
        assert areas[parcel] == pytest.approx(area["official_m2"], abs=0.01)


def test_numbers_documents_and_surveyed_parcels() -> None:
    (twice,) = findings(rule("violations.zip", "ZJ-A15"))
    assert [twice.params["number"]] == WRONG["ZJ-A15"]["numbers"]
    parts = {
        a.part for a in rule("violations.zip", "ZJ-D08").assessments if a.status is Status.FAIL
    }
    assert parts == set(WRONG["ZJ-D08"]["absent"])
    unsurveyed = rule("violations.zip", "ZJ-A16")
    assert named(unsurveyed, Status.FAIL) == set(WRONG["ZJ-A16"]["parcels"])
    assert named(unsurveyed, Status.NOT_RUN) == set(WRONG["ZJ-A16"]["not_run"])


def test_the_cell_that_is_no_date_is_named() -> None:
    (wrong,) = findings(rule("violations.zip", "F13"))
    assert wrong.message_id == "F13.wrong_value"
    assert wrong.params["value"] == WRONG["F13"]["value"]
    assert wrong.params["fact"] == WRONG["F13"]["fact"]
    assert str(wrong.params["place"]).startswith("项目区基本情况!B")


def test_parcels_that_only_one_side_has() -> None:
    found = {f.message_id: f.params["ids"] for f in findings(rule("violations.zip", "F14"))}
    assert found == {
        "F14.no_parcel": WRONG["F14"]["no_parcel"],
        "F14.no_row": WRONG["F14"]["no_row"],
    }


def test_filing_one_working_day_late_with_a_month_missing() -> None:
    """From Friday 10 October 2025, with Saturday the 11th at work, the tenth day is the 23rd."""
    expected = EXPECTED["violations.zip"]["stage_filing"]
    late = rule("violations.zip", "ZJ-C06", Stage.FILING)
    assert late.status is Status.FAIL
    assert measures(late)["workdays_taken"] == expected["ZJ-C06"]["workdays_taken"]
    (finding,) = findings(late)
    assert finding.params["last"] == expected["ZJ-C06"]["last_day"]
    months = rule("violations.zip", "ZJ-C07", Stage.FILING)
    assert months.status is Status.FAIL
    said = [a.part for a in months.assessments if a.status is Status.FAIL]
    assert said == expected["ZJ-C07"]["missing"]


def test_messy_workbook_holds_the_same_facts() -> None:
    """Rows put in, 2025年3月18日, full-width digits: the same facts, and nothing to correct."""
    clean, messy = report("clean.zip").result, report("messy.zip").result
    assert {f.key: f.value for f in messy.facts} == {f.key: f.value for f in clean.facts}
    assert rule("messy.zip", "F13").status is Status.PASS
