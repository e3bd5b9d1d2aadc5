"""Rules of acceptance where a fixture does not reach: elevation models, overlaps, missing dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.report import RuleOutcome
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.engine.check import check_case
from gouhook_gis.rules.loader import profile, rules_of
from gouhook_gis.rules.rule import Rule
from tests.support.catalogues import in_memory
from tests.support.fixtures import FixtureCase, FixtureFeature, FixtureLayer, FixtureParcel
from tests.support.rasters import E, N, write_raster

FIELD = {"DLBM": "0103", "KCXS": 0.1}
VILLAGE = {"DLBM": "0702", "CZCSXM": "203"}
SQUARE = (0.0, 0.0, 100.0, 100.0)
AROUND = (-10.0, -10.0, 310.0, 110.0)


def rule(code: str, name: str) -> Rule:
    return next(item for item in rules_of(name) if item.code == code)


def torn_down(number: int, box: tuple[float, float, float, float] = SQUARE) -> FixtureParcel:
    return FixtureParcel(id=f"CJ{number:02d}", role=Role.DEMOLITION, box=box)


def layer(*features: tuple[tuple[float, float, float, float], dict[str, Any]]) -> FixtureLayer:
    return FixtureLayer(
        features=tuple(
            FixtureFeature(id=f"T{i}", box=box, fields=fields)
            for i, (box, fields) in enumerate(features)
        )
    )


def made(**more: Any) -> FixtureCase:
    return FixtureCase.model_validate(
        {"say": {"zh": "—"}, "expect": {"status": "pass", "findings": 0}, **more}
    )


def checked(code: str, name: str, case: FixtureCase, **changes: Any) -> RuleOutcome:
    asked = rule(code, name)
    whole: Case = case.case(asked, name).model_copy(update=changes)
    return check_case(whole, profile(name), [asked], case.store()).result.rules[0]


def measures(outcome: RuleOutcome) -> dict[str, float]:
    return {m.name: m.value for a in outcome.assessments for m in a.measures}


def heights(path: Path, degrees: float, columns: int = 40) -> Path:
    """Write a plane that rises eastward by `degrees`, 200 m around the square."""
    x = np.arange(columns) * 10.0
    row = 500 + np.tan(np.radians(degrees)) * x
    return write_raster(path, np.tile(row, (40, 1)), west=E - 150, north=N + 250)


@pytest.mark.parametrize(
    ("degrees", "status", "steep"),
    [(24.99, Status.PASS, 0.0), (25.0, Status.FAIL, 10000.0), (30.0, Status.FAIL, 10000.0)],
)
def test_25_degrees_are_steep_by_an_elevation_model(
    degrees: float, status: Status, steep: float, tmp_path: Path
) -> None:
    """以上 includes the number: 25° exactly is steep, 24.99° is not; both are near the limit."""
    store = in_memory(f"elevation@2023={heights(tmp_path / 'dem.tif', degrees)}")
    case = made(
        programme="transfer_out",
        parcels=[torn_down(1)],
        facts={"parcels": [{"parcel_id": "CJ01", "planned_class": "0103"}]},
    )
    asked = rule("ZJ-B12", "transfer-out")
    slots = {edition.kind: edition for edition in store.editions()}
    whole = case.case(asked, "transfer-out").model_copy(update={"slots": slots})
    outcome = check_case(whole, profile("transfer-out"), [asked], store).result.rules[0]
    assert outcome.status is status
    found = [m for a in outcome.assessments for m in a.measures if m.name == "steep_area"]
    assert [m.value for m in found] == [pytest.approx(steep, abs=0.01)]
    assert found[0].borderline is (degrees < 26)


def test_a_spot_in_two_parcels_gives_the_quota_back_once() -> None:
    """Two parcels of 1 ha overlap by half: 1.5 ha of ground, 1.35 ha net."""
    case = made(
        stage="acceptance",
        parcels=[torn_down(1), torn_down(2, (50.0, 0.0, 150.0, 100.0))],
        reference={
            "land_use": layer((AROUND, VILLAGE)),
            "land_use@after": layer((AROUND, FIELD)),
        },
        facts={"quota_m2": 13500},
    )
    outcome = checked("ZJ-A07", "sichuan", case)
    assert outcome.status is Status.PASS
    assert measures(outcome)["countable_farmland"] == pytest.approx(13500, abs=0.01)


def test_patches_before_on_one_another_leave_open_what_counts() -> None:
    """On half of the parcel village land and an orchard lie on one another: 0.45 to 0.9 ha."""
    case = made(
        stage="acceptance",
        parcels=[torn_down(1)],
        reference={
            "land_use": layer((AROUND, VILLAGE), ((50.0, -10.0, 310.0, 110.0), {"DLBM": "0201"})),
            "land_use@after": layer((AROUND, FIELD)),
        },
        facts={"quota_m2": 6000},
    )
    outcome = checked("ZJ-A07", "sichuan", case)
    assert outcome.status is Status.NEEDS_REVIEW
    assert measures(outcome)["unclear_farmland"] == pytest.approx(4500, abs=0.01)


def test_without_the_day_of_acceptance_the_rule_says_so() -> None:
    case = made(
        stage="acceptance",
        parcels=[torn_down(1)],
        reference={"land_use": layer((AROUND, VILLAGE))},
        facts={"quota_m2": 6000},
    )
    reasons = {"land_use@after": "no_acceptance_year"}
    outcome = checked("ZJ-A07", "sichuan", case, slot_reasons=reasons)
    assert outcome.status is Status.NOT_RUN
    assert [a.reason.id for a in outcome.assessments if a.reason] == ["after.no_acceptance_date"]


def test_a_field_that_is_still_one_does_not_hide_one_that_was_lost() -> None:
    """CJ01 is still a field; CJ02 was one at acceptance and is a road now: 1 ha."""
    second = (200.0, 0.0, 300.0, 100.0)
    everywhere = {"box": (-1000.0, -1000.0, 1000.0, 1000.0)}
    case = made(
        stage="monitoring",
        programme="transfer_out",
        parcels=[torn_down(1), torn_down(2, second), FixtureParcel(id="CJ03", role="demolition")],
        reference={
            "land_use@after": layer((AROUND, FIELD)).model_copy(update={"edition": "2022"}),
            "land_use@latest": layer(
                ((-10.0, -10.0, 150.0, 110.0), FIELD),
                ((150.0, -10.0, 310.0, 110.0), {"DLBM": "1003"}),
            ),
            "satellite_patches": {"features": [], "coverage": everywhere},
        },
        facts={"acceptance_date": "2022-05-01"},
    )
    outcome = checked("ZJ-B29", "transfer-out", case)
    by_parcel = {a.subject.id: a.status for a in outcome.assessments if a.subject.type == "parcel"}
    assert outcome.status is Status.FAIL
    assert by_parcel == {"demolition/CJ02": Status.FAIL, "demolition/CJ03": Status.NOT_RUN}
    assert measures(outcome)["overlap"] == pytest.approx(0.0)
    lost = [f for a in outcome.assessments for f in a.findings]
    assert [m.value for f in lost for m in f.measures] == [pytest.approx(10000, abs=0.01)]
