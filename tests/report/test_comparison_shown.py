"""What the page shows of two reports: which finding and parcel is which, how much it was and is."""

from __future__ import annotations

import pytest

from gouhook_gis.comparison.reports import compare_reports
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.shown_comparison import ShownComparison
from gouhook_gis.report.comparison_shown import shown_comparison
from gouhook_gis.report.evidence import evidence
from tests.comparison.versions import A, B, report

SMALLER = (0.0, 0.0, 90.0, 100.0)  # 10 m of the 20 m on farmland are given up
MOVED = (270.0, 0.0, 370.0, 100.0)


def shown(before: Report, after: Report, lang: str = "zh") -> ShownComparison:
    found = compare_reports(before, after)
    return shown_comparison(before, after, found, "en" if lang == "en" else "zh", "+proj=x")


def test_findings_with_what_was_and_what_is() -> None:
    """JX1 keeps 10 of 20 m, JX2 moved off, JX3 came with 40 m."""
    before = report(JX1=A, JX2=B)
    after = report(JX1=SMALLER, JX2=MOVED, JX3=(410, 0, 470, 100))
    told = shown(before, after)
    assert [(c.value, n) for c, n in told.counts] == [
        ("new", 1), ("still", 1), ("unexamined", 0), ("fixed", 1),
    ]  # fmt: skip
    assert [(c.fate, c.about, c.number) for c in told.findings] == [
        ("new", "JX3", 1), ("still", "JX1", 2), ("fixed", "JX2", 3),
    ]  # fmt: skip
    new, still, fixed = told.findings
    amounts = [(c.amount_before, c.amount) for c in told.findings]
    # Planar boxes near the meridian: official areas differ from 4000, 2000, 1000 by little.
    assert [tuple(bool(a) for a in pair) for pair in amounts] == [
        (False, True), (True, True), (True, False),
    ]  # fmt: skip
    assert still.amount_before.startswith("2000.0")
    assert still.amount.startswith("1000.0")
    assert still.was.startswith("前一次：不通过")
    assert (new.before, fixed.after) == (None, None)
    assert still.before != still.after
    assert still.matched == "按问题指纹对应"


def test_numbers_are_those_of_both_reports() -> None:
    before, after = report(JX1=A, JX2=B), report(JX1=SMALLER, JX2=MOVED)
    numbers = [{e.finding.fingerprint: e.number for e in evidence(v)} for v in (before, after)]
    found = compare_reports(before, after).findings
    told = shown(before, after).findings
    assert [(c.fate, c.number_before, c.number_after) for c in told] == [
        ("still", numbers[0][found[0].finding.fingerprint], 1),
        ("fixed", numbers[0][found[1].finding.fingerprint], None),
    ]
    assert {c.number_before for c in told} == {1, 2}


def test_parcels_that_changed_come_first() -> None:
    before = report(JX1=A, JX2=B, JX4=(600, 0, 700, 100))
    after = report(JX1=SMALLER, JX3=(800, 0, 900, 100), JX4=(600, 0, 700, 100))
    told = shown(before, after)
    assert [(p.id, p.fate) for p in told.parcels] == [
        ("JX1", "changed"), ("JX3", "brought_in"), ("JX2", "taken_out"), ("JX4", "unchanged"),
    ]  # fmt: skip
    one = told.parcels[0]
    assert one.area_before is not None
    assert one.area_after is not None
    assert one.difference is not None
    assert (one.area_before.ha, one.area_after.ha, one.difference.ha) == (
        "1.0000", "0.9000", "-0.1000",
    )  # fmt: skip
    assert one.box is not None
    assert (one.box[2] - one.box[0], one.box[3] - one.box[1]) == (100.0, 100.0)


def test_a_renumbered_parcel_is_found_by_its_rings() -> None:
    (one,) = shown(report(JX1=A), report(JX9=A)).parcels
    assert (one.id, one.id_before, one.fate) == ("JX9", "JX1", "changed")
    assert one.before == one.after


@pytest.mark.parametrize(("lang", "verdict"), [("zh", "不通过"), ("en", "fail")])
def test_rules_and_circumstances(lang: str, verdict: str) -> None:
    before, after = report(JX1=A), report(farmland={}, JX1=A)
    told = shown(before, after, lang)
    assert [(r.rule, r.before, r.after, r.before_name) for r in told.rules] == [
        ("ZJ-B01", "fail", "pass", verdict), ("ZJ-B02", "fail", "pass", verdict),
    ]  # fmt: skip
    assert told.before.verdict_name == verdict
    assert (told.before.findings, told.after.findings) == (1, 0)
    assert told.epsg == 4523
    assert not told.degrees
    assert told.extent is not None
    assert "compare." not in told.model_dump_json()
