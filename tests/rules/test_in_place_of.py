"""A rule that takes another's place does so where it applies, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from gouhook_gis.domain.message import render
from gouhook_gis.domain.words import Programme, Stage
from gouhook_gis.engine.plan import plan
from gouhook_gis.rules.loader import rules_of
from tests.support.fixtures import load_fixture


def excluded(
    profile: str, day: date, codes: tuple[str, ...] = ("ZJ-A05", "ZJ-A25"), **case: object
) -> dict[str, str | None]:
    """Return why the rules `codes` do not apply under `profile` on `day`."""
    fixture = load_fixture("ZJ-A05")
    made = fixture.cases["pass"].case(fixture.definition(), profile)
    law_date = made.law_date.model_copy(update={"date": day})
    made = made.model_copy(update={"law_date": law_date, **case})
    rules = [rule for rule in rules_of(profile) if rule.code in codes]
    return {item.rule.code: item.excluded and render(item.excluded) for item in plan(made, rules)}


def test_shandong_counts_by_its_own_rule_while_it_is_in_force() -> None:
    found = excluded("shandong", date(2017, 5, 1))
    assert found["ZJ-A25"] is None
    assert "ZJ-A25" in (found["ZJ-A05"] or "")


@pytest.mark.parametrize("day", [date(2016, 1, 31), date(2020, 2, 1)])
def test_without_it_the_national_rule_holds(day: date) -> None:
    found = excluded("shandong", day)
    assert found["ZJ-A05"] is None
    assert found["ZJ-A25"] is not None


def test_neither_applies_where_neither_can() -> None:
    assert all(excluded("shandong", date(2017, 5, 1), stage=Stage.FILING).values())


@pytest.mark.parametrize("stage", [Stage.APPLICATION, Stage.ADJUSTMENT, Stage.ACCEPTANCE])
@pytest.mark.parametrize(
    ("profile", "day", "own"),
    [
        ("transfer-in", date(2023, 6, 30), True),
        ("transfer-in", date(2026, 1, 1), False),
        ("national", date(2023, 6, 30), False),
    ],
)
def test_a_transfer_in_is_held_to_a_quota_whatever_the_profile(
    profile: str, day: date, own: bool, stage: Stage
) -> None:
    """To the verified one where the transfer measures bind, else to that of the project."""
    codes = ("ZJ-A05", "ZJ-A20")
    found = excluded(profile, day, codes, programme=Programme.TRANSFER_IN, stage=stage)
    assert [code for code in codes if code in found and found[code] is None] == [codes[own]]


@pytest.mark.parametrize(
    ("profile", "day", "own"),
    [
        ("shandong", date(2017, 5, 1), True),
        ("shandong", date(2016, 1, 31), False),
        ("shandong", date(2020, 2, 1), False),
        ("sichuan", date(2017, 5, 1), False),
        ("national", date(2024, 6, 30), False),
    ],
)
def test_across_counties_one_balance_holds_whatever_the_profile(
    profile: str, day: date, own: bool
) -> None:
    """Shandong's while it binds; without it the national one, never none."""
    for national, shandong in (("ZJ-A01", "ZJ-A12"), ("ZJ-A03", "ZJ-A13"), ("ZJ-A04", "ZJ-A24")):
        codes = (national, shandong)
        found = excluded(profile, day, codes, programme=Programme.CROSS_COUNTY)
        assert [code for code in codes if code in found and found[code] is None] == [codes[own]]


def test_elsewhere_there_is_only_the_national_rule() -> None:
    assert excluded("sichuan", date(2017, 5, 1)) == {"ZJ-A05": None}
