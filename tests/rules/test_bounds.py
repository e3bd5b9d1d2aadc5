"""What is not known of a total never makes a decision that the truth would not make."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.domain.measure import RESOLUTION, Operator, satisfies
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.ground.bounds import Between, compared, mean, mean_between

AREA = st.floats(0, 1e6)
OPERATORS = st.sampled_from(("<", "<=", ">", ">="))


def test_known_totals_are_compared_as_they_are() -> None:
    known = Between(9000.0, 9000.0)
    assert compared(known, ">", known) is Status.FAIL
    assert compared(known, ">=", known) is Status.PASS
    assert compared(known, "<=", known) is Status.PASS
    assert compared(Between(9000.02, 9000.02), ">", known) is Status.PASS


def test_what_is_not_known_is_for_review_where_it_decides() -> None:
    threshold = Between(0.0, 10_000.0)
    assert compared(Between(9000.0, 9000.0), ">", threshold) is Status.NEEDS_REVIEW
    assert compared(Between(10_001.0, 10_001.0), ">", threshold) is Status.PASS
    assert compared(Between(0.0, 0.0), ">", threshold) is Status.FAIL
    assert compared(Between(10_001.0, 10_001.0), "<=", threshold) is Status.FAIL


@given(AREA, AREA, AREA, AREA, OPERATORS, st.floats(0, 1), st.floats(0, 1))
def test_the_truth_agrees(
    low: float, more: float, bar: float, extra: float, operator: Operator, a: float, b: float
) -> None:
    """Wherever in its bounds the truth lies, it is what was decided."""
    value, threshold = Between(low, low + more), Between(bar, bar + extra)
    truth = satisfies(low + a * more, operator, bar + b * extra, RESOLUTION["m2"])
    decided = compared(value, operator, threshold)
    assert decided is Status.NEEDS_REVIEW or (decided is Status.PASS) == truth


def test_a_mean_whose_weights_are_not_known() -> None:
    """Grades 3 and 10; the field of grade 3 weighs 0 to 10000 m², that of 10 weighs 900 m²."""
    grades, least, most = np.array([3.0, 10.0]), np.array([0.0, 900.0]), np.array([10_000.0, 900.0])
    found = mean_between(grades, least, most)
    assert found.low == pytest.approx(39_000 / 10_900, abs=1e-12)
    assert found.high == pytest.approx(10.0, abs=1e-12)
    known = mean_between(grades, most, most)
    assert known == Between(mean(grades, most), mean(grades, most))


FIELD = st.tuples(st.floats(1, 15), st.floats(0.1, 1e4), st.floats(0, 1e4), st.floats(0, 1))


@given(st.lists(FIELD, min_size=1, max_size=6))
def test_no_weights_take_a_mean_out_of_its_bounds(
    fields: list[tuple[float, float, float, float]],
) -> None:
    grades, least, more, at = np.array(fields).T
    found = mean_between(grades, least, least + more)
    true = mean(grades, least + at * more)
    assert found.low - 1e-9 <= true <= found.high + 1e-9
