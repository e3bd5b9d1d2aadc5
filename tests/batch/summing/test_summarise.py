"""What members come to: rows, ground that counts once, pairs, the worst."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from shapely import box

from gouhook_gis.batch.summing.order import worst_members
from gouhook_gis.batch.summing.summarise import Given, summarise
from gouhook_gis.batch.summing.vector import FindingsFile
from gouhook_gis.domain.batch import BatchRow, BatchSummary, MemberState
from gouhook_gis.domain.report import Report, WaiverOutcome
from gouhook_gis.domain.words import EvidenceGroup, Role, Severity, Status, Verdict
from gouhook_gis.geometry.area import official_area
from tests.support import members as invented
from tests.support import reports
from tests.support.members import done, piece, report, rule, shared

FIELD = reports.box(0, 0, 40, 30)


def come_to(members: Sequence[Given] | Iterator[Given], folder: Path) -> BatchSummary:
    with FindingsFile(folder / "findings.gpkg", "zh") as findings:
        return summarise(members, invented.ABOUT, findings)


def row(held: Report, folder: Path) -> BatchRow:
    return come_to([done("甲", held)], folder).rows[0]


def official(x: float, y: float, width: float, height: float) -> float:
    shape = box(reports.E0 + x, reports.N0 + y, reports.E0 + x + width, reports.N0 + y + height)
    return float(official_area(np.array([shape], dtype=object), 4523)[0])


def test_ground_under_two_findings_counts_once(tmp_path: Path) -> None:
    """40 × 30 m and 40 × 30 m that share 20 × 30 m are 60 × 30 m; the other piece is 10 × 10 m."""
    twice = rule(
        "ZJ-B01",
        Status.FAIL,
        piece(1, FIELD, 1200.0),
        piece(2, reports.box(20, 0, 40, 30), 1200.0),
    )
    again = rule("ZJ-B02", Status.FAIL, piece(3, FIELD, 1200.0))
    apart = rule("ZJ-B03", Status.FAIL, piece(4, reports.box(500, 0, 10, 10), 100.0))
    found = row(report("P1", twice, again, apart), tmp_path)
    assert found.cells["ZJ-B01"].area_m2 == pytest.approx(official(0, 0, 60, 30), abs=0.01)
    assert found.cells["ZJ-B01"].findings == 2
    assert found.cells["ZJ-B02"].area_m2 == pytest.approx(official(0, 0, 40, 30), abs=0.01)
    whole = official(0, 0, 60, 30) + official(500, 0, 10, 10)
    assert found.violation_m2 == pytest.approx(whole, abs=0.01)
    assert (found.failed, found.review, found.not_run) == (3, 0, 0)
    assert (found.new_construction_m2, found.demolition_m2) == (1200.0, None)


def test_what_is_no_wrong_ground_counts_as_nothing(tmp_path: Path) -> None:
    """No shape, ground a layer does not cover, a warning, a review, a group not asked for."""
    held = report(
        "P1",
        rule("ZJ-B01", Status.FAIL, piece(1, None, 1200.0)),
        rule("ZJ-B02", Status.FAIL, piece(2, FIELD, 1200.0, "uncovered_area")),
        rule("ZJ-B03", Status.FAIL, piece(3, FIELD, 1200.0), severity=Severity.WARNING),
        rule("ZJ-B04", Status.NEEDS_REVIEW, piece(4, FIELD, 1200.0)),
        rule("ZJ-B05", Status.FAIL, piece(5, FIELD, 1200.0), group=EvidenceGroup.FACTS),
    )
    found = row(held, tmp_path)
    assert found.violation_m2 == 0.0
    assert (found.failed, found.review, found.not_run) == (2, 1, 0)
    assert found.cells["ZJ-B01"].area_m2 is None
    assert found.cells["ZJ-B04"].area_m2 == pytest.approx(official(0, 0, 40, 30), abs=0.01)


def test_a_parcel_in_the_place_of_a_hidden_outline_is_no_more_than_was_found(
    tmp_path: Path,
) -> None:
    """300 m² of a parcel of 1,200 m², which alone may be shown."""
    found = row(report("P1", rule("ZJ-B01", Status.FAIL, piece(1, FIELD, 300.0))), tmp_path)
    assert found.violation_m2 == 300.0


def test_crossed_rings_and_degrees(tmp_path: Path) -> None:
    """Two triangles of 20 × 20 m with one corner in common, in the CRS of degrees as well."""
    bow = reports.polygon([(0, 0), (40, 20), (40, 0), (0, 20)])
    found = row(report("P1", rule("G01", Status.FAIL, piece(1, bow, 400.0))), tmp_path)
    assert found.violation_m2 == pytest.approx(400.0, abs=0.5)
    degrees = {
        "type": "Polygon",
        "coordinates": [[[105, 30], [105.001, 30], [105, 30.001], [105, 30]]],
    }
    held = report("P1", rule("G01", Status.FAIL, piece(1, degrees, 9e9)), crs="EPSG:4490")
    # Half of 96.5 m × 110.9 m.
    assert row(held, tmp_path).violation_m2 == pytest.approx(5348, rel=2e-3)


def test_what_is_waived_is_no_failure(tmp_path: Path) -> None:
    waiver = WaiverOutcome(
        rule="ZJ-B01",
        reason="r",
        officer="o",
        document="d",
        expires=date(2024, 6, 1),
        applied=True,
    )
    failing = rule("ZJ-B01", Status.FAIL, piece(1, FIELD, 1200.0))
    held = report("P1", failing, verdict=Verdict.PASS, waivers=(waiver,))
    found = row(held, tmp_path)
    assert (found.failed, found.violation_m2) == (0, 0.0)
    assert found.cells["ZJ-B01"].status is Status.FAIL


def test_rules_layers_and_verdicts_are_counted(tmp_path: Path) -> None:
    members = [*invented.many(5), invented.failed("坏")]
    summary = come_to(members, tmp_path)
    assert (summary.members, summary.failed) == (6, 1)
    assert summary.verdicts == {Verdict.FAIL: 2, Verdict.PASS: 2, Verdict.INCOMPLETE: 1}
    (only,) = summary.rules
    assert only.counts == {Status.FAIL: 2, Status.NOT_RUN: 1, Status.PASS: 2}
    assert summary.layers == {"basic_farmland@2024": 5, "land_use@2023": 5}
    assert summary.rows[-1].reason is not None
    assert summary.rows[-1].state is MemberState.FAILED
    assert {held.county_code for held in summary.rows[:-1]} == {"510999"}


def test_a_pair_is_listed_once_with_both_parcels(tmp_path: Path) -> None:
    """Both members report it, the second one with what its own zone makes of the area."""
    ground = reports.box(0, 0, 30, 10)
    other = shared(3, "K9", "Q7", "旧1", reports.box(90, 0, 10, 10), 100.0, "unknown")
    first = report(
        "P1", rule(invented.BETWEEN, Status.FAIL, shared(1, "J1", "P2", "J1", ground, 300.0))
    )
    second = report(
        "P2",
        rule(invented.BETWEEN, Status.FAIL, shared(2, "J1", "P1", "J1", ground, 300.001), other),
    )
    for members in (
        [done("乙", second), done("甲", first)],
        [done("甲", first), done("乙", second)],
    ):
        summary = come_to(members, tmp_path)
        one, two = summary.doubles
        assert (one.first.project_code, one.second.project_code) == ("P1", "P2")
        assert (one.first.member, one.second.member) == ("甲", "乙")
        assert (one.first.fingerprint, one.second.fingerprint) == (f"{1:032x}", f"{2:032x}")
        assert one.area_m2 == 300.0
        assert (two.second.project_code, two.second.parcel_id, two.second.role) == (
            "Q7",
            "旧1",
            None,
        )
        assert (two.second.member, two.second.fingerprint, two.area_m2) == (None, None, 100.0)
        assert two.first.role is Role.NEW_CONSTRUCTION


def test_pairs_of_a_code_typed_otherwise_and_in_two_pieces(tmp_path: Path) -> None:
    """Ｐ２ is p2; two pieces of one pair are one pair of 100 + 50 m²; slivers are in none."""
    pieces = [
        shared(1, "J1", "p2", "J1", reports.box(0, 0, 10, 10), 100.0),
        shared(2, "J1", "Ｐ２", "J1", reports.box(50, 0, 5, 10), 50.0),
        piece(3, reports.box(70, 0, 1, 1), 1.5, "slivers"),
    ]
    held = report("P1", rule(invented.BETWEEN, Status.FAIL, *pieces))
    other = report("P2", rule("ZJ-B01", Status.PASS))
    (pair,) = come_to([done("甲", held), done("乙", other)], tmp_path).doubles
    assert pair.area_m2 == 150.0
    assert (pair.second.member, pair.second.fingerprint) == ("乙", None)
    twins = [done("甲", held), done("乙", other), done("丙", other)]
    (pair,) = come_to(twins, tmp_path).doubles
    assert pair.second.member is None
    # Two versions of one project both report it: the first one's figure, once.
    (pair,) = come_to([done("甲", held), done("丁", held)], tmp_path).doubles
    assert (pair.first.member, pair.area_m2) == ("甲", 150.0)


def test_the_worst_stand_by_verdict_rules_ground_and_name() -> None:
    def member(name: str, verdict: Verdict | None, failed: int = 0, area: float = 0.0) -> BatchRow:
        return BatchRow(
            name=name,
            source=name,
            state=MemberState.DONE,
            verdict=verdict,
            failed=failed,
            violation_m2=area,
        )

    rows = [
        member("通过", Verdict.PASS),
        member("缺", Verdict.INCOMPLETE),
        member("坏", None),
        member("空", Verdict.UNREADABLE),
        member("乙", Verdict.FAIL, 2, 10.0),
        member("甲", Verdict.FAIL, 2, 10.0),
        member("丙", Verdict.FAIL, 2, 10.01),
        member("丁", Verdict.FAIL, 3),
    ]
    assert worst_members(rows) == ("丁", "丙", "乙", "甲", "空", "坏", "缺")
    assert len(worst_members([member(f"{i}", Verdict.FAIL) for i in range(11)])) == 10


def test_one_report_is_in_memory_at_a_time(tmp_path: Path) -> None:
    alive: list[weakref.ref[Report]] = []

    def read() -> Report:
        assert sum(one() is not None for one in alive) <= 1
        made = report("P1", rule("ZJ-B01", Status.FAIL, piece(1, FIELD, 1200.0)))
        alive.append(weakref.ref(made))
        return made

    members = ((done(f"项目{number}", None)[0], read) for number in range(3))
    assert come_to(members, tmp_path).members == 3
    assert not any(one() is not None for one in alive)


def test_a_project_of_no_county_is_told(tmp_path: Path) -> None:
    held = report("P1", rule("ZJ-B01", Status.PASS), facts=(), parcels=reports.PARCELS[3:])
    summary = come_to([done("甲", held)], tmp_path)
    assert [note.id for note in summary.notes] == ["batch_summary.no_county"]
    by_code = held.result.model_copy(update={"project_code": "510998-2024-1"})
    told = come_to([done("甲", held.model_copy(update={"result": by_code}))], tmp_path)
    assert (told.notes, told.rows[0].county_code) == ((), "510998")
    assert [one.code for one in told.counties] == ["510998"]
