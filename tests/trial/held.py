"""A small case held for trials, of numbers one can check by hand.

Metres from the fixtures' origin, on the central meridian, where planar and official area agree to
0.02 ppm. Basic farmland F1 is x from 60 to 200, y from 0 to 100, in coverage.
"""

from __future__ import annotations

from typing import Any

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.told import Told
from gouhook_gis.pipeline import Prepared
from gouhook_gis.rules.loader import profile, rules_of
from gouhook_gis.trial.held import Held
from tests.support.cases import case_of
from tests.support.fixtures import ORIGIN

PROFILE = "sichuan"
BUILT, TORN = "new_construction/JX1", "demolition/CJ1"
FARMLAND = {
    "edition": "2024",
    "features": [{"id": "F1", "box": [60, 0, 200, 100]}],
    "coverage": {"box": [-1000, -1000, 1000, 1000]},
}
# JX1 has 4000 m² on the farmland, CJ1 5000 m² beside it.
DOCUMENT: dict[str, Any] = {
    "stage": "application",
    "parcels": [
        {"id": "JX1", "role": "new_construction", "box": [0, 0, 100, 100], "declared_m2": 10000},
        {"id": "CJ1", "role": "demolition", "box": [-300, 0, -200, 50]},
    ],
    "reference": {"basic_farmland": FARMLAND},
}


def held(document: dict[str, Any] | None = None, only: str | None = None) -> Held:
    """Return a case held ready under all rules of the profile, or `only` one."""
    case, fixture = case_of(document or DOCUMENT)
    rules = [rule for rule in rules_of(PROFILE) if only in (None, rule.code)]
    return Held.of(Prepared(case, profile(PROFILE), rules, fixture.store(), Told()))


def case() -> Case:
    """Return the case of `held`."""
    return case_of(DOCUMENT)[0]


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    """Return a GeoJSON polygon of metres from the origin, its ring closed."""
    ring = [[x + ORIGIN[0], y + ORIGIN[1]] for x, y in (*points, points[0])]
    return {"type": "Polygon", "coordinates": [ring]}


def box(x1: float, y1: float, x2: float, y2: float) -> dict[str, Any]:
    """Return a GeoJSON rectangle of metres from the origin."""
    return polygon((x1, y1), (x2, y1), (x2, y2), (x1, y2))


def line(*points: tuple[float, float]) -> dict[str, Any]:
    """Return a GeoJSON line of metres from the origin."""
    return {
        "type": "LineString",
        "coordinates": [[x + ORIGIN[0], y + ORIGIN[1]] for x, y in points],
    }
