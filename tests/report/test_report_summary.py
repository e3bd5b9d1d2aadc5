"""What the terminal shows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.report.position import crs_text
from gouhook_gis.report.prose import lines
from gouhook_gis.report.summary import summary
from gouhook_gis.report.voice import Voice
from tests.support.reports import full_report, passing_report, unreadable_report


def plain(printed: list[str]) -> list[str]:
    """Return lines without their colours."""
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in printed]


@pytest.mark.parametrize("width", [72, 80, 100])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(width: int, lang: str) -> None:
    """A Chinese character takes two columns."""
    for report in (full_report(), passing_report(), unreadable_report()):
        assert max(cell_len(line) for line in plain(summary(report, lang, width=width))) <= width


def test_verdict_totals_rules_and_worst_findings_are_there() -> None:
    """Verdict, areas, one line a rule, the worst findings with place, article and remedy."""
    printed = plain(summary(full_report(), "zh", width=100))
    text = "\n".join(printed)
    assert printed[1].startswith(" 不通过   510999-2024-003")
    assert "内部资料 注意保管" in text
    assert re.search(r"拆旧 +6 +0\.9150 +13\.73 +9150\.18 +至少（有地块无法量算）", text)
    assert re.search(r"建新 +4 +1\.8590 +27\.88 +18590\.37", text)
    assert re.search(r"不通过 +ZJ-B01 +建新地块不得占用永久基本农田 +3 处", text)
    assert re.search(r"未检查（缺资料） +ZJ-B03 .*\n +缺少参考图层“违法用地”", text)
    assert "不适用：ZJ-C06" in text
    assert "首先要处理的问题（5 处，共 5 处）" in text
    assert "1. 地块 AZ-01  0.2800 公顷（4.20 亩，2800.06 m²）" in text
    assert "第七条(五) [效力待核]" in text
    assert "X（纵）3400455.00，Y（横）35500760.00 · 报送/=1+1/JXDK2.shp 第 2 条记录" in text
    assert "整改：调整地块边界避开所列图块，或更换地块后重新报送" in text


def test_what_was_not_examined_is_named_as_on_the_page() -> None:
    """Groups without verdict; every reason of a rule, also of one that fails elsewhere."""
    report = full_report()
    rule = next(rule for rule in report.result.rules if rule.code == "ZJ-B01")
    unseen = [
        rule.assessments[0].model_copy(
            update={
                "status": Status.NOT_RUN,
                "findings": (),
                "reason": message("rules.unmeasurable", parcel=parcel),
            }
        )
        for parcel in ("P-1", "P-2")
    ]
    partly = rule.model_copy(update={"assessments": (*rule.assessments, *unseen)})
    text = "".join(plain(summary(full_report(rules=(partly,)), "zh", width=100)))
    text = "".join(text.split())
    assert "部分未检查：地块P-1没有可量算的图形" in text
    assert "；地块P-2没有可量算的图形" in text
    assert "未审：资料审查。" in text


def test_a_waived_finding_is_not_what_to_deal_with_first() -> None:
    """It is numbered last, and the numbers of the others have no gap."""
    text = "\n".join(plain(summary(full_report(), "zh", width=100)))
    assert "2. 地块 CZ-01" in text
    assert "3. 地块 CJ-001、CJ-002、CJ-003" in text
    assert "6. " not in text


def test_names_are_neither_markup_nor_escapes() -> None:
    """[red] stays as it is; an escape character never reaches the terminal."""
    report = full_report(project_name="[red]村[/red] :smile: \x1b]0;x\x07")
    printed = summary(report, "zh", width=100)
    assert "[red]村[/red] :smile: \ufffd]0;x\ufffd" in "\n".join(plain(printed))
    assert "\x07" not in "".join(printed)


def test_unreadable_report_names_the_file() -> None:
    """No areas, but the verdict, the file and the reason."""
    text = "\n".join(plain(summary(unreadable_report(), "zh", width=80)))
    assert "数据无法读取   violations.zip" in text
    assert "面积汇总" not in text


def test_chinese_is_wrapped_anywhere_but_in_words() -> None:
    """A closing mark takes its character along; Latin words stay whole."""
    assert lines("检查通过。请把编号", 8) == ["检查通", "过。请把", "编号"]
    assert lines("（亩，㎡），占", 9) == ["（亩，", "㎡），占"]
    assert lines("请用 --reference 提供", 16) == ["请用 --reference", "提供"]
    assert lines("甲\n乙", 10) == ["甲", "乙"]
    assert lines("第三带（甲）", 8) == ["第三带", "（甲）"]


@given(st.text("永久基本农田，。”ab1 -/", max_size=80), st.integers(4, 40))
def test_wrapping_loses_nothing_but_blanks(text: str, width: int) -> None:
    """All characters are there, in their order."""
    joined = "".join(lines(text, width))
    assert joined.replace(" ", "") == text.replace(" ", "")


def test_rules_not_run_for_one_reason_say_it_once() -> None:
    """And rules that passed are named in one line where others are open."""
    report = full_report()
    missing = next(rule for rule in report.result.rules if rule.code == "ZJ-B03")
    twins = tuple(missing.model_copy(update={"code": code}) for code in ("T1", "T2", "T3"))
    text = "\n".join(plain(summary(full_report(rules=twins), "zh", width=100)))
    assert text.count("缺少参考图层“违法用地”") == 1
    assert "以上 3 条：缺少参考图层“违法用地”" in text
    assert "通过 1 条：ZJ-B25" in "\n".join(plain(summary(report, "zh", width=100)))


@pytest.mark.parametrize(
    ("crs", "shown"),
    [
        ("EPSG:4490", "CGCS2000 经纬度（EPSG:4490）"),
        ("EPSG:4491", "CGCS2000 6 度带第 13 带（EPSG:4491）"),
        ("EPSG:4507", "CGCS2000 6 度带，中央经线 105°（EPSG:4507）"),
        ("EPSG:4523", "CGCS2000 3 度带第 35 带（EPSG:4523）"),
        ("EPSG:4544", "CGCS2000 3 度带，中央经线 105°（EPSG:4544）"),
        (None, "未能确定"),
    ],
)
def test_a_crs_is_named_as_surveyors_do(crs: str | None, shown: str) -> None:
    """Zone 35 and the central meridian of 105° are one place, in two kinds of coordinates."""
    assert crs_text(crs, Voice("zh")) == shown
