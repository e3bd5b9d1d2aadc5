"""What applies on a day, at a stage, in a programme, and what is said of the rest."""

from __future__ import annotations

from datetime import date

import pytest

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.message import render
from gouhook_gis.domain.words import Programme, Stage
from gouhook_gis.rules.applies import exclusions
from gouhook_gis.rules.loader import rules_of


def told(
    profile: str,
    day: str,
    stage: Stage | None = None,
    programme: Programme | None = None,
    origin: str = "as_of",
) -> dict[str, str]:
    """Return what is said of each rule, nothing for one that applies."""
    law_date = LawDate(date=date.fromisoformat(day), origin=origin)
    why = exclusions(rules_of(profile), stage, programme, law_date)
    return {code: render(reason) if reason else "" for code, reason in why.items()}


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("ZJ-C14", "2016-02-01", "2020-01-31"),
        ("ZJ-C16", "2014-06-01", "2019-05-31"),
    ],
)
def test_a_text_binds_from_its_first_to_its_last_day(code: str, first: str, last: str) -> None:
    """Of Shandong both: the day before and the day after are out."""
    before = date.fromordinal(date.fromisoformat(first).toordinal() - 1).isoformat()
    after = date.fromordinal(date.fromisoformat(last).toordinal() + 1).isoformat()
    assert [bool(told("shandong", day)[code]) for day in (before, first, last, after)] == [
        True,
        False,
        False,
        True,
    ]


def test_a_text_out_of_force_is_told_with_its_dates_and_where_the_day_comes_from() -> None:
    said = told("transfer-out", "2026-03-01", origin="approval_date")["ZJ-C02"]
    assert said == (
        "依据的文件（自然资发〔2021〕178号）自 2021年12月21日 起施行，有效期至 2025年12月31日；"
        "本次按 2026年3月1日（批准日期）适用法规，文件已失效，本条不适用"
    )
    said = told("transfer-out", "2021-12-20", origin="today")["ZJ-C02"]
    assert said == (
        "依据的文件（自然资发〔2021〕178号）自 2021年12月21日 起施行；"
        "本次按 2021年12月20日（检查当日）适用法规，文件尚未施行，本条不适用"
    )


def test_after_the_transfer_measures_one_rule_still_asks_for_a_look() -> None:
    """C26 is about applications that come too late, and so outlives the text it rests on."""
    out = told("transfer-out", "2026-03-01", Stage.APPLICATION, Programme.TRANSFER_OUT)
    assert out["ZJ-C26"] == ""
    assert out["ZJ-B33"]
    assert out["ZJ-C20"]
    assert told("transfer-out", "2026-03-01", Stage.APPLICATION, Programme.ORDINARY)["ZJ-C26"]


def test_transfers_in_are_not_asked_about_demolition() -> None:
    rules = told("transfer-in", "2023-06-30", None, Programme.TRANSFER_IN)
    assert {code for code in ("ZJ-C02", "ZJ-B33", "ZJ-C22", "ZJ-A01", "ZJ-C03") if rules[code]} == {
        "ZJ-C02",
        "ZJ-B33",
        "ZJ-C22",
        "ZJ-A01",
        "ZJ-C03",
    }
    assert not rules["ZJ-C23"]
    assert not rules["ZJ-C21"]


def test_cross_county_has_its_own_balance() -> None:
    """A12, A13 and A24 take the place of A01, A03 and A04."""
    for programme, own in ((Programme.CROSS_COUNTY, True), (Programme.ORDINARY, False)):
        rules = told("shandong", "2017-05-01", Stage.APPLICATION, programme)
        assert [not rules[code] for code in ("ZJ-A12", "ZJ-A13", "ZJ-A24")] == [own] * 3
        assert [not rules[code] for code in ("ZJ-A01", "ZJ-A03", "ZJ-A04")] == [not own] * 3


def test_without_a_stage_all_stages_are_listed() -> None:
    everything = told("national", "2024-06-30")
    assert not everything["ZJ-C01"]
    assert not everything["ZJ-C06"]
    assert told("national", "2024-06-30", Stage.FILING)["ZJ-C01"] == (
        "本条适用于实施阶段，本次检查为在线报备阶段"
    )
