"""What `gouhook rules` and `gouhook explain` are given."""

from __future__ import annotations

from datetime import date

import pytest

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.words import InForce, Programme, Severity, Stage
from gouhook_gis.rules.listing import explain, listing
from gouhook_gis.rules.loader import all_rules

DAY = date(2024, 6, 30)
LAW_DATE = LawDate(date=DAY, origin="as_of")


def test_listing_of_a_profile() -> None:
    rows = {row.code: row for row in listing("national", LAW_DATE)}
    assert "ZJ-B14" not in rows
    row = rows["ZJ-A01"]
    assert row.model_dump(mode="json") == {
        "code": "ZJ-A01",
        "title": "建新总面积必须小于拆旧总面积",
        "what": "项目区内全部拆旧地块的总面积，是否大于全部建新地块的总面积。",
        "slots": [],
        "optional": [],
        "facts": [],
        "fact_titles": [],
        "pack": "national-measures-2008",
        "stage": ["application", "adjustment", "acceptance"],
        "scope": "any",
        "severity": "error",
        "kind": "area_balance",
        "group": "geometry",
        "document": "国土资发〔2008〕138号",
        "article": "第五条",
        "in_force": "unknown",
        "applies": True,
        "reason": "2008-06-27 印发，现行效力待核",
    }
    assert rows["G01"].stage == ("any",)
    assert rows["G01"].article == "无直接条文"
    assert rows["G01"].in_force is InForce.YES


def test_listing_of_all() -> None:
    rows = listing(None, LAW_DATE, "en")
    assert [row.code for row in rows] == [rule.code for rule in all_rules()]
    assert all(row.title.isascii() for row in rows if row.code != "ZJ-B19")


def test_listing_before_the_text_was_issued() -> None:
    rows = {
        row.code: row for row in listing("sichuan", LawDate(date=date(2008, 6, 26), origin="as_of"))
    }
    assert rows["ZJ-A01"].in_force is InForce.NO
    assert not rows["ZJ-A01"].applies
    assert "尚未施行" in rows["ZJ-A01"].reason


def test_every_rule_says_whether_it_applies_and_why() -> None:
    """Shandong at acceptance, the day after the approval measures ended."""
    day = LawDate(date=date(2019, 6, 1), origin="as_of")
    rows = listing("shandong", day, stage=Stage.ACCEPTANCE)
    applies = {row.code: row.applies for row in rows}
    assert [applies[code] for code in ("ZJ-C04", "ZJ-C05", "ZJ-C12", "G01")] == [
        True,
        False,
        False,
        True,
    ]
    reasons = {row.code: row.reason for row in rows}
    assert reasons["ZJ-C04"] == "第三十六条：自 2016-02-01 起施行，有效期至 2020-01-31"
    assert "有效期至 2019年5月31日" in reasons["ZJ-C05"]
    assert "实施阶段" in reasons["ZJ-C12"]
    assert reasons["G01"] == "基本要求，不限期"


def test_the_programme_is_that_of_the_profile_unless_told() -> None:
    day = LawDate(date=date(2023, 6, 1), origin="as_of")
    assert {row.code: row.applies for row in listing("transfer-out", day)}["ZJ-C02"]
    told = listing("transfer-out", day, programme=Programme.TRANSFER_IN)
    assert not {row.code: row.applies for row in told}["ZJ-C02"]


def test_explain() -> None:
    told = explain("ZJ-B14", DAY)
    assert told.severity is Severity.ERROR
    assert told.article == "第七条（五）"
    assert told.slots == ("land_use@before", "villages", "elevation")
    assert told.facts == ("terrain", "terrain_by_village", "terrain_source")
    values = {parameter.name: parameter for parameter in told.parameters}
    assert values["classes"].value == ["203", "203A"]
    assert values["classes"].text == "计入的城镇村属性码"
    assert told.file == "packs/sichuan-measures/ZJ-B14.yaml"
    assert explain("ZJ-B14", DAY, lang="en").title == (
        "Demolition as a share of the village's rural construction land"
    )


@pytest.mark.parametrize("written", ["zj-b14", " B14 ", "b14"])
def test_codes_as_people_write_them(written: str) -> None:
    assert explain(written, DAY).code == "ZJ-B14"


def test_unknown_code_lists_codes() -> None:
    with pytest.raises(UsageError) as caught:
        explain("ZJ-Z99", DAY)
    assert "F01" in str(caught.value)


def test_a_code_outside_the_profile() -> None:
    with pytest.raises(UsageError):
        explain("ZJ-B14", DAY, profile="national")
