"""Ratios in per cent: two decimals, and more where two would hide that figures differ."""

from __future__ import annotations

from decimal import Decimal

from gouhook_gis.domain.units import round_half_up

DECIMALS, MOST_DECIMALS = 2, 6
_NONE_AND_ALL = (0.0, 1.0)


def percent(ratio: float, *beside: float) -> str:
    """Return `ratio` in %, rounded half up, without trailing zeros.

    Where it would look like one of `beside` (what it is held against), like nothing or like all
    of it without being so, it has as many more decimals as tell them apart, 6 at most.
    """
    others = [other for other in (*beside, *_NONE_AND_ALL) if other != ratio]
    for decimals in range(DECIMALS, MOST_DECIMALS + 1):
        shown = _rounded(ratio, decimals)
        if all(shown != _rounded(other, decimals) for other in others):
            break
    return f"{shown.normalize():f}%"


def _rounded(ratio: float, decimals: int) -> Decimal:
    return round_half_up(Decimal(repr(float(ratio))) * 100, decimals)
