"""Codes of different classifications of plans are never read as one another."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.layer_kind import FieldSpec
from gouhook_gis.rules.loader import layer_kinds

PLANNING = next(kind for kind in layer_kinds() if kind.kind == "planning_zones")


def field_of(name: str) -> FieldSpec:
    return next(spec for spec in PLANNING.fields if name in (spec.name, *spec.aliases))


@pytest.mark.parametrize("other", ["TDYTQLXDM", "GHFQDM"])
def test_the_code_of_another_classification_is_a_field_of_its_own(other: str) -> None:
    """010 is 允许建设区 among control zones (GZQLXDM) and 基本农田保护区 among use zones."""
    assert field_of(other).name == other
    assert field_of("GZQLXDM").name == "GZQLXDM"


def test_no_one_of_the_codes_is_required() -> None:
    assert not any(spec.required for spec in PLANNING.fields)
