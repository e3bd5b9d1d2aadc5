"""Versions of a project that one can check by hand: parcels and basic farmland in boxes, metres."""

from __future__ import annotations

from gouhook_gis.domain.report import Report
from gouhook_gis.engine.check import check_case
from gouhook_gis.rules.loader import profile, rules_of
from tests.support.fixtures import FixtureCase

Box = tuple[float, float, float, float]
A: Box = (0, 0, 100, 100)
B: Box = (300, 0, 400, 100)
FARMLAND: dict[str, Box] = {"N1": (80, 0, 200, 100), "N2": (380, 0, 450, 100)}


def report(farmland: dict[str, Box] = FARMLAND, **parcels: Box) -> Report:
    """Check new-construction parcels against basic farmland (B01 and B02)."""
    data = {
        "say": {"zh": "一版", "en": "a version"},
        "parcels": [{"id": i, "role": "new_construction", "box": b} for i, b in parcels.items()],
        "reference": {
            "basic_farmland": {
                "features": [{"id": i, "box": b} for i, b in farmland.items()],
                "coverage": {"box": [-1000, -1000, 2000, 2000]},
            }
        },
        "expect": {"status": "fail", "findings": 1},
    }
    rules = [rule for rule in rules_of("sichuan") if rule.code in ("ZJ-B01", "ZJ-B02")]
    fixture = FixtureCase.model_validate(data)
    case = fixture.case(rules[0], "sichuan")
    return check_case(case, profile("sichuan"), rules, fixture.store())
