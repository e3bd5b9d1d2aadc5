"""Area units, and rounding as it is done on paper (half up, rows adding up to their total)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from math import floor


class AreaUnit(StrEnum):
    """Units in which areas are filed."""

    M2 = "m2"
    HECTARE = "ha"
    MU = "mu"


# 1 亩 = 2000/3 m², so a factor in m² is inexact; 0.0015 亩 a m² is exact.
UNITS_PER_M2 = {
    AreaUnit.M2: Decimal(1),
    AreaUnit.HECTARE: Decimal("0.0001"),
    AreaUnit.MU: Decimal("0.0015"),
}
SHOWN_DECIMALS = {AreaUnit.M2: 2, AreaUnit.HECTARE: 4, AreaUnit.MU: 2}


def round_half_up(value: float | Decimal, decimals: int) -> Decimal:
    """Round half away from zero, as a clerk does; the float is taken at its shortest repr."""
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return number.quantize(_step(decimals), rounding=ROUND_HALF_UP)


def from_m2(area_m2: float | Decimal, unit: AreaUnit) -> Decimal:
    """Convert m² to `unit`, unrounded; the float is taken at its shortest repr."""
    number = area_m2 if isinstance(area_m2, Decimal) else Decimal(repr(float(area_m2)))
    return number * UNITS_PER_M2[unit]


def to_m2(value: float | Decimal, unit: AreaUnit) -> float:
    """Convert `value` in `unit` to m²."""
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return float(number / UNITS_PER_M2[unit])


def shown(area_m2: float, unit: AreaUnit) -> Decimal:
    """Return the area in `unit` with the decimals it is shown with."""
    return round_half_up(from_m2(area_m2, unit), SHOWN_DECIMALS[unit])


def shown_rows(
    areas_m2: Sequence[float | Decimal], unit: AreaUnit, total: Decimal | None = None
) -> tuple[list[Decimal], Decimal]:
    """Round rows so that they add up to the rounded total (largest remainder, last digit).

    `total` is what they have to come to where it is shown already: in `unit`, less than a last
    digit from their sum. Returns the rows in the order given, and their total.
    """
    decimals = SHOWN_DECIMALS[unit]
    exact = [from_m2(area, unit) for area in areas_m2]
    if total is None:
        total = round_half_up(sum(exact, Decimal(0)), decimals)
    digits = [value.scaleb(decimals) for value in exact]
    floors = [floor(value) for value in digits]
    missing = int(total.scaleb(decimals).to_integral_value()) - sum(floors)
    if missing > 0:
        short = [low - value for low, value in zip(floors, digits, strict=True)]
        for i in sorted(range(len(exact)), key=short.__getitem__)[:missing]:
            floors[i] += 1
    return [Decimal(low).scaleb(-decimals) for low in floors], total


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)
