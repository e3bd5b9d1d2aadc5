"""In which unit a layer's declared areas are filed: by ratio to the measured areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gouhook_gis.domain.units import UNITS_PER_M2, AreaUnit
from gouhook_gis.geometry.arrays import Floats, Mask

# The units lie a factor of 15 and more apart; a declared area within a factor of two of the
# geometry's cannot be another unit, however bad the figure.
NEAR = 2.0


@dataclass(frozen=True)
class UnitVerdict:
    """The unit of a layer's declared areas.

    `unit` is None where nothing decides. `basis`: "told", "field_name" or "ratio". `ratio` is
    the median of declared ÷ measured m² over `compared` records, None without any. `by_ratio` is
    what the ratio alone says. `other_unit` (n,) marks records that fit another unit instead.
    """

    unit: AreaUnit | None
    basis: Literal["told", "field_name", "ratio"]
    ratio: float | None
    compared: int
    by_ratio: AreaUnit | None
    other_unit: Mask


def decide_unit(
    declared: Floats, measured: Floats, field_unit: AreaUnit | None, told: AreaUnit | None
) -> UnitVerdict:
    """Decide the unit of `declared` (n,) beside `measured` (n,) m²; NaN is left out.

    What the user says beats the field's name, which beats the ratio.
    """
    # A comparison with NaN is false: such records are left out.
    comparable = (declared > 0) & (measured > 0)
    ratios = np.full(len(declared), np.nan)
    np.divide(declared, measured, out=ratios, where=comparable)
    ratio = float(np.median(ratios[comparable])) if comparable.any() else None
    by_ratio = None if ratio is None else _near(ratio)
    unit = told or field_unit or by_ratio
    other = np.zeros(len(declared), dtype=bool)
    for candidate, per_m2 in UNITS_PER_M2.items():
        if unit is not None and candidate != unit:
            share = ratios / float(per_m2)
            other |= (share > 1 / NEAR) & (share < NEAR)
    return UnitVerdict(
        unit=unit,
        basis="told" if told else "field_name" if field_unit else "ratio",
        ratio=ratio,
        compared=int(comparable.sum()),
        by_ratio=by_ratio,
        other_unit=other,
    )


def _near(ratio: float) -> AreaUnit | None:
    for unit, per_m2 in UNITS_PER_M2.items():
        if 1 / NEAR < ratio / float(per_m2) < NEAR:
            return unit
    return None
