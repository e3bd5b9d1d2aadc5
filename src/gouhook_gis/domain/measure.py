"""A number that decides: its threshold, margin and half width."""

from __future__ import annotations

from typing import Literal

from gouhook_gis.domain.model import Model

Operator = Literal[">", ">=", "<", "<=", "="]

# Geometry against geometry is compared at these resolutions, so that floating-point noise
# never decides: m² at 0.01, ratios at one millionth, metres at 0.0001; counts, days and
# money are exact.
RESOLUTION = {
    "m2": 0.01,
    "ratio": 1e-6,
    "m": 1e-4,
    "cm": 1e-3,
    "count": 1e-9,
    "day": 1e-9,
    "workday": 1e-9,
    "grade": 1e-6,
    "yuan": 1e-3,
}


class Measure(Model):
    """One measured value, in `unit` (a key of `RESOLUTION`), unrounded.

    `margin` is value − threshold; `half_width` is 2σ; `borderline` says that the interval
    value ± half_width holds the threshold. The status is what the figures say all the same.
    """

    name: str
    value: float
    unit: str
    threshold: float | None = None
    operator: Operator | None = None
    margin: float | None = None
    half_width: float | None = None
    borderline: bool = False

    @property
    def holds(self) -> bool:
        """Whether value `operator` threshold is true at the resolution of the unit."""
        if self.threshold is None or self.operator is None:
            raise ValueError(f"measure {self.name} has no threshold")
        return satisfies(self.value, self.operator, self.threshold, RESOLUTION[self.unit])


def satisfies(value: float, operator: Operator, threshold: float, resolution: float) -> bool:
    """Compare at `resolution`: values closer than that are equal (so `>` is false, `>=` true)."""
    difference = value - threshold
    # One part in a million of the resolution absorbs the noise of the subtraction itself.
    equal = abs(difference) <= resolution * (1 + 1e-6)
    if operator == "=":
        return equal
    if operator in (">=", "<=") and equal:
        return True
    if equal:
        return False
    return difference > 0 if operator in (">", ">=") else difference < 0


def measured(
    name: str,
    value: float,
    unit: str,
    *,
    operator: Operator | None = None,
    threshold: float | None = None,
    half_width: float | None = None,
) -> Measure:
    """Make a measure and derive margin and borderline from its threshold and half width."""
    margin = None if threshold is None else value - threshold
    borderline = margin is not None and half_width is not None and abs(margin) < half_width
    return Measure(
        name=name,
        value=value,
        unit=unit,
        threshold=threshold,
        operator=operator,
        margin=margin,
        half_width=half_width,
        borderline=borderline,
    )
