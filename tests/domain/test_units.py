"""Rounding as on paper: half up, and rows that add up to the total shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.domain.units import AreaUnit, round_half_up, shown, shown_rows, to_m2


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(0.125, 2, "0.13"), (-0.125, 2, "-0.13"), (2.5, 0, "3"), (1.005, 2, "1.01")],
)
def test_half_goes_away_from_zero(value: float, decimals: int, expected: str) -> None:
    """A clerk rounds 1.005 to 1.01, although its float lies below."""
    assert round_half_up(value, decimals) == Decimal(expected)


def test_units_are_exact() -> None:
    """1 公顷 = 15 亩 = 10,000 m², and 2000/3 m² are one 亩."""
    assert shown(10_000, AreaUnit.HECTARE) == Decimal("1.0000")
    assert shown(10_000, AreaUnit.MU) == Decimal("15.00")
    assert to_m2(1, AreaUnit.MU) == pytest.approx(2000 / 3, abs=1e-12)
    assert to_m2(Decimal("0.0001"), AreaUnit.HECTARE) == 1.0


def test_three_thirds_add_up() -> None:
    """Three rows of 1/3 公顷 show 0.3334 + 0.3333 + 0.3333 = 1.0000."""
    rows, total = shown_rows([10_000 / 3] * 3, AreaUnit.HECTARE)
    assert rows == [Decimal("0.3334"), Decimal("0.3333"), Decimal("0.3333")]
    assert total == Decimal("1.0000")


def test_rows_have_all_their_decimals() -> None:
    """1700 m² is 1700.00, also where its float has fewer digits."""
    rows, total = shown_rows([1700.0, 12_000_000.0], AreaUnit.M2)
    assert [str(row) for row in (*rows, total)] == ["1700.00", "12000000.00", "12001700.00"]


def test_rows_come_to_a_total_that_is_shown_already() -> None:
    """Two halves of 0.01 m² beside a total that stands as 0.01, or as 0.02 after balancing."""
    halves = [0.0075, 0.0075]
    assert shown_rows(halves, AreaUnit.M2, Decimal("0.01"))[0] == [Decimal("0.01"), Decimal(0)]
    assert shown_rows(halves, AreaUnit.M2, Decimal("0.02"))[0] == [Decimal("0.01")] * 2


@given(st.lists(st.floats(0, 1e7, allow_nan=False), max_size=30))
def test_shown_rows_always_add_up(areas: list[float]) -> None:
    """The sum of the rows is the total, and no row is off by more than its last digit."""
    for unit in AreaUnit:
        rows, total = shown_rows(areas, unit)
        assert sum(rows, Decimal(0)) == total
        step = Decimal("0.0001") if unit is AreaUnit.HECTARE else Decimal("0.01")
        factor = {"m2": Decimal(1), "ha": Decimal("0.0001"), "mu": Decimal("0.0015")}[unit.value]
        for area, row in zip(areas, rows, strict=True):
            assert abs(row - Decimal(repr(area)) * factor) <= step
