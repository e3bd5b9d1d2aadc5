"""Per cent as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.domain.message import message, render
from gouhook_gis.domain.percent import percent


@pytest.mark.parametrize(
    ("ratio", "beside", "shown"),
    [
        (0.401855, (), "40.19%"),
        (0.625, (), "62.5%"),
        (0.3, (0.3,), "30%"),
        (0.116068, (0.45,), "11.61%"),
        # A failing figure never looks like its limit.
        (0.29996, (0.3,), "29.996%"),
        (0.2999999, (0.3,), "29.99999%"),
        (0.300004, (0.3,), "30.0004%"),
        (0.29995, (0.3,), "29.995%"),
        (0.29994, (0.3,), "29.99%"),
        # A little is not nothing, and nearly all is not all.
        (0.0, (), "0%"),
        (1.0, (), "100%"),
        (0.00001, (), "0.001%"),
        (0.99999, (), "99.999%"),
        (-0.00001, (), "-0.001%"),
        # Below what is measured all looks alike.
        (0.3 + 1e-12, (0.3,), "30%"),
    ],
)
def test_two_decimals_and_more_where_they_tell(
    ratio: float, beside: tuple[float, ...], shown: str
) -> None:
    assert percent(ratio, *beside) == shown


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_what_differs_by_a_millionth_of_a_per_cent_is_told_apart(left: int, right: int) -> None:
    one, other = left / 10**8, right / 10**8
    assert (percent(one, other) == percent(other, one)) == (left == right)


def test_a_message_tells_its_ratios_apart() -> None:
    """All ratios of one sentence are held against each other."""
    params = {"role": "demolition", "clusters": 2, "gap": 500.0, "minimum": 0.95}
    for share, shown in ((0.94999, "94.999%"), (0.949, "94.9%")):
        said = render(message("rules.scattered", share=share, **params))
        assert f"占 {shown}，低于参考值 95%" in said
