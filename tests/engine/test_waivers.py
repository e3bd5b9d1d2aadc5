"""Approved exceptions change the verdict and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from gouhook_gis.domain.case import Waiver
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import EvidenceGroup, Status, Verdict
from gouhook_gis.engine.check import check_case
from gouhook_gis.rules.loader import profile, rules_of
from tests.support.fixtures import FixtureCase, load_fixture

DAY = date(2024, 6, 30)  # the law date of every fixture
TWO_HITS = {
    "say": {"zh": "两处", "en": "two pieces"},
    "parcels": [{"id": "JX01", "role": "new_construction", "box": [0, 0, 100, 100]}],
    "reference": {
        "basic_farmland": {
            "features": [
                {"id": "N1", "box": [0, 0, 30, 100]},
                {"id": "N2", "box": [80, 0, 90, 100]},
            ],
            "coverage": {"box": [-1000, -1000, 1000, 1000]},
        }
    },
    "expect": {"status": "fail", "findings": 2},
}


def waiver(**what: object) -> Waiver:
    said = {
        "reason": "划定不实，已批准调整",
        "officer": "张某",
        "document": "川自然资函〔2024〕1号",
    }
    return Waiver.model_validate({**said, "expires": DAY, **what})


def checked(
    *waivers: Waiver, codes: tuple[str, ...] = ("ZJ-B01",), data: dict[str, object] = TWO_HITS
) -> Report:
    rules = [rule for rule in rules_of("sichuan") if rule.code in codes]
    fixture = FixtureCase.model_validate(data)
    case = fixture.case(rules[0], "sichuan").model_copy(
        update={"waivers": waivers, "require": (EvidenceGroup.GEOMETRY,)}
    )
    return check_case(case, profile("sichuan"), rules, fixture.store())


def fingerprints(report: Report) -> list[str]:
    return [
        finding.fingerprint
        for rule in report.result.rules
        for assessment in rule.assessments
        for finding in assessment.findings
    ]


def said(report: Report) -> list[str]:
    return [line.id for line in report.result.headline]


def test_all_findings_waived_is_a_pass_with_exceptions() -> None:
    plain = checked()
    assert plain.result.verdict is Verdict.FAIL
    report = checked(*(waiver(fingerprint=mark) for mark in fingerprints(plain)))
    assert report.result.verdict is Verdict.PASS
    assert "waivers.applied" in said(report)
    line = next(m for m in report.result.headline if m.id == "waivers.applied")
    assert line.params == {"count": 2, "documents": ["川自然资函〔2024〕1号"]}
    assert [rule.status for rule in report.result.rules] == [Status.FAIL]
    assert fingerprints(report) == fingerprints(plain)
    assert report.result.rules == plain.result.rules
    assert [w.applied for w in report.result.waivers] == [True, True]


def test_one_of_two_findings_waived_still_fails() -> None:
    first, _ = fingerprints(checked())
    report = checked(waiver(fingerprint=first))
    assert report.result.verdict is Verdict.FAIL
    assert [w.applied for w in report.result.waivers] == [True]


def test_a_rule_is_waived_as_a_whole() -> None:
    report = checked(waiver(rule="ZJ-B01"))
    assert report.result.verdict is Verdict.PASS
    assert report.result.waivers[0].applied


@pytest.mark.parametrize(
    ("expires", "verdict", "line"),
    [(DAY, Verdict.PASS, "waivers.applied"), (date(2024, 6, 29), Verdict.FAIL, "waivers.expired")],
)
def test_a_waiver_holds_to_its_last_day(expires: date, verdict: Verdict, line: str) -> None:
    """On the law date, not today: the same case gives the same result."""
    report = checked(waiver(rule="ZJ-B01", expires=expires))
    assert report.result.verdict is verdict
    assert line in said(report)
    assert report.result.waivers[0].expired is (verdict is Verdict.FAIL)


@pytest.mark.parametrize(
    "what", [{"rule": "ZJ-B99"}, {"fingerprint": "0" * 32}, {"rule": "ZJ-B02", "fingerprint": None}]
)
def test_a_waiver_that_meets_nothing_is_said(what: dict[str, object]) -> None:
    report = checked(waiver(**what))
    assert report.result.verdict is Verdict.FAIL
    assert said(report)[-1] == "waivers.unmatched"
    assert (report.result.waivers[0].applied, report.result.waivers[0].expired) == (False, False)


def test_a_fingerprint_of_another_rule_does_not_apply() -> None:
    first, _ = fingerprints(checked())
    report = checked(waiver(fingerprint=first, rule="ZJ-B02"))
    assert said(report)[-1] == "waivers.unmatched"


def test_what_was_not_examined_cannot_be_waived() -> None:
    """Coverage is not declared: no finding, but no pass either."""
    data = {**TWO_HITS, "reference": {"basic_farmland": {"features": []}}}
    report = checked(waiver(rule="ZJ-B01"), data=data)
    assert report.result.verdict is Verdict.INCOMPLETE
    assert said(report)[-1] == "waivers.unmatched"


def test_a_missing_layer_cannot_be_waived() -> None:
    report = checked(waiver(rule="ZJ-B01"), data={**TWO_HITS, "reference": {}})
    assert report.result.verdict is Verdict.INCOMPLETE


def test_findings_that_cite_two_rules_are_waived_for_both() -> None:
    """B02 keeps its findings under B01; a waiver of B01 as a rule does not waive B02."""
    both = ("ZJ-B01", "ZJ-B02")
    marks = fingerprints(checked(codes=both))
    assert len(marks) == 2
    by_finding = checked(*(waiver(fingerprint=mark) for mark in marks), codes=both)
    assert by_finding.result.verdict is Verdict.PASS
    assert checked(waiver(rule="ZJ-B01"), codes=both).result.verdict is Verdict.FAIL
    each = checked(waiver(rule="ZJ-B01"), waiver(rule="ZJ-B02"), codes=both)
    assert each.result.verdict is Verdict.PASS


def test_a_parcel_partly_outside_a_waived_layer_stays_open() -> None:
    """The hit is waived; the half of the parcel that the layer does not cover is not."""
    hit = load_fixture("ZJ-B01").cases["worst"]
    assert hit.expect.status is Status.FAIL
    layer = {
        "features": [{"id": "N1", "box": [0, 0, 30, 100]}],
        "coverage": {"box": [0, 0, 50, 100]},
    }
    data = {**TWO_HITS, "reference": {"basic_farmland": layer}}
    plain = checked(data=data)
    hits = [
        finding.fingerprint
        for assessment in plain.result.rules[0].assessments
        for finding in assessment.findings
        if finding.message_id == "rules.overlap"
    ]
    report = checked(*(waiver(fingerprint=mark) for mark in hits), data=data)
    assert report.result.verdict is Verdict.FAIL
