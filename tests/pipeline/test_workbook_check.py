"""A check with a workbook: where facts come from, which beats which, and what parcels get of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import JsonValue

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.domain.project_facts import ProjectFacts
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.stage_dates import STAGE_DATES
from gouhook_gis.domain.words import Purpose, Status, Verdict
from tests.pipeline.broken import SAMPLE, clean, zipped
from tests.support.workbooks import blank, place, write


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")


def with_workbooks(
    folder: Path, *cells: Mapping[str, object], facts: Mapping[str, JsonValue] | None = None
) -> Path:
    """Zip the clean sample with a workbook for each of `cells`."""
    members = {name: data for name, data in clean().items() if not name.endswith(".xlsx")}
    for number, changes in enumerate(cells, start=1):
        path = folder / f"信息{number}.xlsx"
        write(blank(path, facts), changes, path)
        members[path.name] = path.read_bytes()
    return zipped(folder, members)


def run(submission: Path, **options: object) -> Report:
    reference = [SAMPLE / "reference"]
    return check(submission, reference, CheckOptions(profile="sichuan", **options))


def fact(report: Report, key: str) -> tuple[JsonValue, str]:
    (found,) = [item for item in report.result.facts if item.key == key]
    return found.value, render(found.source)


def status(report: Report, code: str) -> Status:
    (found,) = [rule.status for rule in report.result.rules if rule.code == code]
    return found


def test_facts_of_the_workbook_with_their_cells_and_what_beats_them(tmp_path):
    cells = {place("approval_date"): "2024年5月1日", place("approval_document"): "川自然资函1号"}
    votes = [
        {"village_code": "510999100201", "kind": "consent", "eligible": 100, "agreed": 95},
        {"village_code": "510999100202", "kind": "consent", "eligible": 50, "agreed": 50},
    ]
    submission = with_workbooks(tmp_path, cells, facts={"votes": votes})
    told = tmp_path / "told.json"
    told.write_text(json.dumps({
        "approval_date": "2024-05-02",
        "votes": [{"village_code": "510999100201", "kind": "consent", "eligible": 100,
                   "agreed": 96}],
    }), "utf-8")  # fmt: skip
    report = run(submission, facts_file=told, facts=("approval_date=2024-05-03",))
    assert fact(report, "approval_document") == (
        "川自然资函1号", f"工作簿 信息1.xlsx {place('approval_document')}",
    )  # fmt: skip
    assert fact(report, "approval_date") == ("2024-05-03", "命令行 --fact approval_date")
    assert report.result.law_date.origin == "approval_date"
    found, _ = fact(report, "votes")
    assert [row["agreed"] for row in found] == [96, 50]
    (item,) = [f for f in report.result.facts if f.key == "votes"]
    assert [source.params.get("file") for source in item.rows] == ["told.json", "信息1.xlsx"]
    changes = [render(d.message) for d in report.result.decisions if d.topic == "fact"]
    cell = f"信息1.xlsx {place('approval_date')}"
    assert (
        f"批准日期：{cell} 为 2024-05-01，told.json approval_date 为 2024-05-02，采用后者"
        in changes
    )
    last = "--fact approval_date 为 2024-05-03"
    assert f"批准日期：told.json approval_date 为 2024-05-02，{last}，采用后者" in changes
    assert any("同意数（510999100201、consent）" in text and "为 96" in text for text in changes)


def test_wrong_cells_keep_a_check_from_passing(tmp_path):
    submission = with_workbooks(tmp_path, {place("quota_m2"): "很多"})
    report = run(submission)
    assert status(report, "F13") is Status.NEEDS_REVIEW
    assert report.result.verdict is not Verdict.PASS
    assert not any(item.key == "quota_m2" for item in report.result.facts)


def test_two_workbooks_make_it_unreadable(tmp_path):
    cells = {place("terrain"): "平原"}, {place("terrain"): "丘陵"}
    report = run(with_workbooks(tmp_path, *cells))
    assert report.result.verdict is Verdict.UNREADABLE
    (found,) = [f for r in report.result.rules if r.code == "F13" for a in r.assessments
                for f in a.findings]  # fmt: skip
    assert render(found.message).startswith("有几本项目信息工作簿：信息1.xlsx、信息2.xlsx")


def test_the_table_of_parcels_is_joined_by_number(tmp_path):
    """Rows without a parcel, parcels without a row, and what the layer itself says otherwise."""
    ids = run(with_workbooks(tmp_path)).result.parcels
    first = next(p for p in ids if p.role == "new_construction")
    rows = [{"parcel_id": p.id, "role": p.role.value} for p in ids[1:]]
    rows = [row for row in rows if row["parcel_id"] != first.id]
    rows += [
        {"parcel_id": f" {first.id.lower()}", "purpose": "urban", "area_m2": 1.0},
        {"parcel_id": "没有这块"},
    ]
    report = run(with_workbooks(tmp_path, {}, facts={"parcels": rows}))
    (rule,) = [r for r in report.result.rules if r.code == "F14"]
    findings = [f for a in rule.assessments for f in a.findings]
    said = {f.message_id: f.params for f in findings}
    assert rule.status is Status.NEEDS_REVIEW
    assert said["F14.no_parcel"]["ids"] == ["没有这块"]
    assert said["F14.no_row"]["ids"] == [ids[0].id]
    assert first.purpose is Purpose.RESETTLEMENT
    place_ = f"信息1.xlsx {place('parcels.parcel_id', rows.index(rows[-2]))}"
    contradictions = [render(f.message) for f in findings if f.message_id == "F14.contradicts"]
    assert any(f"建新用途：图层为 安置，{place_} 为 城镇" in text for text in contradictions)
    assert any("地块面积：图层为 " in text and "为 0.0001 公顷" in text for text in contradictions)
    (joined,) = [p for p in report.result.parcels if p.key == first.key]
    assert joined.purpose is Purpose.RESETTLEMENT
    assert joined.declared_area_m2 == first.declared_area_m2


def test_a_workbook_of_another_project(tmp_path):
    report = run(with_workbooks(tmp_path, {place("project_code"): "P-9"}))
    (rule,) = [r for r in report.result.rules if r.code == "F13"]
    (finding,) = [f for a in rule.assessments for f in a.findings]
    assert (finding.message_id, finding.params["listed"]) == ("F13.contradicts", "P-9")


def test_a_workbook_as_facts_file(tmp_path):
    path = tmp_path / "另一本.xlsx"
    write(blank(path), {place("terrain"): "山区", place("quota_m2"): "很多"}, path)
    report = run(with_workbooks(tmp_path, {place("terrain"): "平原"}), facts_file=path)
    assert fact(report, "terrain") == ("山区", f"工作簿 另一本.xlsx {place('terrain')}")
    assert status(report, "F13") is Status.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("name", "data"), [("没有.xlsx", None), ("坏.xlsx", b"x"), ("坏.json", b"{")]
)
def test_a_facts_file_that_cannot_be_read(tmp_path, name, data):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match=name):
        run(with_workbooks(tmp_path), facts_file=tmp_path / name)


def test_dates_of_stages_are_facts():
    dates = {key for keys in STAGE_DATES.values() for key in keys}
    assert dates <= set(ProjectFacts.model_fields)
