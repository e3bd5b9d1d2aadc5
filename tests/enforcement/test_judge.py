"""What a patch is, by numbers alone: each outcome, and the edge of each threshold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gouhook_gis.domain.enforcement import DemolitionPart, PatchOutcome, PatchProject
from gouhook_gis.enforcement.filed import filing, timing
from gouhook_gis.enforcement.judge import Measured, gate, judge
from gouhook_gis.rules.definition import EnforcementPolicy

POLICY = EnforcementPolicy()
# 2 亩 and 0.5 亩 in m².
TWO_MU, HALF_MU = 4000 / 3, 1000 / 3


def measured(area: float = 1000.0, covered: float = 0.0, **more: Any) -> Measured:
    told: dict[str, Any] = {
        "explained": covered,
        "farmland": 0.0,
        "unseen": 0.0,
        "demolition": 0.0,
        "sliver": 1.0,
    }
    return Measured(area=area, covered=covered, **(told | more))


def project(**more: Any) -> PatchProject:
    told: dict[str, Any] = {
        "code": "P1",
        "parcels": ("JX1",),
        "area_m2": 1000.0,
        "share": 1.0,
        "timing": "before",
        "filing": "filed",
    }
    return PatchProject(**(told | more))


def part(state: str) -> DemolitionPart:
    told: dict[str, Any] = {"code": "P1", "parcel": "CJ1", "area_m2": 900.0, "state": state}
    return DemolitionPart(**told)


@pytest.mark.parametrize(
    ("one", "met"),
    [
        (measured(1000, 900), True),  # up to 2 亩: 90 %
        (measured(1000, 899.9), False),
        (measured(TWO_MU, 0.9 * TWO_MU), True),
        (measured(TWO_MU + 1, 0.9 * TWO_MU), False),  # above: 95 %
        (measured(2000, 1900), True),
        (measured(2000, 1899), False),
        (measured(20_000, 19_000, farmland=HALF_MU - 1), True),  # and less than 0.5 亩 farmland
        (measured(20_000, 19_000, farmland=HALF_MU), False),
        (measured(20_000, 19_000, farmland=None), None),
        (measured(2000, 1900, farmland=None), True),  # 100 m² outside, whatever it is
        (measured(20_000, 19_000, farmland=100.0, unseen=500.0), None),
        (measured(20_000, 19_000, farmland=100.0, unseen=200.0), True),
    ],
)
def test_gate(one: Measured, met: bool | None) -> None:
    assert gate(one, POLICY) is met


@pytest.mark.parametrize(
    ("projects", "outcome"),
    [
        ([project()], PatchOutcome.COVERED),
        ([project(timing="between")], PatchOutcome.TIME_OPEN),
        ([project(timing="after")], PatchOutcome.BEFORE_APPROVAL),
        ([project(timing="unknown")], PatchOutcome.DOUBTFUL),
        ([project(filing="none")], PatchOutcome.UNFILED),
        ([project(filing="unknown")], PatchOutcome.DOUBTFUL),
        ([project(filing="late")], PatchOutcome.COVERED),
        ([project(filing="none", timing="after")], PatchOutcome.UNFILED),
        ([project(), project(code="P2", timing="between")], PatchOutcome.TIME_OPEN),
        (
            [project(timing="unknown"), project(code="P2", timing="after")],
            PatchOutcome.BEFORE_APPROVAL,
        ),
    ],
)
def test_papers_decide_where_a_patch_is_covered(
    projects: list[PatchProject], outcome: PatchOutcome
) -> None:
    assert judge(measured(1000, 1000), tuple(projects), (), POLICY)[0] is outcome


@pytest.mark.parametrize(
    ("one", "outcome"),
    [
        (measured(1000, 500), PatchOutcome.PARTLY),
        (measured(1000, 0.5, farmland=0.0), PatchOutcome.OUTSIDE),  # a sliver of contact
        (measured(1000, farmland=1.0), PatchOutcome.OUTSIDE_FARMLAND),
        (measured(1000, farmland=0.9), PatchOutcome.OUTSIDE),
        (measured(1000, farmland=None), PatchOutcome.DOUBTFUL),
        (measured(1000, unseen=300.0), PatchOutcome.DOUBTFUL),
    ],
)
def test_ground_decides_elsewhere(one: Measured, outcome: PatchOutcome) -> None:
    projects = (project(),) if one.covered >= 1 else ()
    assert judge(one, projects, (), POLICY)[0] is outcome


@pytest.mark.parametrize(
    ("state", "explained", "outcome"),
    [
        ("open", 900.0, PatchOutcome.DEMOLITION),
        ("open", 800.0, PatchOutcome.PARTLY),
        ("accepted_before", 900.0, PatchOutcome.REOCCUPIED),
        ("accepted_between", 900.0, PatchOutcome.DOUBTFUL),
    ],
)
def test_demolition_parcels(state: str, explained: float, outcome: PatchOutcome) -> None:
    one = measured(1000, explained=explained, demolition=900.0)
    assert judge(one, (), (part(state),), POLICY)[0] is outcome


def test_what_was_built_against_the_quota_is_said() -> None:
    over = project(quota_m2=1000.0, built_m2=1000.02)
    kept = project(quota_m2=1000.0, built_m2=1000.01)
    notes = [judge(measured(1000, 1000), (one,), (), POLICY)[1] for one in (over, kept)]
    assert [[note.id for note in each] for each in notes] == [["enforce.over_quota"], []]
    assert [project().within_quota, kept.within_quota] == [None, True]


@pytest.mark.parametrize(
    ("approved", "found"),
    [
        (date(2024, 3, 1), "before"),  # the day of the earlier image
        (date(2024, 3, 2), "between"),
        (date(2024, 6, 1), "between"),  # the day of the later one
        (date(2024, 6, 2), "after"),
        (None, "unknown"),
    ],
)
def test_timing(approved: date | None, found: str) -> None:
    assert timing(approved, date(2024, 3, 1), date(2024, 6, 1)) == found


def test_timing_needs_both_images_in_order() -> None:
    day = date(2024, 5, 1)
    assert timing(day, None, date(2024, 6, 1)) == "unknown"
    assert timing(day, date(2024, 3, 1), None) == "unknown"
    assert timing(day, date(2024, 6, 1), date(2024, 3, 1)) == "unknown"


@pytest.mark.parametrize(
    ("state", "approved", "filed", "found"),
    [
        # 2024-03-01 was a Friday; ten working days later is Friday 15 March.
        ("", date(2024, 3, 1), date(2024, 3, 15), "filed"),
        ("", date(2024, 3, 1), date(2024, 3, 18), "late"),
        ("", None, date(2024, 3, 18), "filed"),
        ("未报备", date(2024, 3, 1), None, "none"),
        ("已报备", date(2024, 3, 1), None, "filed"),
        ("", date(2024, 3, 1), None, "unknown"),
        ("", date(2035, 3, 1), date(2035, 9, 1), "filed"),  # holidays not known yet
    ],
)
def test_filing(state: str, approved: date | None, filed: date | None, found: str) -> None:
    assert filing(state, approved, filed, 10) == found
