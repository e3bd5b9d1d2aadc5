"""Every case of every rule gives what its fixture says, whatever the order it is written in, and
whatever more than is near a store answers with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

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
CASES = [(code, name) for code, fixture in FIXTURES.items() for name in fixture.cases]
# Outcomes that say something about the parcels, worst first.
DECIDED = (Status.FAIL, Status.NEEDS_REVIEW, Status.PASS)


def test_every_rule_has_a_fixture() -> None:
    assert fixture_codes() == [rule.code for rule in all_rules()]


@pytest.mark.parametrize(("code", "name"), CASES, ids=[f"{c}-{n}" for c, n in CASES])
def test_case(code: str, name: str) -> None:
    expect = FIXTURES[code].cases[name].expect
    outcome = reported(code, name).result.rules[0]
    assert outcome.status is expect.status, _told(outcome)
    assert sum(len(a.findings) for a in outcome.assessments) == expect.findings, _told(outcome)
    for measure, value in expect.measures.items():
        found = [m for a in outcome.assessments for m in a.measures if m.name == measure]
        assert any(abs(m.value - value) <= TOLERANCE[m.unit] for m in found), (measure, found)
    if expect.reason:
        reasons = [a.reason.id for a in outcome.assessments if a.reason]
        assert expect.reason in reasons


@pytest.mark.parametrize(("code", "name"), CASES, ids=[f"{c}-{n}" for c, n in CASES])
def test_order_changes_nothing(code: str, name: str) -> None:
    fixture = FIXTURES[code]
    turned = fixture.model_copy(update={"cases": {name: _turned(fixture.cases[name])}})
    assert (
        turned.report(name).provenance.result_sha256
        == reported(code, name).provenance.result_sha256
    )


@dataclass
class Generous(MemoryStore):
    """Answers with the whole layer, which is a right answer however large the question."""

    def near(
        self, layer_id: str, geometries: Geometries, epsg: int, distance_m: float = 0.0
    ) -> Features:
        """Return every feature."""
        return self.layers[layer_id].features


@pytest.mark.parametrize(("code", "name"), CASES, ids=[f"{c}-{n}" for c, n in CASES])
def test_more_candidates_change_nothing(code: str, name: str) -> None:
    fixture = FIXTURES[code]
    case, rule = fixture.cases[name], fixture.definition()
    asked = case.case(rule, fixture.profile)
    answered = check_case(asked, profile(fixture.profile), [rule], Generous(case.store().layers))
    assert result_sha256(answered.result) == reported(code, name).provenance.result_sha256


@pytest.mark.parametrize("code", FIXTURES)
def test_worst_is_the_worst(code: str) -> None:
    cases = FIXTURES[code].cases
    decided = [case.expect.status for case in cases.values() if case.expect.status in DECIDED]
    assert cases["worst"].expect.status is min(decided, key=STATUS_ORDER.index)
    assert cases["pass"].expect.status is Status.PASS


@pytest.mark.parametrize("code", FIXTURES)
def test_required_cases_and_captions(code: str) -> None:
    fixture = FIXTURES[code]
    assert set(REQUIRED) <= set(fixture.cases)
    for case in fixture.cases.values():
        assert case.say.en
        assert re.search(r"[\u4e00-\u9fff]", case.say.zh)


@pytest.mark.parametrize(("code", "name"), CASES, ids=[f"{c}-{n}" for c, n in CASES])
def test_everything_said_is_in_the_catalogue(code: str, name: str) -> None:
    """A reader never meets a bare id: of a finding, a reason, a measure or an issue."""
    said = {issue.id for issue in FIXTURES[code].cases[name].issues}
    for assessment in reported(code, name).result.rules[0].assessments:
        said |= {finding.message_id for finding in assessment.findings}
        said |= {assessment.reason.id} if assessment.reason else set()
        measures = [*assessment.measures, *(m for f in assessment.findings for m in f.measures)]
        said |= {f"measure.{measure.name}" for measure in measures}
        counts = assessment.examined.keys() - {"layer", "kind"}  # these name a layer
        said |= {f"word.examined.{key}" for key in counts}
    assert said <= set(catalogue())


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
