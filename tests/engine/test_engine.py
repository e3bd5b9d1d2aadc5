"""What surrounds the rules: stage, programme, force, missing layers, crashes, identity."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import pytest

import shapely

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.message import render
from gouhook_gis.domain.reconciliation import Reconciliation
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import EvidenceGroup, Programme, Stage, Status, Verdict
from gouhook_gis.engine import table
from gouhook_gis.engine.check import check_case
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.loader import profile
from gouhook_gis.rules.scene import Scene
from tests.support.fixtures import FixtureCase, load_fixture


class Crash(Kind):
    """A kind that fails while it runs."""

    kind: Literal["crash"] = "crash"

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Divide by zero."""
        raise ZeroDivisionError("secret path and numbers")


class Hungry(Kind):
    """A kind that needs more memory than there is, which GEOS says in words alone."""

    kind: Literal["hungry"] = "hungry"
    told: type[Exception] = MemoryError

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Find no memory."""
        raise self.told("std::bad_alloc")


def checked(code: str, name: str, **case: object) -> Report:
    """Check a case of a rule's fixture with parts of the case replaced."""
    fixture = load_fixture(code)
    chosen: FixtureCase = fixture.cases[name]
    rule = fixture.definition()
    made = chosen.case(rule, fixture.profile).model_copy(update=case)
    return check_case(made, profile(fixture.profile), [rule], chosen.store())


def test_rule_of_another_stage_is_not_applicable() -> None:
    """ZJ-B01 is not a rule of acceptance, and says so in words."""
    outcome = checked("ZJ-B01", "worst", stage=Stage.ACCEPTANCE).result.rules[0]
    assert outcome.status is Status.NOT_APPLICABLE
    assert outcome.reason is not None
    assert "本次检查为验收阶段" in render(outcome.reason)


def test_programme_without_demolition_leaves_the_balance_out() -> None:
    """transfer_in has no demolition parcels."""
    report = checked("ZJ-A01", "worst", programme=Programme.TRANSFER_IN)
    assert report.result.rules[0].status is Status.NOT_APPLICABLE


def test_text_not_yet_in_force_is_not_applicable() -> None:
    """138号 is of 2008-06-27: the day before it does not bind, on the day it does."""
    before = LawDate(date=date(2008, 6, 26), origin="as_of")
    on = LawDate(date=date(2008, 6, 27), origin="as_of")
    assert checked("ZJ-A01", "worst", law_date=before).result.rules[0].status is (
        Status.NOT_APPLICABLE
    )
    assert checked("ZJ-A01", "worst", law_date=on).result.rules[0].status is Status.FAIL


def test_missing_layer_is_not_run_and_blocks() -> None:
    """Without basic farmland nobody can say that none is touched."""
    report = checked("ZJ-B01", "pass", slots={})
    outcome = report.result.rules[0]
    assert outcome.status is Status.NOT_RUN
    assert outcome.assessments[0].reason is not None
    assert "永久基本农田" in render(outcome.assessments[0].reason)
    assert report.result.verdict is Verdict.INCOMPLETE


def test_a_crash_is_an_error_that_leaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The verdict cannot be a pass, and the text of the exception stays in the log."""
    fixture = load_fixture("ZJ-A01")
    rule = replace(fixture.definition(), check=Crash())
    case = fixture.cases["pass"].case(rule, "sichuan")
    report = check_case(case, profile("sichuan"), [rule], MemoryStore.of([]))
    outcome = report.result.rules[0]
    assert outcome.status is Status.ERROR
    assert report.result.verdict is Verdict.INCOMPLETE
    assert "secret" not in report.model_dump_json()
    assert "secret" in caplog.text


@pytest.mark.parametrize("told", [MemoryError, shapely.GEOSException])
def test_want_of_memory_is_no_outcome_of_a_rule(told: type[Exception]) -> None:
    """The same submission on a larger machine would have another report: there is none."""
    fixture = load_fixture("ZJ-A01")
    rule = replace(fixture.definition(), check=Hungry(told=told))
    case = fixture.cases["pass"].case(rule, "sichuan")
    with pytest.raises(told):
        check_case(case, profile("sichuan"), [rule], MemoryStore.of([]))


def test_want_of_memory_is_no_table_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is a part of the result; no submission wants memory on every machine."""

    def hungry(scene: Scene) -> Reconciliation:
        raise MemoryError

    monkeypatch.setattr(table, "reconciliation", hungry)
    with pytest.raises(MemoryError):
        checked("ZJ-A01", "pass")


def test_the_rest_is_checked_when_one_rule_crashes() -> None:
    """A01 still fails beside the crash."""
    fixture = load_fixture("ZJ-A01")
    good = fixture.definition()
    header = good.header.model_copy(update={"code": "T99"})
    case = fixture.cases["worst"].case(good, "sichuan")
    bad = replace(good, header=header, check=Crash())
    report = check_case(case, profile("sichuan"), [bad, good], MemoryStore.of([]))
    assert [rule.status for rule in report.result.rules] == [Status.ERROR, Status.FAIL]
    assert report.result.verdict is Verdict.FAIL


def test_same_case_same_result() -> None:
    """And a finding keeps its fingerprint when its ground changes a little."""
    first, again = checked("ZJ-B01", "worst"), checked("ZJ-B01", "worst")
    assert first.provenance.result_sha256 == again.provenance.result_sha256
    prints = [f.fingerprint for a in first.result.rules[0].assessments for f in a.findings]
    assert prints
    assert len(set(prints)) == len(prints)


def test_b02_leaves_its_findings_to_b01() -> None:
    """One piece of ground, one finding, two citations, the same status."""
    b01, b02 = load_fixture("ZJ-B01"), load_fixture("ZJ-B02")
    chosen = b01.cases["worst"]
    rules = [b01.definition(), b02.definition()]
    case = chosen.case(rules[0], "sichuan")
    report = check_case(case, profile("sichuan"), rules, chosen.store())
    one, two = report.result.rules
    assert (one.status, two.status) == (Status.FAIL, Status.FAIL)
    assert [f for a in two.assessments for f in a.findings] == []
    assert len([f for a in one.assessments for f in a.findings]) >= 1
    assert {c.document for c in one.citations} == {c.document for c in (*one.citations,)}
    assert len(one.citations) == 2


def test_only_groups_with_inputs_are_required() -> None:
    """A geometry check alone says that nothing else was examined."""
    report = checked("ZJ-B01", "pass")
    assert report.result.required == (EvidenceGroup.GEOMETRY,)
    told = checked("ZJ-B01", "pass", require=(EvidenceGroup.FACTS,))
    assert told.result.required == (EvidenceGroup.FACTS,)
    assert told.result.verdict is Verdict.INCOMPLETE
