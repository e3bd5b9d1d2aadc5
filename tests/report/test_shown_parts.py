"""What the page is told of a report: figures, places, scales, what is left out, by hand."""

from __future__ import annotations

import re

import pytest

from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import name_of
from gouhook_gis.domain.shown_rules import Scale
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.shown.findings import shown_findings
from gouhook_gis.report.shown.measures import scale, shown_measure
from gouhook_gis.report.shown.reconciliation import shown_reconciliation
from gouhook_gis.report.shown.rules import SHOWN
from gouhook_gis.report.voice import Voice
from gouhook_gis.rules.loader import all_rules
from tests.report.test_shown import both, documents
from tests.support.reconciled import reconciled_report
from tests.support.reports import (
    HOSTILE_ID,
    about,
    box,
    finding,
    full_report,
    overlap,
    parcel,
    rule,
)


def test_figures_of_the_full_report() -> None:
    """By hand: 9150 m² of demolition, larger by 20 ppm on the ellipsoid, one parcel unmeasured;
    slivers of a third of a square metre each that add up to one.
    """
    _, head, parcels = documents(full_report(), "zh")
    demolition = head.roles[0]
    assert (demolition.parcels, demolition.at_least) == (6, True)
    assert (demolition.official.m2, demolition.official.ha) == ("9150.18", "0.9150")
    assert (demolition.planar, demolition.declared) == ("9150.00", "1200.00")
    mine = [one for one in parcels.items if one.role is Role.DEMOLITION]
    assert sum(float(one.official.m2) for one in mine if one.official) == pytest.approx(9150.18)
    assert [one.id for one in mine if one.official is None] == ["CJ-006"]
    assert head.slivers is not None
    assert [row[-1] for row in head.slivers.rows] == ["0.33", "0.33", "0.34"]
    assert head.slivers.sums == (("合计", "", "", "4", "1.00"),)
    # Five are to deal with: of seven rules ZJ-B01 has three, of which one was waived.
    assert (head.findings, head.notes, head.worst) == (6, 0, (1, 2, 3, 4, 5))
    by_id = {one.id: one for one in parcels.items}
    assert (by_id["CZ-01"].status, by_id["CZ-01"].result) == (Status.FAIL, "不通过")
    assert (by_id["NC-01"].status, by_id["NC-01"].result) == (None, "未发现问题")
    assert by_id["CJ-006"].result == "无法量算"


def test_a_finding_has_its_place_to_the_millimetre() -> None:
    """The thin one lies along the west side of CZ-01: 0.12 m by 100 m."""
    report = full_report()
    found = shown_findings(report, evidence(report), Voice.of(report.result, "zh")).items
    thin = next(one for one in found if one.parcel_keys == ("new_construction/CZ-01",))
    assert thin.box == (35_501_320.0, 3_400_640.0, 35_501_320.12, 3_400_740.0)
    assert thin.amount_value == 12.0
    assert thin.where.startswith("X（纵）34006")
    assert [one.number for one in found] == list(range(1, 7))


def test_controls_of_hostile_values_are_not_handed_on() -> None:
    report = full_report(project_name="a\x1b[2J\u202eb\u2028c")
    _, head, parcels = documents(report, "zh")
    assert head.title == "a\ufffd[2J\ufffdb\ufffdc"
    # Markup is text: the page never takes it for anything else.
    assert HOSTILE_ID in [one.id for one in parcels.items]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        # 0 … 0.3 and 8 % of that on the right: at least 0.3 is met from there on.
        (
            measured("ratio", 0.15, "ratio", operator=">=", threshold=0.3),
            Scale(
                operator=">=", threshold=1 / 1.08, value=0.5 / 1.08, met=(1 / 1.08, 1), tone="out"
            ),
        ),
        (
            measured("overlap", 1.0, "m2", operator="<=", threshold=2.0, half_width=1.0),
            Scale(
                operator="<=",
                threshold=1 / 1.08,
                value=0.5 / 1.08,
                met=(0, 1 / 1.08),
                band=(0, 1 / 1.08),
                tone="in",
            ),
        ),
        # −1 … 1: a scale that goes below zero has 4 % on the left.
        (
            measured("surplus", -1.0, "m2", operator=">", threshold=1.0),
            Scale(
                operator=">",
                threshold=2.08 / 2.24,
                value=0.08 / 2.24,
                met=(2.08 / 2.24, 1),
                tone="out",
            ),
        ),
        (
            measured("count", 3.0, "count", operator="=", threshold=3.0),
            Scale(operator="=", threshold=1 / 1.08, value=1 / 1.08, tone="in"),
        ),
    ],
)
def test_a_scale_by_hand(measure: Measure, expected: Scale) -> None:
    found = scale(measure)
    assert found is not None
    for name in ("threshold", "value", "met", "band"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name))
    assert (found.operator, found.tone) == (expected.operator, expected.tone)


def test_a_measure_without_threshold_has_no_scale() -> None:
    shown = shown_measure(measured("area", 12.5, "m2"), Voice("zh"))
    assert (shown.scale, shown.threshold, shown.margin, shown.half_width) == (None, "", "", "")
    near = measured("ratio", 0.2999, "ratio", operator=">=", threshold=0.30, half_width=0.0004)
    told = shown_measure(near, Voice("zh"))
    assert (told.value, told.threshold, told.borderline) == ("29.99%", "≥ 30%", True)
    assert told.scale is not None and told.scale.tone == "near"


def test_of_many_assessments_the_worst_are_told_and_the_rest_counted() -> None:
    """Of 600 that fail 500 are listed, the others are in the rest with what they examined."""
    many = tuple(
        about(
            f"demolition/P{n}",
            Status.FAIL,
            finding(
                n, (f"P{n}",), Role.DEMOLITION, geometry=box(n, 0, 1, 1), measures=(overlap(1),)
            ),
        )
        for n in range(SHOWN + 100)
    )
    ground = tuple(
        parcel(f"P{n}", Role.DEMOLITION, 1.0, box(n, 0, 1, 1)) for n in range(SHOWN + 100)
    )
    failing = rule("ZJ-B01", "不得占用", "None of it", Status.FAIL, assessments=many)
    report = full_report(parcels=ground, rules=(failing,), totals=(), slivers=(), waivers=())
    _, head, _ = documents(report, "zh")
    (shown,) = head.rules
    assert (len(shown.assessments), shown.findings) == (500, 600)
    assert shown.rest == ((Status.FAIL, 100),)
    assert shown.rest_examined.startswith("检查了：")


def test_the_table_of_figures_boundary_and_map() -> None:
    """Every row has a cell a head; those that differ are ranked and drawn, worst first."""
    report = reconciled_report()
    table = shown_reconciliation(report, Voice.of(report.result, "zh"), SHOWN)
    assert table is not None
    assert sum(count for _, count in table.groups) == len(table.heads) == 11
    assert {len(line.cells) for line in table.lines} == {11}
    assert {len(row) for row in table.sums} == {13}
    ranked = [line for line in table.lines if line.rank is not None]
    assert sorted(line.rank for line in ranked if line.rank) == list(range(1, len(ranked) + 1))
    assert {line.status for line in ranked} <= {Status.FAIL, Status.NEEDS_REVIEW}
    assert all(not line.drawing for line in table.lines if line.rank is None)
    one = shown_reconciliation(report, Voice.of(report.result, "zh"), 1)
    assert one is not None
    assert [line.rank for line in one.lines if line.pieces or line.drawing] == [1]


@both
def test_every_place_of_a_layer_has_a_name(lang: str) -> None:
    """A slot is shown by its kind and what it is for, never by an identifier of ours."""
    slots = {slot for one in all_rules() for slot in one.check.needs().all_slots}
    bare = [slot for slot in slots if re.search(r"[a-z_]{4,}", Voice(lang).slot(slot))]
    assert lang == "en" or bare == []
    roles = {slot.partition("@")[2] for slot in slots} - {""}
    assert {role for role in roles if name_of(f"word.slot.{role}", lang) is None} == set()
