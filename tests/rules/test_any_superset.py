"""A store may answer with more than is near, each with other features: no result depends on it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gouhook_gis.domain.report import result_sha256
from gouhook_gis.engine.check import check_case
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.reference.store import Features, Geometries
from gouhook_gis.rules.loader import profile
from tests.support.fixtures import fixture_codes, load_fixture

FIXTURES = {code: load_fixture(code) for code in fixture_codes()}
CASES = [(code, name) for code, fixture in FIXTURES.items() for name in fixture.cases]


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
    chosen = profile(fixture.profile)
    asked = case.case(rule, fixture.profile)
    answered = check_case(asked, chosen, [rule], Generous(case.store().layers))
    assert result_sha256(answered.result) == fixture.report(name).provenance.result_sha256
