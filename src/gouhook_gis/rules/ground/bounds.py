"""Totals of which not all is known: what must be there, and what may be."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.measure import RESOLUTION, Operator, satisfies
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.arrays import Floats


@dataclass(frozen=True)
class Between:
    """A total that is at least `low` and at most `high`; equal where everything is known."""

    low: float
    high: float

    @property
    def spread(self) -> float:
        """Return how much is not known."""
        return self.high - self.low

    def __add__(self, other: Between) -> Between:
        """Add what must be and what may be."""
        return Between(self.low + other.low, self.high + other.high)


def compared(value: Between, operator: Operator, threshold: Between, unit: str = "m2") -> Status:
    """Return `pass` or `fail` where what is not known cannot change it, else `needs_review`."""
    rising = operator in (">", ">=")
    worst = (value.low, threshold.high) if rising else (value.high, threshold.low)
    best = (value.high, threshold.low) if rising else (value.low, threshold.high)
    if satisfies(worst[0], operator, worst[1], RESOLUTION[unit]):
        return Status.PASS
    if satisfies(best[0], operator, best[1], RESOLUTION[unit]):
        return Status.NEEDS_REVIEW
    return Status.FAIL


def mean(values: Floats, weights: Floats) -> float:
    """Return the mean of `values` (n,) by `weights` (n,), the plain mean where nothing weighs."""
    weights = weights if math.fsum(weights) > 0 else np.ones(len(values))
    return math.fsum(values * weights) / math.fsum(weights)


def mean_between(values: Floats, least: Floats, most: Floats) -> Between:
    """Return between what the mean of `values` (n,) lies where each weighs `least` to `most`.

    The lowest mean gives the low values their most and the high ones their least, wherever the
    line between them lies; the highest the other way round.
    """
    order = np.argsort(values, kind="stable")
    values, least, most = values[order], least[order], most[order]
    rank = np.arange(len(values))
    means = [
        mean(values, np.where((rank < line) == low, most, least))
        for line in range(len(values) + 1)
        for low in (True, False)
    ]
    return Between(min(means), max(means))
