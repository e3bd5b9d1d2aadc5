"""Profiles side by side: who has a rule, and what of it differs."""

from __future__ import annotations

from gouhook_gis.rules.listing import book_rules
from gouhook_gis.rules.parameter_words import parameter_text
from gouhook_gis.rules.side_by_side import side_by_side

BOOKS = {name: book_rules(name) for name in ("national", "sichuan", "shandong")}


def test_a_rule_of_one_province_is_in_its_profile_alone() -> None:
    (row,) = side_by_side(BOOKS, code="ZJ-B14")
    assert [name for name, held in row.profiles.items() if held] == ["sichuan"]
    assert not row.common
    assert row.differing == ()
    assert row.title == "拆旧面积占村农村建设用地的比例"


def test_every_rule_of_every_profile_once_by_code() -> None:
    rows = side_by_side(BOOKS, "en")
    codes = [row.code for row in rows]
    assert codes == sorted({rule.code for rules in BOOKS.values() for rule in rules})
    assert {row.code for row in rows if row.common} >= {"F01", "G01"}


def test_what_differs_is_named() -> None:
    """Sichuan with another distance for B18, and B18 as a warning in Shandong."""
    rule = next(rule for rule in BOOKS["sichuan"] if rule.code == "ZJ-B18")
    nearer = rule.model_copy(update={"parameters": {**rule.parameters, "distance_m": 3000.0}})
    header = rule.header.model_copy(update={"severity": "warning"})
    harder = rule.model_copy(update={"header": header})
    same, *_ = side_by_side({"a": [rule], "b": [rule]})
    assert (same.common, same.differing) == (True, ())
    (row,) = side_by_side({"a": [rule], "b": [nearer], "c": [harder]})
    assert row.differing == ("severity", "distance_m")
    told = row.profiles["b"]
    assert told is not None
    assert [one.shown for one in told.parameters if one.name == "distance_m"] == ["3000"]


def test_values_in_words() -> None:
    said = [
        (None, "未设定"),
        (True, "是"),
        (0.45, "0.45"),
        (5000.0, "5000"),
        (12, "12"),
        ("demolition", "拆旧"),
        ("land_use@before", "地类图斑 · 实施前"),
        ("approval_date", "批准日期"),
        ("ZLDWDM", "ZLDWDM"),
        (["203", "203A"], "203、203A"),
        ([], "—"),
        ({"zh": "立项申请", "en": "application"}, "立项申请"),
        ([{"role": "demolition", "purposes": []}], "检查的地块：拆旧"),
    ]
    assert [parameter_text(value, "zh") for value, _ in said] == [text for _, text in said]
    assert (
        parameter_text(["demolition", "new_construction"], "en") == "demolition, new construction"
    )
