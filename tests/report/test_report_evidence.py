"""The order and numbering of findings, places, waivers, drawable shapes."""

from __future__ import annotations

import random

import numpy as np

import shapely

from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.report.evidence import drawable, evidence, ranked, urgent
from gouhook_gis.report.overview import Overview
from gouhook_gis.report.parcel_result import parcel_result
from gouhook_gis.report.voice import Voice
from tests.support.reports import E0, N0, about, finding, full_report, rule, rules


def test_findings_are_numbered_blocking_and_worst_first() -> None:
    """Blocking rules before warnings, fails before reviews, larger pieces before smaller; what
    was waived comes last.
    """
    items = evidence(full_report())
    assert [(e.number, e.rule.code, e.area_m2) for e in items] == [
        (1, "ZJ-B01", 2800.056),
        (2, "ZJ-B01", 12.0),
        (3, "ZJ-B14", None),
        (4, "ZJ-B15", 240.0),
        (5, "G05", None),
        (6, "ZJ-B01", 1.1),
    ]


def test_order_does_not_depend_on_the_order_of_assessments() -> None:
    """A report with its assessments shuffled numbers its findings alike."""
    shuffled = []
    for item in rules():
        order = list(item.assessments)
        random.Random(7).shuffle(order)
        shuffled.append(item.model_copy(update={"assessments": tuple(order)}))
    again = evidence(full_report(rules=tuple(shuffled)))
    first = evidence(full_report())
    assert [e.finding.fingerprint for e in again] == [e.finding.fingerprint for e in first]


def test_settled_rules_come_last() -> None:
    """Open blocking rules lead, then open warnings, then what passed or does not apply."""
    assert [r.code for r in ranked(rules())] == [
        "ZJ-B01",
        "ZJ-B14",
        "ZJ-A01",
        "ZJ-B03",
        "ZJ-B15",
        "G05",
        "ZJ-B18",
        "ZJ-B25",
        "ZJ-C06",
    ]


def test_places_points_and_waivers_are_joined() -> None:
    """By fingerprint: file and record, a point in the piece, the waiver's document."""
    items = {e.finding.fingerprint: e for e in evidence(full_report())}
    large, village, tiny = (items[f"{n:032x}"] for n in (2, 5, 3))
    assert [(p.file, p.record) for p in large.places] == [("报送/=1+1/JXDK2.shp", 2)]
    assert large.point == (E0 + 760.0, N0 + 455.0)
    assert village.point is None
    assert village.shape is None
    assert tiny.waived_by == "川自然资函〔2024〕12号"
    assert large.waived_by is None


def test_amount_is_the_measure_that_decides() -> None:
    """A share held against 30 % comes before an area beside it; a total that is too small is
    an amount, but no area that is wrong.
    """
    area = measured("demolition_area", 8739.3, "m2")
    share = measured("ratio", 0.167, "ratio", operator=">=", threshold=0.3)
    total = measured("demolition_area", 8739.3, "m2", operator=">", threshold=9000.0)
    piece = measured("overlap", 12.0, "m2", operator="<=", threshold=0.0)
    cases = {
        (area, share): (share, None),
        (total, area): (total, None),
        (area,): (area, 8739.3),
        (share, piece): (share, None),
        (piece, share): (piece, 12.0),
        (): (None, None),
    }
    for measures, (expected, wrong) in cases.items():
        found = finding(1, ("a",), Role.DEMOLITION, measures=measures)
        outcome = rule("X", "x", "x", Status.FAIL, assessments=(about("a", Status.FAIL, found),))
        (item,) = evidence(full_report(rules=(outcome,)))
        assert (item.amount, item.area_m2) == (expected, wrong)


def test_urgent_leaves_out_what_is_waived_without_a_gap() -> None:
    """The waived piece of ZJ-B01 is number 6; the failing village precedes what is reviewed."""
    assert [e.number for e in urgent(evidence(full_report()))] == [1, 2, 3, 4, 5]


def test_findings_of_passed_rules_are_notes() -> None:
    """They are listed and numbered last, but there is nothing to deal with."""
    note = finding(9, ("NC-01",), Role.NEW_CONSTRUCTION, measures=(measured("n", 1.0, "count"),))
    passed = rule("F11", "x", "x", Status.PASS, assessments=(about("a", Status.PASS, note),))
    report = full_report(rules=(passed, *rules()))
    items = evidence(report)
    assert items[-1].finding is note
    assert note not in [item.finding for item in urgent(items)]
    overview = Overview.of(report)
    assert (overview.findings, overview.notes) == (6, 1)
    nc = next(parcel for parcel in report.result.parcels if parcel.id == "NC-01")
    assert parcel_result(nc, [Status.PASS], Voice("zh")) == "未发现问题"
    assert parcel_result(nc, [Status.PASS, Status.NEEDS_REVIEW], Voice("zh")) == "需人工核实"


def test_a_bow_tie_is_drawn_as_the_areas_it_encloses() -> None:
    """The original stays as it is; the copy for drawing is valid."""
    tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    shapes = np.array([tie, None, shapely.box(0, 0, 1, 1)], dtype=object)
    copies = drawable(shapes)
    assert shapes[0] is tie
    assert copies[0].is_valid
    assert copies[0].area == 2.0
    assert copies[1] is None


def test_overview_counts_and_says_what_is_open() -> None:
    """Three fails, one of them a warning; three rules not run; restricted data used."""
    overview = Overview.of(full_report())
    assert overview.counts[0] == (Status.FAIL, 3)
    assert [(rule.code, why[0].id) for rule, why in overview.open_rules] == [
        ("ZJ-A01", "rules.unmeasurable"),
        ("ZJ-B03", "engine.layer_missing"),
        ("ZJ-B18", "engine.rule_failed"),
    ]
    assert [group.value for group in overview.unexamined] == ["facts"]
    assert overview.restricted
    assert overview.findings == 6
    assert not Overview.of(full_report(slots=())).restricted
