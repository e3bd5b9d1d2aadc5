"""How much land of a kind a survey shows under parcels: gross, and net of field ridges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.land_class import Land, belongs
from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Index, Mask, Objects
from gouhook_gis.geometry.once import each_spot_once
from gouhook_gis.geometry.overlay import Pieces, overlay
from gouhook_gis.geometry.totals import ground
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.land import numbers, sums
from gouhook_gis.rules.scene import Scene

# Standard names of the survey's fields (TD/T 1057): land class, and share of ridges in a field.
CLASS_FIELD = "DLBM"
RIDGE_FIELD = "KCXS"
# 经验值: ridges take up to some 0.35 of a steep field; what is more is a slip or another unit.
GREATEST_RIDGES = 0.5


@dataclass(frozen=True)
class SurveyLand:
    """Land of a kind under parcels; arrays by position in the parcel table, m².

    `ground`: each spot of the parcels once. `gross`: patches of the kind; `net`: less their
    ridges (A × (1 − KCXS)). `ridged`: of the gross area, that without a ratio, which is not in
    `net`. `classless`: patches without a class that tells, `uncovered`: ground outside the survey;
    either may belong as well.
    `excess`: how far patches lie on one another. `pieces`: those that belong.
    """

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
    n = len(scene.parcels)
    area, pieces, features = _once(scene, slot, index)
    belonging, unknown = classified(features.columns.get(CLASS_FIELD), len(features), lands)
    counted, unclear = belonging[pieces.right], unknown[pieces.right]
    keep = np.zeros(len(features))
    without = np.zeros(len(features), dtype=np.bool_)
    if "cultivated" in lands:
        keep, without = _kept(features.columns.get(RIDGE_FIELD), len(features))
    cover = scene.cover(slot, index)
    uncovered = np.zeros(n)
    uncovered[index] = np.where(cover.uncovered_m2 > RESOLUTION["m2"], cover.uncovered_m2, 0.0)
    whole = sums(pieces.left, pieces.area, np.ones(len(pieces), dtype=np.bool_), n)
    excess = whole + uncovered - area
    excess[excess <= RESOLUTION["m2"] + 1e-6 * area] = 0.0
    own = pieces.take(counted)
    widths = scene.half_widths(own.geometry, traced=True)
    return SurveyLand(
        index=index,
        ground=area,
        gross=sums(pieces.left, pieces.area, counted, n),
        net=sums(pieces.left, pieces.area * keep[pieces.right], counted, n),
        ridged=sums(pieces.left, pieces.area, counted & without[pieces.right], n),
        classless=sums(pieces.left, pieces.area, unclear, n),
        uncovered=uncovered,
        excess=excess,
        pieces=own,
        half_width=math.sqrt(math.fsum(widths**2)),
    )


def _once(scene: Scene, slot: str, index: Index) -> tuple[Floats, Pieces, Features]:
    """Return the ground of each parcel (n,), a spot in two parcels with the first; its pieces."""
    shapes, areas = scene.parcels.geometry[index], scene.parcels.area[index]
    ground_area = np.zeros(len(scene.parcels))
    ground_area[index] = areas
    if math.fsum(areas) - ground(shapes, areas, scene.plane) <= RESOLUTION["m2"]:
        overlap = scene.overlap(slot, index)
        return ground_area, overlap.pieces, overlap.features
    once, features = each_spot_once(shapes, scene.plane), scene.near(slot)
    ground_area[index] = np.nan_to_num(official_area(once, scene.plane))
    pieces = overlay(once, features.geometries, scene.plane)
    return ground_area, pieces.of(index), features


def classified(codes: Objects | None, n: int, lands: Sequence[Land]) -> tuple[Mask, Mask]:
    """Return which features (n,) belong, and of which it cannot be told."""
    values = np.full(n, None, dtype=object) if codes is None else codes
    known = {code: belongs(None if code is None else str(code), lands) for code in set(values)}
    told = [known[code] for code in values]
    return (
        np.array([answer is True for answer in told], dtype=np.bool_),
        np.array([answer is None for answer in told], dtype=np.bool_),
    )


def _kept(ratios: Objects | None, n: int) -> tuple[Floats, Mask]:
    """Return the share (n,) of each feature that is no ridge, 0 where no ratio says so; and
    which features have none, or one that cannot be.
    """
    ratio = numbers(ratios, n)
    told = (ratio >= 0) & (ratio <= GREATEST_RIDGES)
    keep: Floats = np.where(told, 1 - ratio, 0.0)
    return keep, ~told
