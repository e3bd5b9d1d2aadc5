"""Every requirement of the regulations is a rule, or is named with the reason why it is none."""

from __future__ import annotations

import re

from gouhook_gis.rules.loader import all_rules
from scripts.not_covered import catalogue, page

REQUIREMENTS = catalogue().requirements
RULES = {rule.code for rule in all_rules() if rule.code.startswith("ZJ-")}
LATER = [code for item in catalogue().not_covered for code in item.codes]


def test_the_catalogue_is_whole() -> None:
    """104 requirements in four chapters; A08 was never given."""
    assert len(REQUIREMENTS) == 104
    chapters = [code[3] for code in REQUIREMENTS]
    assert {c: chapters.count(c) for c in "ABCD"} == {"A": 25, "B": 36, "C": 34, "D": 9}
    assert all(re.fullmatch(r"ZJ-[A-D]\d\d", code) for code in REQUIREMENTS)
    assert list(REQUIREMENTS) == sorted(REQUIREMENTS)
    assert len(set(REQUIREMENTS.values())) == len(REQUIREMENTS)


def test_every_requirement_is_a_rule_or_is_named_with_a_reason() -> None:
    assert sorted(set(REQUIREMENTS) - RULES - set(LATER)) == []


def test_what_is_a_rule_is_not_named_as_missing() -> None:
    assert sorted(RULES & set(LATER)) == []
    assert len(LATER) == len(set(LATER))


def test_no_rule_and_no_reason_is_of_an_unknown_code() -> None:
    assert sorted((RULES | set(LATER)) - set(REQUIREMENTS)) == []


def test_the_page_names_each_with_its_title_and_reason() -> None:
    said = page()
    for item in catalogue().not_covered:
        assert item.zh in said
        assert item.en in said
        for code in item.codes:
            assert f"| {code} | {REQUIREMENTS[code]} |" in said
