"""Facts as people read them: areas in 公顷 first, choices by name, tables by their rows."""

import pytest

from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import FactOutcome
from gouhook_gis.report.voice import Voice

SOURCE = message("intake.source.option", option="--fact")


@pytest.mark.parametrize(
    ("key", "value", "zh", "en"),
    [
        ("approval_date", "2024-05-01", "2024-05-01", "2024-05-01"),
        ("quota_m2", 32150.0, "3.2150 公顷（48.23 亩，32150.00 m²）",
         "3.2150 ha (48.23 mu, 32150.00 m²)"),
        ("programme", "cross_county", "跨县调剂", "cross-county"),
        ("tenure_adjustment", False, "否", "no"),
        ("proceeds_wan", 144.5, "144.5 万元", "144.5 10 000 yuan"),
        ("quota_numbers", ["甲", "乙"], "甲、乙", "甲, 乙"),
        ("votes", [{"village_code": "1"}] * 3, "3 行", "3 rows"),
        ("terrain_by_village", {"510999100201": {"terrain": "平原"}}, "1 行", "1 rows"),
    ],
)  # fmt: skip
def test_a_value(key, value, zh, en):
    item = FactOutcome(key=key, value=value, source=SOURCE)
    assert (Voice("zh").fact(item), Voice("en").fact(item)) == (zh, en)


def test_a_long_text_is_cut_and_controls_are_never_shown():
    item = FactOutcome(key="project_name", value="青\x1b[31m" + "山" * 400, source=SOURCE)
    text = Voice().fact(item, 300)
    assert len(text) == 301
    assert "\x1b" not in text
