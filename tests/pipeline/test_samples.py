"""The sample submissions give the figures that were worked out beside them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.message import render
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.words import Status, Verdict
from gouhook_gis.report.overview import Overview

SAMPLE = Path(__file__).parents[2] / "sample_data"
EXPECTED: dict[str, Any] = yaml.safe_load((SAMPLE / "expected.yaml").read_text("utf-8"))
NAMES = ("clean.zip", "violations.zip")


@cache
def report(name: str, slots: tuple[tuple[str, str], ...] = ()) -> Report:
    """Check a sample as the README does."""
    options = CheckOptions(profile="sichuan", slots=dict(slots))
    return check(SAMPLE / "submissions" / name, [SAMPLE / "reference"], options)


def rule(name: str, code: str) -> RuleOutcome:
    """Return one rule of a sample's report."""
    return next(r for r in report(name).result.rules if r.code == code)


def parcels_with(outcome: RuleOutcome, status: Status) -> set[str]:
    """Return the declared ids of the parcels that have `status` under a rule."""
    return {
        a.subject.id.rsplit("/")[-1]
        for a in outcome.assessments
        if a.subject.type == "parcel" and a.status is status
    }


def overlaps(outcome: RuleOutcome) -> dict[str, float]:
    """Return the overlap of each parcel that a rule measured."""
    return {
        a.subject.id.rsplit("/")[-1]: m.value
        for a in outcome.assessments
        for m in a.measures
        if a.subject.type == "parcel" and m.name == "overlap"
    }


@pytest.mark.parametrize("name", NAMES)
def test_verdict_and_totals(name: str) -> None:
    """Sums by hand (planar) and by another implementation (official), to 0.01 m²."""
    result, expected = report(name).result, EXPECTED[name]
    assert result.verdict.value == expected["verdict"]
    for total in result.totals:
        figures = expected["totals"][total.role.value]
        assert total.parcels == total.measured == figures["parcels"]
        assert total.sum_m2 == pytest.approx(figures["official_m2"], abs=0.02)
        assert total.sum_planar_m2 == pytest.approx(figures["planar_m2"], abs=0.02)


@pytest.mark.parametrize(
    ("name", "code"), [(name, code) for name in NAMES for code in EXPECTED[name]["rules"]]
)
def test_status(name: str, code: str) -> None:
    """Every rule says what was planted."""
    assert rule(name, code).status.value == EXPECTED[name]["rules"][code]["status"]


@pytest.mark.parametrize("code", ["ZJ-B01", "ZJ-B03"])
def test_prohibitions_find_each_parcel_with_its_area(code: str) -> None:
    """Fail, review, pass and not run, parcel by parcel."""
    outcome, expected = rule("violations.zip", code), EXPECTED["violations.zip"]["rules"][code]
    assert parcels_with(outcome, Status.FAIL) == set(expected["parcels"])
    assert parcels_with(outcome, Status.NEEDS_REVIEW) == set(expected["needs_review"])
    assert parcels_with(outcome, Status.NOT_RUN) == set(expected["not_run"])
    found = overlaps(outcome)
    for parcel, areas in expected["parcels"].items():
        assert found[parcel] == pytest.approx(areas["official_m2"], abs=0.01)
    raised = {a.subject.id.rsplit("/")[-1] for a in outcome.assessments if a.findings}
    assert not raised & set(expected["pass"])


def test_released_farmland_fails_with_its_old_edition() -> None:
    """JX906 stands on farmland of 2020 that was released in 2024."""
    old = report("violations.zip", (("basic_farmland", "2020"),)).result
    outcome = next(r for r in old.rules if r.code == "ZJ-B01")
    expected = EXPECTED["violations.zip"]["rules"]["ZJ-B01"]["with_edition_2020"]
    for parcel, areas in expected.items():
        assert overlaps(outcome)[parcel] == pytest.approx(areas["official_m2"], abs=0.01)


def test_review_of_demolition_on_farmland() -> None:
    """B34 never fails, it asks to look."""
    outcome = rule("violations.zip", "ZJ-B34")
    for parcel, areas in EXPECTED["violations.zip"]["rules"]["ZJ-B34"]["parcels"].items():
        assert overlaps(outcome)[parcel] == pytest.approx(areas["official_m2"], abs=0.01)


def test_shares_on_settlement() -> None:
    """B07: 0 fails, five eighths is for review."""
    outcome, expected = rule("violations.zip", "ZJ-B07"), EXPECTED["violations.zip"]["rules"]
    shares = {
        a.subject.id.rsplit("/")[-1]: m.value
        for a in outcome.assessments
        for m in a.measures
        if m.name == "share"
    }
    for parcel, share in expected["ZJ-B07"]["share_on_settlement"].items():
        assert shares[parcel] == pytest.approx(share, abs=1e-5)
    assert parcels_with(outcome, Status.FAIL) == set(expected["ZJ-B07"]["parcels"])
    assert parcels_with(outcome, Status.NEEDS_REVIEW) == set(expected["ZJ-B07"]["needs_review"])


@pytest.mark.parametrize("name", NAMES)
def test_village_shares(name: str) -> None:
    """B14 in every village: numerator, denominator, share and status."""
    by_village = {a.subject.id: a for a in rule(name, "ZJ-B14").assessments}
    assert len(by_village) == len(EXPECTED[name]["village_shares"])
    for expected in EXPECTED[name]["village_shares"]:
        found = by_village[expected["village"][:12]]
        values = {m.name: m.value for m in found.measures}
        assert found.status.value == expected["status"]
        official = expected["demolition"]["official_m2"]
        assert values["demolition_area"] == pytest.approx(official, abs=0.01)
        assert values["rural_area"] == expected["rural_construction_tbmj_m2"]
        assert values["ratio"] == pytest.approx(expected["share"], abs=1e-6)


def test_village_border() -> None:
    """B15: CJ903 crosses by 800 m² planar; CJ904 by a strip in the tolerance."""
    outcome, expected = rule("violations.zip", "ZJ-B15"), EXPECTED["violations.zip"]["rules"]
    assert parcels_with(outcome, Status.FAIL) == set(expected["ZJ-B15"]["parcels"])
    assert parcels_with(outcome, Status.NEEDS_REVIEW) == set(expected["ZJ-B15"]["needs_review"])
    crossing = {
        a.subject.id.rsplit("/")[-1]: m.value
        for a in outcome.assessments
        for m in a.measures
        if m.name == "crossing_area" and a.subject.type == "parcel"
    }
    for parcel, areas in expected["ZJ-B15"]["planar_m2_by_village"].items():
        # The official area is 413 ppm below the planar one in this county.
        assert crossing[parcel] == pytest.approx(min(areas.values()) * (1 - 413e-6), rel=5e-5)


@pytest.mark.parametrize("name", NAMES)
def test_nearness_and_clustering(name: str) -> None:
    """Distances in metres, the share of the largest cluster."""
    expected = EXPECTED[name]
    near = expected.get("nearness") or expected["rules"]["ZJ-B18"]
    distances = {m.name: m.value for m in rule(name, "ZJ-B18").assessments[0].measures}
    assert distances["mean_distance"] == pytest.approx(near["mean_m"], abs=0.01)
    assert distances["least_distance"] == pytest.approx(near["least_m"], abs=0.01)
    assert distances["greatest_distance"] == pytest.approx(near["greatest_m"], abs=0.01)
    cluster = expected.get("clustering") or expected["rules"]["ZJ-B19"]
    found = {m.name: m.value for m in rule(name, "ZJ-B19").assessments[0].measures}
    assert found["clusters"] == cluster["clusters"]
    assert found["largest_cluster_share"] == pytest.approx(cluster["largest_share"], abs=1e-5)


def test_pair_of_roles() -> None:
    """B25: one pair with its area."""
    findings = [f for a in rule("violations.zip", "ZJ-B25").assessments for f in a.findings]
    pairs = EXPECTED["violations.zip"]["rules"]["ZJ-B25"]["pairs"]
    assert len(findings) == len(pairs)
    assert set(findings[0].parcel_ids) == set(pairs[0]["parcels"])
    assert findings[0].measures[0].value == pytest.approx(pairs[0]["official_m2"], abs=0.01)


def test_ground_of_other_projects() -> None:
    """P01: one parcel on one of an accepted project; JX001 lies where another was withdrawn."""
    expected = EXPECTED["violations.zip"]["rules"]["P01"]
    outcome = rule("violations.zip", "P01")
    (finding,) = [f for a in outcome.assessments for f in a.findings]
    assert {name: finding.params[name] for name in ("parcel", "project", "feature")} == {
        "parcel": "JX908",
        "project": expected["project"],
        "feature": expected["feature"],
    }
    (area,) = [one["official_m2"] for one in expected["parcels"].values()]
    assert overlaps(outcome)["JX908"] == pytest.approx(area, abs=0.01)
    assert parcels_with(outcome, Status.NOT_RUN) == set(expected["not_run"])

    (parcel,) = [a for a in rule("clean.zip", "P01").assessments if a.subject.type == "parcel"]
    ended = EXPECTED["clean.zip"]["rules"]["P01"]["ended_project"]
    told = {m.name: m.value for m in parcel.measures}
    assert parcel.subject.id.endswith("JX001")
    assert parcel.status is Status.PASS
    assert told["cleared_overlap"] == pytest.approx(ended["JX001"]["official_m2"], abs=0.01)


@pytest.mark.parametrize("code", ["ZJ-B17", "V01"])
def test_parcels_that_fail(code: str) -> None:
    """The parcels named, and no other."""
    expected = set(EXPECTED["violations.zip"]["rules"][code]["parcels"])
    assert parcels_with(rule("violations.zip", code), Status.FAIL) == expected


def test_clean_passes_every_rule_and_violations_only_break_what_was_planted() -> None:
    """Files and geometry of both are sound: F and G pass; rules of other stages do not apply."""
    passing = {Status.PASS, Status.NOT_APPLICABLE}
    assert {r.status for r in report("clean.zip").result.rules} == passing
    assert {r.code for r in report("clean.zip").result.rules if r.status is Status.PASS} >= set(
        EXPECTED["clean.zip"]["rules"]
    )
    planted = EXPECTED["violations.zip"]["rules"]
    others = [r for r in report("violations.zip").result.rules if r.code not in planted]
    assert {r.status for r in others} == passing


def test_sliver_of_two_square_metres_is_for_review() -> None:
    """JX903 shares 2 m² of farmland in a strip too narrow to decide."""
    found = {
        a.subject.id.rsplit("/")[-1]: m.value
        for a in rule("violations.zip", "ZJ-B01").assessments
        for m in a.measures
        if m.name == "slivers"
    }
    sliver = EXPECTED["violations.zip"]["rules"]["ZJ-B01"]["needs_review"]["JX903"]
    assert found["JX903"] == pytest.approx(sliver["official_m2"], abs=0.01)


def test_parcel_outside_a_layer_is_named_on_the_first_page() -> None:
    """ZJ-B01 fails elsewhere; that JX909 was not examined must not get lost behind it."""
    overview = Overview.of(report("violations.zip"))
    said = {r.code: [render(m) for m in reasons] for r, reasons in overview.open_rules}
    assert any("JX909" in text for text in said["ZJ-B01"])


def test_messy_is_read_as_the_same_project() -> None:
    """GBK without .cpg, no .prj, junk, mixed case: the same parcels, and notes about it."""
    messy, clean = report("messy.zip").result, report("clean.zip").result
    assert messy.verdict is Verdict.INCOMPLETE  # the datum cannot be seen without a .prj
    assert messy.crs == EXPECTED["messy.zip"]["crs"]
    assert messy.totals == clean.totals
    statuses = {r.code: r.status for r in clean.rules}
    assert {r.code for r in messy.rules if r.status is not statuses[r.code]} == {"F04", "G06"}
    untidy = EXPECTED["messy.zip"]["untidy"]
    assert untidy["id_with_blank"] in {p.id for p in messy.parcels}
    assert {f.parcel_ids for a in rule("messy.zip", "G06").assessments for f in a.findings} == {
        (untidy["repeated_vertex"],)
    }
    assert any(d.topic == "encoding" and "GB18030" in str(d) for d in messy.decisions)
    assert not any(r.status is Status.FAIL for r in messy.rules if r.severity == "error")
