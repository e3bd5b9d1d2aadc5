"""The program on the accepted project: every planted difference by its number, the rest clean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.reconciliation import ReconciledParcel, Reconciliation
from gouhook_gis.domain.report import Result

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
PARTS = ("figures_boundary", "boundary_map", "figures_map")


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((SAMPLE / "expected.yaml").read_text("utf-8"))
    found: dict[str, Any] = content["accepted.zip"]
    return found


@pytest.fixture(scope="module")
def result(expected: dict[str, Any]) -> Result:
    options = CheckOptions.model_validate({"profile": "sichuan", **expected["options"]})
    path = SAMPLE / "submissions" / "accepted.zip"
    return check(path, [SAMPLE / "reference"], options).result


@pytest.fixture(scope="module")
def table(result: Result) -> Reconciliation:
    assert result.reconciliation is not None
    return result.reconciliation


@pytest.fixture(scope="module")
def rows(table: Reconciliation) -> dict[str, ReconciledParcel]:
    return {row.id: row for row in table.rows}


@pytest.fixture(scope="module")
def planted(expected: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = expected["parcels"]
    return found


def statuses(row: ReconciledParcel) -> dict[str, str]:
    return {part.part: part.status.value for part in row.parts}


def test_statuses_of_the_rules(result: Result, expected: dict[str, Any]) -> None:
    """What is listed has its status; all other rules pass or do not apply."""
    found = {rule.code: rule.status.value for rule in result.rules}
    listed = {code: rule["status"] for code, rule in expected["rules"].items()}
    assert {code: found[code] for code in listed} == listed
    others = {code: status for code, status in found.items() if code not in listed}
    assert {c: s for c, s in others.items() if s not in ("pass", "not_applicable")} == {}
    assert result.verdict.value == expected["verdict"]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("ZJ-A03", {"reclaimed_farmland": "reclaimed_farmland_m2",
                    "reclaimed_farmland_gross": "reclaimed_farmland_gross_m2",
                    "occupied_farmland": "occupied_farmland_m2",
                    "occupied_farmland_gross": "occupied_farmland_gross_m2"}),
        ("ZJ-A04", {"reclaimed_grade": "reclaimed_grade", "occupied_grade": "occupied_grade"}),
        ("ZJ-A10", {"construction_after": "construction_after_m2",
                    "construction_before": "construction_before_m2"}),
    ],
)  # fmt: skip
def test_balance_on_the_survey_afterwards(
    result: Result, expected: dict[str, Any], code: str, names: dict[str, str]
) -> None:
    (rule,) = (rule for rule in result.rules if rule.code == code)
    measures = {m.name: (m.value, m.unit) for a in rule.assessments for m in a.measures}
    for name, key in names.items():
        value, unit = measures[name]
        within = 0.02 if unit == "m2" else 2e-6
        assert value == pytest.approx(expected["balance"][key], abs=within, rel=0), name


def test_more_farmland_filed_than_counts(result: Result, expected: dict[str, Any]) -> None:
    """By the three parcels whose ground did not become farmland, wholly or in part."""
    (rule,) = (rule for rule in result.rules if rule.code == "ZJ-A09")
    by_hand = expected["rules"]["ZJ-A09"]
    (finding,) = (finding for a in rule.assessments for finding in a.findings)
    assert sorted(finding.parcel_ids) == by_hand["parcels"]
    assert finding.params["filed"] == pytest.approx(by_hand["filed_m2"], abs=0.01)
    assert finding.params["countable"] == pytest.approx(by_hand["countable_m2"], abs=0.02)
    assert finding.params["excess"] == pytest.approx(by_hand["excess_m2"], abs=0.02)


def test_what_agrees_of_each_planted_parcel(
    rows: dict[str, ReconciledParcel], planted: dict[str, Any]
) -> None:
    found = {key: [part.status.value for part in rows[key].parts] for key in planted}
    assert found == {key: by_hand["parts"] for key, by_hand in planted.items()}


def test_every_parcel_has_a_row(table: Reconciliation) -> None:
    assert len(table.rows) == 166
    assert len({row.key for row in table.rows}) == 166


def test_other_parcels_are_clean(
    rows: dict[str, ReconciledParcel], planted: dict[str, Any], expected: dict[str, Any]
) -> None:
    others = [r for r in rows.values() if r.role == "demolition" and r.id not in planted]
    assert len(others) == expected["others"]["parcels"]
    for row in others:
        assert statuses(row) == dict.fromkeys(PARTS, "pass"), row.id
        assert row.status == "pass"
        assert row.map.year == 2024
        assert row.map.share == pytest.approx(1.0, abs=1e-6)
        # Official areas of more or fewer vertices differ by some thousandths of a square metre.
        assert row.map.iou == pytest.approx(1.0, abs=1e-5)
        for moved in (row.map.from_parcel, row.map.to_parcel):
            assert moved is not None
            assert moved.greatest_m == pytest.approx(0.0, abs=1e-3)
        assert (row.ground.steep, row.ground.measured) == (0.0, 1.0)
        assert row.boundary.farthest_m == pytest.approx(0.0, abs=1e-3)
        assert (row.boundary.missing, row.boundary.added) == ((), ())
        assert not row.drawing


def test_new_construction_is_clean(rows: dict[str, ReconciledParcel]) -> None:
    new = [row for row in rows.values() if row.role == "new_construction"]
    assert {row.id for row in new} == {"JX001", "JX002", "JX003"}
    assert {row.status.value for row in new} == {"pass"}


def test_area_filed_too_large(rows: dict[str, ReconciledParcel], planted: dict[str, Any]) -> None:
    row, by_hand = rows["CJ030"], planted["CJ030"]
    assert row.figures.declared_m2 == pytest.approx(by_hand["declared_m2"])
    assert row.boundary.area_planar_m2 == pytest.approx(by_hand["planar_m2"], abs=0.01)
    assert row.boundary.area_ellipsoidal_m2 == pytest.approx(by_hand["official_m2"], abs=0.01)
    (part,) = (part for part in row.parts if part.part == "figures_boundary")
    assert part.difference_m2 == pytest.approx(by_hand["difference_m2"], abs=0.01)


def test_side_moved_by_three_metres(
    rows: dict[str, ReconciledParcel], planted: dict[str, Any]
) -> None:
    row, by_hand = rows["CJ057"], planted["CJ057"]
    assert row.map.share == pytest.approx(by_hand["share"], abs=1e-4)
    assert row.map.iou == pytest.approx(by_hand["iou"], abs=1e-4)
    assert row.map.coincident_m2 == pytest.approx(by_hand["coincident"]["official_m2"], abs=0.02)
    assert row.map.outside_m2 == pytest.approx(by_hand["outside"]["official_m2"], abs=0.02)
    (unchanged,) = row.map.unchanged
    assert unchanged.code == by_hand["unchanged_class"]
    assert unchanged.gross_m2 == pytest.approx(by_hand["outside"]["official_m2"], abs=0.02)
    for found, hand in (
        (row.map.from_parcel, by_hand["from_parcel"]),
        (row.map.to_parcel, by_hand["to_parcel"]),
    ):
        assert found is not None
        assert found.model_dump() == pytest.approx(hand, abs=1e-3)
    assert row.figures.farmland_m2 == pytest.approx(by_hand["farmland_filed_m2"])
    assert row.map.farmland_net_m2 == pytest.approx(by_hand["farmland_net_m2"], abs=0.02)
    assert {"filed", "changed", "between"} <= row.drawing.keys()


def test_class_wrong(rows: dict[str, ReconciledParcel], planted: dict[str, Any]) -> None:
    row, by_hand = rows["CJ042"], planted["CJ042"]
    assert row.map.share == by_hand["share"]
    assert row.map.outside_m2 == pytest.approx(by_hand["outside"]["official_m2"], abs=0.02)
    (after,) = row.map.after
    assert after.code == by_hand["class_after"]
    assert row.map.farmland_net_m2 == 0.0
    assert row.ground.cover == {"4": 1.0}


def test_point_missing_in_the_text(
    rows: dict[str, ReconciledParcel], planted: dict[str, Any]
) -> None:
    row, by_hand = rows["CJ063"], planted["CJ063"]
    assert row.boundary.points_declared == by_hand["points_declared"]
    assert row.boundary.points_text == by_hand["points_text"]
    assert row.boundary.points_layer == by_hand["points_layer"]
    assert len(row.boundary.missing) == 1
    assert row.boundary.text_area_planar_m2 == pytest.approx(by_hand["text_area_planar_m2"])
    assert row.map.share == pytest.approx(1.0, abs=1e-6)


def test_merged_patch_is_clean(
    rows: dict[str, ReconciledParcel], table: Reconciliation, planted: dict[str, Any]
) -> None:
    row, by_hand = rows["CJ127"], planted["CJ127"]
    assert row.map.share == pytest.approx(1.0, abs=1e-6)
    assert row.map.iou == pytest.approx(1.0, abs=1e-5)
    (pair,) = (pair for pair in table.pairs if pair.parcel_id == "CJ127")
    assert pair.of_parcel == pytest.approx(by_hand["share"], abs=1e-6)
    # The record of change is the parcel; the patch it was merged into is 18 times as large.
    assert pair.of_patch == pytest.approx(1.0, abs=1e-6)


def test_too_small_to_be_mapped(rows: dict[str, ReconciledParcel], planted: dict[str, Any]) -> None:
    row, by_hand = rows["CJ163"], planted["CJ163"]
    assert row.map.below_minimum is by_hand["below_minimum"]
    assert row.map.share == 0.0
    assert row.map.outside_m2 == pytest.approx(by_hand["official_m2"], abs=0.02)


def test_changed_in_the_next_year(
    rows: dict[str, ReconciledParcel], planted: dict[str, Any]
) -> None:
    row = rows["CJ129"]
    assert row.map.year == planted["CJ129"]["year"]
    assert row.map.share == pytest.approx(1.0, abs=1e-6)
    assert row.status.value == "pass"


def test_steep_parcel(rows: dict[str, ReconciledParcel], planted: dict[str, Any]) -> None:
    assert rows["CJ139"].ground.steep == planted["CJ139"]["steep"]
    assert rows["CJ139"].ground.measured == 1.0
    assert rows["CJ139"].map.share == pytest.approx(1.0, abs=1e-6)


def test_photographs_stand_beside_their_parcels(
    table: Reconciliation, rows: dict[str, ReconciledParcel], expected: dict[str, Any]
) -> None:
    listed = [
        {"file": Path(one.file).name, "parcel": (one.parcel_key or "").split("/")[-1],
         "azimuth_deg": one.azimuth_deg}
        for one in table.photographs
    ]  # fmt: skip
    assert listed == [
        {key: one[key] for key in ("file", "parcel", "azimuth_deg")}
        for one in expected["photographs"]
    ]
    assert len(rows["CJ001"].photographs) == 2


def test_pairs_add_up(table: Reconciliation, rows: dict[str, ReconciledParcel]) -> None:
    """The pieces of a parcel are its covered ground, whichever patches they lie in."""
    sums = dict.fromkeys(rows, 0.0)
    for pair in table.pairs:
        sums[pair.parcel_id] += pair.area_m2
    for key, row in rows.items():
        if row.role == "demolition" and row.map.covered_m2 is not None:
            assert sums[key] == pytest.approx(row.map.covered_m2, abs=0.02), key
