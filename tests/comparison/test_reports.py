"""Two reports: what was fixed, what is new, what is still there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from gouhook_gis.comparison.reports import compare_reports
from gouhook_gis.domain.comparison import Comparison
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import Status
from gouhook_gis.report.comparison import comparison_html, comparison_lines
from gouhook_gis.report.json_file import json_text
from gouhook_gis.report.reading import read_report
from tests.comparison.versions import A, B, report


def fates(comparison: Comparison) -> list[tuple[str, str, str | None]]:
    return [(f.fate, f.finding.parcel_ids[0], f.matched) for f in comparison.findings]


def test_fixed_new_and_still_there() -> None:
    """JX1 keeps its overlap of 20 m, JX2 moved off, JX3 came."""
    before = report(JX1=A, JX2=B)
    after = report(JX1=A, JX2=(270, 0, 370, 100), JX3=(410, 0, 470, 100))
    found = compare_reports(before, after)
    assert fates(found) == [
        ("new", "JX3", None),
        ("still", "JX1", "fingerprint"),
        ("fixed", "JX2", None),
    ]
    assert (found.count("new"), found.count("still"), found.count("fixed")) == (1, 1, 1)


def test_another_number_is_found_by_place() -> None:
    before, after = report(JX1=A), report(JX9=A)
    assert fates(compare_reports(before, after)) == [("still", "JX9", "overlap")]


def test_the_most_common_ground_decides_once() -> None:
    """JX1 was split into two: the larger part is the same finding, the other is new."""
    before = report(JX1=A)
    after = report(JX7=(0, 0, 100, 30), JX8=(0, 30, 100, 100))
    assert fates(compare_reports(before, after)) == [
        ("new", "JX7", None),
        ("still", "JX8", "overlap"),
    ]


def test_places_of_other_rules_or_layers_are_not_the_same() -> None:
    before = report(JX1=A)
    other = before.model_copy(
        update={
            "result": before.result.model_copy(
                update={
                    "rules": tuple(
                        rule.model_copy(
                            update={
                                "assessments": tuple(
                                    a.model_copy(
                                        update={
                                            "findings": tuple(
                                                f.model_copy(
                                                    update={
                                                        "layer_kind": "ecological_redline",
                                                        "fingerprint": "0" * 32,
                                                    }
                                                )
                                                for f in a.findings
                                            )
                                        }
                                    )
                                    for a in rule.assessments
                                )
                            }
                        )
                        for rule in before.result.rules
                    )
                }
            )
        }
    )
    assert [fate for fate, _, _ in fates(compare_reports(before, other))] == ["new", "fixed"]


def test_rules_with_another_outcome_and_what_was_not_alike() -> None:
    before, after = report(JX1=A), report(farmland={}, JX1=A)
    found = compare_reports(before, after)
    assert [(r.rule, r.before, r.after) for r in found.rules] == [
        ("ZJ-B01", Status.FAIL, Status.PASS),
        ("ZJ-B02", Status.FAIL, Status.PASS),
    ]
    assert fates(found) == [("fixed", "JX1", None)]
    assert found.notes == ()


def test_what_was_not_examined_again_is_not_fixed() -> None:
    """The layer is missing now, or no longer covers the parcel: nothing shows a repair."""
    before = report(JX1=A)
    data = before.model_dump()
    data["result"]["rules"] = []
    for after in (Report.model_validate(data), report(farmland={}, JX1=(5000, 0, 5100, 100))):
        assert [fate for fate, _, _ in fates(compare_reports(before, after))] == ["unexamined"]


def test_a_report_compared_with_itself_is_still_there_and_read_back(tmp_path: Path) -> None:
    one = report(JX1=A, JX2=B)
    file = tmp_path / "report.json"
    file.write_text(json_text(one), "utf-8")
    assert json_text(read_report(file)) == json_text(one)
    assert {fate for fate, _, _ in fates(compare_reports(one, read_report(file)))} == {"still"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_people_read(lang: str) -> None:
    found = compare_reports(
        report(JX1=A, JX2=B), report(JX1=(0, 0, 90, 100), JX2=(270, 0, 370, 100))
    )
    lines = "\n".join(comparison_lines(found, lang))
    page = comparison_html(found, lang, written=datetime(2026, 1, 2, 3, 4))
    for text in (lines, page):
        assert "JX1" in text
        assert "2000.00" in text  # what it was
        assert "1000.00" in text  # what it is
        assert "compare." not in text


def test_the_terminal_lists_some_and_states_all() -> None:
    parcels = {f"JX{n}": (80.0, 10.0 * n, 100.0, 10.0 * n + 5) for n in range(9)}
    found = compare_reports(report(JX99=A), report(**parcels))
    lines = comparison_lines(found, shown=2)
    assert any("8 处" in line for line in lines)
    assert any(line.strip() == "… 6" for line in lines)
