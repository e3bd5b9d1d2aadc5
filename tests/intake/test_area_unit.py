"""The unit of declared areas by ratio."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.domain.units import AreaUnit, from_m2
from gouhook_gis.intake.area_unit import decide_unit

MEASURED = np.array([10_000.0, 20_000.0, 5_000.0])


@pytest.mark.parametrize(
    ("factor", "unit"),
    [
        (1.0, AreaUnit.M2),
        (1e-4, AreaUnit.HECTARE),
        (0.0015, AreaUnit.MU),
        (0.51, AreaUnit.M2),
        (0.49, None),
        (1.99, AreaUnit.M2),
        (2.01, None),
        (0.0031, None),
        (0.00074, None),
        (1e-6, None),
    ],
)
def test_unit_by_ratio_holds_within_a_factor_of_two(factor, unit):
    verdict = decide_unit(MEASURED * factor, MEASURED, None, None)
    assert verdict.unit == unit
    assert verdict.ratio == pytest.approx(factor)
    assert verdict.compared == 3
    assert verdict.basis == "ratio"


@given(
    st.sampled_from(AreaUnit),
    st.lists(st.floats(100, 1e6), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
)
def test_the_unit_an_area_was_filed_in_is_found_in_any_order(unit, areas, random):
    rows = [(float(from_m2(area, unit)), area) for area in areas]
    random.shuffle(rows)
    declared, measured = (np.array(column) for column in zip(*rows, strict=True))
    verdict = decide_unit(declared, measured, None, None)
    assert verdict.unit == unit
    assert not verdict.other_unit.any()


def test_the_name_of_the_field_beats_the_ratio_and_the_user_beats_both():
    verdict = decide_unit(MEASURED, MEASURED, AreaUnit.MU, None)
    assert (verdict.unit, verdict.basis, verdict.by_ratio) == (
        AreaUnit.MU, "field_name", AreaUnit.M2,
    )  # fmt: skip
    verdict = decide_unit(MEASURED, MEASURED, AreaUnit.MU, AreaUnit.HECTARE)
    assert (verdict.unit, verdict.basis) == (AreaUnit.HECTARE, "told")


def test_one_record_in_another_unit_is_marked():
    verdict = decide_unit(np.array([10_000.0, 30.0, 5_000.0]), MEASURED, None, None)
    assert verdict.unit == AreaUnit.M2
    assert verdict.other_unit.tolist() == [False, True, False]  # 30 亩 is 20 000 m²


def test_a_plainly_wrong_figure_is_not_another_unit():
    verdict = decide_unit(np.array([10_000.0, 200.0, 5_000.0]), MEASURED, None, None)
    assert verdict.unit == AreaUnit.M2
    assert not verdict.other_unit.any()


def test_nothing_to_compare():
    nothing = np.full(3, np.nan)
    verdict = decide_unit(MEASURED, nothing, None, None)
    assert (verdict.unit, verdict.ratio, verdict.compared) == (None, None, 0)
    assert decide_unit(MEASURED, nothing, AreaUnit.HECTARE, None).unit == AreaUnit.HECTARE
