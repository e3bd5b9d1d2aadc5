"""Every case of every rule gives what its fixture says, whatever the order it is written in, and
whatever more than is near a store answers with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import catalogue
from gouhook_gis.domain.report import RuleOutcome, result_sha256
from gouhook_gis.domain.words import STATUS_ORDER, Status
from gouhook_gis.engine.check import check_case
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.reference.store import Features, Geometries
from gouhook_gis.rules.loader import all_rules, profile
from tests.support.fixtures import (
    REQUIRED,
    TOLERANCE,
    Fixture,
    FixtureCase,
    FixtureFeature,
    FixtureParcel,
    fixture_codes,
    load_fixture,
    reported,
)

FIXTURES = {code: load_fixture(code) for code in fixture_codes()}
# Outcomes that say something about the parcels, worst first.
DECIDED = (Status.FAIL, Status.NEEDS_REVIEW, Status.PASS)


def test_every_rule_has_a_fixture() -> None:
    assert fixture_codes() == [rule.code for rule in all_rules()]


@pytest.mark.parametrize("code", FIXTURES)
def test_cases(code: str) -> None:
    """Each case of the rule; the failure names every one that came out otherwise."""
    cases = FIXTURES[code].cases
    assert {name: said for name in cases if (said := _unlike(code, name))} == {}


def _unlike(code: str, name: str) -> str:
    """Return what a case should have come to and what it came to, nothing where they agree."""
    expect = FIXTURES[code].cases[name].expect
    outcome = reported(code, name).result.rules[0]
    measured = [m for a in outcome.assessments for m in a.measures]
    reasons = [a.reason.id for a in outcome.assessments if a.reason]
    agree = (
        outcome.status is expect.status
        and sum(len(a.findings) for a in outcome.assessments) == expect.findings
        and all(any(_is(m, *wanted) for m in measured) for wanted in expect.measures.items())
        and (not expect.reason or expect.reason in reasons)
    )
    return "" if agree else f"expected {expect}; found {_told(outcome)}"


def _is(measure: Measure, name: str, value: float) -> bool:
    return measure.name == name and abs(measure.value - value) <= TOLERANCE[measure.unit]


@pytest.mark.parametrize("code", FIXTURES)
def test_order_changes_nothing(code: str) -> None:
    turned = {name: _turned(case) for name, case in FIXTURES[code].cases.items()}
    other = FIXTURES[code].model_copy(update={"cases": turned})
    found = {name: other.report(name).provenance.result_sha256 for name in turned}
    assert found == _as_written(code)


@dataclass
class Generous(MemoryStore):
    """Answers with the whole layer, which is a right answer however large the question."""

    def near(
        self, layer_id: str, geometries: Geometries, epsg: int, distance_m: float = 0.0
    ) -> Features:
        """Return every feature."""
        return self.layers[layer_id].features


@pytest.mark.parametrize("code", FIXTURES)
def test_more_candidates_change_nothing(code: str) -> None:
    fixture = FIXTURES[code]
    rule = fixture.definition()
    found = {}
    for name, case in fixture.cases.items():
        asked, store = case.case(rule, fixture.profile), Generous(case.store().layers)
        answered = check_case(asked, profile(fixture.profile), [rule], store)
        found[name] = result_sha256(answered.result)
    assert found == _as_written(code)


def _as_written(code: str) -> dict[str, str]:
    """Return the hash of the result of each case, as its fixture is written."""
    return {name: reported(code, name).provenance.result_sha256 for name in FIXTURES[code].cases}


def test_worst_is_the_worst() -> None:
    wrong = []
    for code, fixture in FIXTURES.items():
        decided = {case.expect.status for case in fixture.cases.values()} & set(DECIDED)
        worst, best = fixture.cases["worst"].expect.status, fixture.cases["pass"].expect.status
        if worst is not min(decided, key=STATUS_ORDER.index) or best is not Status.PASS:
            wrong.append((code, worst, best))
    assert wrong == []


def test_required_cases_and_captions() -> None:
    assert [code for code, f in FIXTURES.items() if not set(REQUIRED) <= set(f.cases)] == []
    captions = {(code, name): f.cases[name].say for code, f in FIXTURES.items() for name in f.cases}
    assert [case for case, say in captions.items() if not say.en] == []
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [case for case, say in captions.items() if not chinese.search(say.zh)] == []


def test_everything_said_is_in_the_catalogue() -> None:
    """A reader never meets a bare id: of a finding, a reason, a measure or an issue."""
    bare = {
        (code, name): unknown
        for code, fixture in FIXTURES.items()
        for name in fixture.cases
        if (unknown := _said(code, name) - set(catalogue()))
    }
    assert bare == {}


def _said(code: str, name: str) -> set[str]:
    said = {issue.id for issue in FIXTURES[code].cases[name].issues}
    for assessment in reported(code, name).result.rules[0].assessments:
        said |= {finding.message_id for finding in assessment.findings}
        said |= {assessment.reason.id} if assessment.reason else set()
        measures = [*assessment.measures, *(m for f in assessment.findings for m in f.measures)]
        said |= {f"measure.{measure.name}" for measure in measures}
        counts = assessment.examined.keys() - {"layer", "kind"}  # these name a layer
        said |= {f"word.examined.{key}" for key in counts}
    return said


def _turned(case: FixtureCase) -> FixtureCase:
    """Write the same content in another order: rows, features, parts and ring starts."""
    return case.model_copy(
        update={
            "parcels": tuple(_turned_parcel(row) for row in reversed(case.parcels)),
            "reference": {
                kind: layer.model_copy(
                    update={"features": tuple(_turned_feature(f) for f in reversed(layer.features))}
                )
                for kind, layer in reversed(case.reference.items())
            },
            "issues": tuple(reversed(case.issues)),
        }
    )


def _turned_parcel(row: FixtureParcel) -> FixtureParcel:
    return row.model_copy(update=_other_writing(row))


def _turned_feature(row: FixtureFeature) -> FixtureFeature:
    return row.model_copy(update=_other_writing(row))


def _other_writing(row: FixtureParcel | FixtureFeature) -> dict[str, object]:
    if row.box:
        x1, y1, x2, y2 = row.box
        return {"box": None, "polygon": ((x2, y2), (x1, y2), (x1, y1), (x2, y1))}
    if row.boxes:
        return {"boxes": row.boxes[::-1]}
    return {"polygon": row.polygon[1:] + row.polygon[:1], "holes": row.holes[::-1]}


def _told(outcome: RuleOutcome) -> str:
    return "; ".join(
        f"{a.subject.type}/{a.subject.id}: {a.status} {a.reason} "
        f"{[f.message_id for f in a.findings]} {[(m.name, m.value) for m in a.measures]}"
        for a in outcome.assessments
    )


def test_a_fixture_without_an_edge_is_refused() -> None:
    cases = dict(FIXTURES["ZJ-A01"].cases)
    del cases["edge"]
    with pytest.raises(ValueError, match="edge"):
        Fixture(rule="ZJ-A01", cases=cases)
