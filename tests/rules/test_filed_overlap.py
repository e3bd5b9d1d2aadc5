"""Parcels on the ground of other projects: what a finding says, and whose county a project is."""

from __future__ import annotations

import numpy as np
import pytest

from gouhook_gis.domain.message import Message, render
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import Status
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground.filed import KIND, county_of, same_project
from gouhook_gis.rules.loader import layer_kinds
from tests.support.fixtures import Fixture, load_fixture, reported


def told(report: Report) -> list[dict[str, object]]:
    """Return what the findings say, without what the layer is called."""
    findings = [f for a in report.result.rules[0].assessments for f in a.findings]
    return [{k: v for k, v in f.params.items() if k != "kind"} for f in findings]


def test_a_finding_names_both_parcels_and_the_other_project() -> None:
    """10,000 m² of CJ01: 40 × 100 m lie in DK01 of one project, 30 × 100 m in DK01 of another."""
    found = told(reported("P01", "same_number"))
    assert found == [
        {
            "parcel": "CJ01",
            "role": "demolition",
            "project": project,
            "feature": "DK01",
            "other_role": role,
            "state": None,
            "area": pytest.approx(area, abs=0.01),
            "share": pytest.approx(share, abs=2e-6),
        }
        for project, role, area, share in (
            ("510999-02", "demolition", 4000.0, 0.4),
            ("510999-03", "new_construction", 3000.0, 0.3),
        )
    ]


def test_two_projects_on_one_spot_under_one_number_are_two_findings() -> None:
    """The same number, the same shape: only the project tells the two apart."""
    fixture = load_fixture("P01")
    case = fixture.cases["same_number"]
    first, second = case.reference[KIND].features
    twice = (first, second.model_copy(update={"box": first.box}))
    layer = case.reference[KIND].model_copy(update={"features": twice})
    cases = fixture.cases | {"same_number": case.model_copy(update={"reference": {KIND: layer}})}
    report = Fixture(rule="P01", cases=cases).report("same_number")
    assert sorted(str(one["project"]) for one in told(report)) == ["510999-02", "510999-03"]
    marks = {f.fingerprint for a in report.result.rules[0].assessments for f in a.findings}
    assert len(marks) == 2
    (parcel,) = (a for a in report.result.rules[0].assessments if a.findings)
    assert [round(m.value) for m in parcel.measures if m.name == "overlap"] == [4000]


def test_what_nobody_can_tell_is_said_and_for_review() -> None:
    (nameless,) = told(reported("P01", "no_project"))
    assert (nameless["project"], nameless["other_role"]) == ("", "demolition")
    (outline,) = told(reported("P01", "no_role"))
    assert (outline["project"], outline["other_role"]) == ("510999-02", "unknown")


def test_what_to_do_is_said_in_words() -> None:
    rule = reported("P01", "worst").result.rules[0]
    finding = next(f for a in rule.assessments for f in a.findings)
    said = render(Message(id=finding.message_id, params=finding.params), "zh")
    assert said.startswith("拆旧地块 CJ01 与项目 510999-02 的拆旧地块 CJ07 重叠 0.4000 公顷")
    assert "（该项目状态：已报备）" in said
    reason = reported("P01", "no_project_code").result.rules[0].assessments[0].reason
    assert reason is not None
    assert "XMBH" in render(reason, "zh")
    assert "--fact project_code=" in render(reason, "zh")


def test_a_blank_code_is_none() -> None:
    fixture = load_fixture("P01")
    case = fixture.cases["pass"].model_copy(update={"facts": {"project_code": " 　"}})
    blank = Fixture(rule="P01", cases=fixture.cases | {"pass": case})
    assert blank.outcome("pass").status is Status.NOT_RUN


@pytest.mark.parametrize("state", ["撤销", " 已终止", "作废"])
def test_ended_projects_are_told_and_do_not_count(state: str) -> None:
    fixture = load_fixture("P01")
    case = fixture.cases["ended_project"]
    (row,) = case.reference[KIND].features
    row = row.model_copy(update={"fields": row.fields | {"XMZT": state}})
    layer = case.reference[KIND].model_copy(update={"features": (row,)})
    cases = fixture.cases | {"ended_project": case.model_copy(update={"reference": {KIND: layer}})}
    assert Fixture(rule="P01", cases=cases).outcome("ended_project").status is Status.PASS


def test_the_county_of_a_project() -> None:
    rows = [
        ("5109992024001", None, "510999"),
        ("5109992024001", "510923", "510923"),
        ("5109992024001", "510923101", "510923"),
        (" 510999-01", "", "510999"),
        ("川增减挂钩〔2024〕1号", None, None),
        ("川增减挂钩〔2024〕1号", "510999", "510999"),
        ("51099", None, None),
        (None, None, None),
    ]
    features = Features(
        ids=np.array([str(i) for i in range(len(rows))], dtype=object),
        geometries=np.full(len(rows), None, dtype=object),
        epsg=4523,
        columns={
            "XMBH": np.array([code for code, _, _ in rows], dtype=object),
            "XZQDM": np.array([county for _, county, _ in rows], dtype=object),
        },
        repaired=np.zeros(len(rows), dtype=np.bool_),
    )
    assert [county_of(features, row) for row in range(len(rows))] == [want for *_, want in rows]


def test_the_field_of_the_county_is_optional() -> None:
    field = next(kind for kind in layer_kinds() if kind.kind == KIND).field("XZQDM")
    assert field is not None
    assert not field.required


def test_codes_are_compared_as_people_type_them() -> None:
    assert same_project("sc510999－01", " SC 510999-01")
    assert not same_project("510999-01", "510999-011")
