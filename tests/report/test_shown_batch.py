"""A batch in words: cells by rule, sides that lead to their finding, figures that add up."""

from __future__ import annotations

from gouhook_gis.domain.batch import (
    BatchCell,
    BatchRow,
    BatchRule,
    BatchSummary,
    CountyTotal,
    DoubleUse,
    MemberState,
    SharedParcel,
)
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.words import EvidenceGroup, Role, Severity, Stage, Status, Verdict
from gouhook_gis.report.shown.batch import shown_batch

SUMMARY = BatchSummary(
    profile="sichuan",
    stage=Stage.APPLICATION,
    members=2,
    verdicts={Verdict.FAIL: 1},
    failed=1,
    rules=tuple(
        BatchRule(code=code, title=Text(zh=code), group=EvidenceGroup.GEOMETRY, severity=severity)
        for code, severity in (
            ("A", Severity.ERROR),
            ("B", Severity.WARNING),
            ("C", Severity.ERROR),
        )
    ),
    rows=(
        BatchRow(
            name="甲",
            source="甲.zip",
            state=MemberState.DONE,
            verdict=Verdict.FAIL,
            failed=1,
            violation_m2=300.0,
            cells={
                "A": BatchCell(status=Status.FAIL, findings=2, area_m2=300.0),
                "B": BatchCell(status=Status.FAIL, findings=1),
            },
        ),
        BatchRow(
            name="乙",
            source="乙.zip",
            state=MemberState.FAILED,
            reason=message("service.run_finished", run="x", status="run_status.failed"),
        ),
    ),
    worst=("甲",),
    doubles=(
        DoubleUse(
            first=SharedParcel(
                member="甲",
                project_code="P1",
                parcel_id="CJ1",
                role=Role.DEMOLITION,
                fingerprint="f" * 32,
            ),
            second=SharedParcel(project_code="P0", parcel_id="JX1"),
            area_m2=300.0,
        ),
    ),
    counties=(
        CountyTotal(
            code="510902",
            projects=2,
            members_m2=0.5,
            filed_m2=0.5,
            total_m2=1.0,
            quota_m2=7000.0,
            status=Status.PASS,
        ),
    ),
)


def test_cells_stand_below_their_rules() -> None:
    """The third rule was not asked of 甲; a warning is no reason why it is among the worst."""
    shown = shown_batch(SUMMARY, {"甲": "run-1"}, "zh")
    first, second = shown.rows
    assert shown.statuses[0].value == "fail"
    assert (first.statuses, second.statuses) == ("00.", "...")
    assert [(cell.at, cell.findings) for cell in first.cells] == [(0, 2), (1, 1)]
    assert [rule.failed for rule in shown.rules] == [1, 1, 0]
    assert (first.run, second.run) == ("run-1", None)
    assert second.reason
    assert shown.worst[0].text == "1 条规则不通过：A；违规面积 0.0300 公顷（0.45 亩）"


def test_a_side_of_another_batch_leads_nowhere() -> None:
    shown = shown_batch(SUMMARY, {"甲": "run-1"}, "en")
    pair = shown.doubles[0]
    assert (pair.first.run, pair.first.fingerprint) == ("run-1", "f" * 32)
    assert (pair.second.run, pair.second.fingerprint) == (None, None)
    assert (pair.area.ha, pair.area.m2) == ("0.0300", "300.00")


def test_figures_of_a_county_add_up() -> None:
    """Half a square metre each is 0.00005 ha: rounded by itself, either would be 0.0001."""
    county = shown_batch(SUMMARY, {}, "zh").counties[0]
    assert county.total.ha == "0.0001"
    assert sorted((county.members.ha, county.filed.ha)) == ["0.0000", "0.0001"]
    assert county.quota is not None
    assert county.quota.ha == "0.7000"
