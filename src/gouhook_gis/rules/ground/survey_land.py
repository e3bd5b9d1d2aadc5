"""How much land of a kind a survey shows under parcels: gross, and net of field ridges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.land_class import Land, belongs
from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.geometry.arrays import Floats, Index, Mask, Objects
from gouhook_gis.geometry.overlay import Pieces
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.land import numbers, sums
from gouhook_gis.rules.ground.patches import Patches, patches
from gouhook_gis.rules.scene import Scene

# Standard names of the survey's fields (TD/T 1057): land class, and share of ridges in a field.
CLASS_FIELD = "DLBM"
RIDGE_FIELD = "KCXS"
# 经验值: ridges take up to some 0.35 of a steep field; what is more is a slip or another unit.
_GREATEST_RIDGES = 0.5


@dataclass(frozen=True)
class SurveyLand:
    """Land of a kind under parcels; arrays by position in the parcel table, m².

    `layer_id`: the edition asked, several joined by " + ". `ground`: each spot of the parcels
    once. `gross`: patches of the kind; `net`: less their ridges (A × (1 − KCXS)). `ridged`: of the
    gross area, that without a ratio, which is not in `net`. `classless`: patches without a class
    that tells, `uncovered`: ground outside the survey; either may belong as well.
    `excess`: how far patches lie on one another. `pieces`: those that belong.
    """

    layer_id: str
    index: Index
    ground: Floats
    gross: Floats
    net: Floats
    ridged: Floats
    classless: Floats
    uncovered: Floats
    excess: Floats
    pieces: Pieces
    half_width: float

    @property
    def open(self) -> Floats:
        """Return the ground (n,) of which it is not known whether, or how far, it counts."""
        return self.classless + self.uncovered + self.ridged

    @property
    def net_least(self) -> Floats:
        """Return what the net area (n,) of each parcel is at least."""
        return np.maximum(self.net - self.excess, 0.0)

    @property
    def net_most(self) -> Floats:
        """Return what the net area (n,) of each parcel is at most."""
        return self.net + self.open

    @property
    def gross_total(self) -> Between:
        """Return what the gross area of all parcels is at least and at most."""
        least = np.maximum(self.gross - self.excess, 0.0)
        return Between(math.fsum(least), math.fsum(self.gross + self.classless + self.uncovered))

    @property
    def net_total(self) -> Between:
        """Return what the net area of all parcels is at least and at most."""
        return Between(math.fsum(self.net_least), math.fsum(self.net_most))


def survey_land(scene: Scene, slot: str, index: Index, lands: Sequence[Land]) -> SurveyLand:
    """Measure land of `lands` in `slot` under the parcels `index` (measurable ones)."""
    return land_of(scene, patches(scene, [slot], index), lands)


def land_of(scene: Scene, survey: Patches, lands: Sequence[Land]) -> SurveyLand:
    """Measure land of `lands` among the `survey`'s pieces of parcels."""
    n, pieces, area = len(scene.parcels), survey.pieces, survey.ground
    belonging, unknown = classified(survey.columns.get(CLASS_FIELD), survey.rows, lands)
    counted, unclear = belonging[pieces.right], unknown[pieces.right]
    keep = np.zeros(survey.rows)
    without = np.zeros(survey.rows, dtype=np.bool_)
    if "cultivated" in lands:
        keep, without = kept(survey.columns.get(RIDGE_FIELD), survey.rows)
    whole = sums(pieces.left, pieces.area, np.ones(len(pieces), dtype=np.bool_), n)
    excess = whole + survey.uncovered - area
    excess[excess <= RESOLUTION["m2"] + 1e-6 * area] = 0.0
    own = pieces.take(counted)
    widths = scene.half_widths(own.geometry, traced=True)
    return SurveyLand(
        layer_id=survey.layer_id,
        index=survey.index,
        ground=area,
        gross=sums(pieces.left, pieces.area, counted, n),
        net=sums(pieces.left, pieces.area * keep[pieces.right], counted, n),
        ridged=sums(pieces.left, pieces.area, counted & without[pieces.right], n),
        classless=sums(pieces.left, pieces.area, unclear, n),
        uncovered=survey.uncovered,
        excess=excess,
        pieces=own,
        half_width=math.sqrt(math.fsum(widths**2)),
    )


def classified(codes: Objects | None, n: int, lands: Sequence[Land]) -> tuple[Mask, Mask]:
    """Return which features (n,) belong, and of which it cannot be told."""
    values = np.full(n, None, dtype=object) if codes is None else codes
    known = {code: belongs(None if code is None else str(code), lands) for code in set(values)}
    told = [known[code] for code in values]
    return (
        np.array([answer is True for answer in told], dtype=np.bool_),
        np.array([answer is None for answer in told], dtype=np.bool_),
    )


def ridge_ratios(values: Objects | None, n: int) -> Floats:
    """Return the share (n,) of ridges in each feature, NaN for none, and for one that cannot be."""
    ratio = numbers(values, n)
    ratio[~((ratio >= 0) & (ratio <= _GREATEST_RIDGES))] = np.nan
    return ratio


def kept(values: Objects | None, n: int) -> tuple[Floats, Mask]:
    """Return the share (n,) of each feature that is no ridge, 0 where no ratio says so; and
    which features have none, or one that cannot be.
    """
    ratio = ridge_ratios(values, n)
    return 1 - np.nan_to_num(ratio, nan=1.0), np.isnan(ratio)
