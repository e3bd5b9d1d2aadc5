"""Farmland that the survey shows after the project, told apart by what the ground was before."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.land_class import Land
from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask, Objects
from gouhook_gis.geometry.overlay import Pieces, overlay
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.land import CountedLand, LandDefinition, sums, uncoded
from gouhook_gis.rules.ground.land_after import patches_after, same_survey, taken_up_later
from gouhook_gis.rules.ground.survey_land import (
    CLASS_FIELD,
    RIDGE_FIELD,
    SurveyLand,
    classified,
    kept,
    land_of,
)
from gouhook_gis.rules.scene import Scene

# Which patches before (n,) lie on ground that counts, and of which it cannot be told.
Was = Callable[[Mapping[str, Objects], int], tuple[Mask, Mask]]


@dataclass(frozen=True)
class Gained:
    """Farmland after the project; arrays by position in the parcel table, m².

    `land`: all of it. `net`, `gross`: that on ground which counts by what it was before; `least`,
    `most`: bounds of `net`, for what the surveys leave unclear (class or ridge ratio missing,
    patches on one another, ground outside either survey, a parcel too small to be mapped, a survey
    of the year of acceptance before that of the year after).
    `other`: net farmland on ground that surely does not count, its shapes (no slivers) in
    `beside`.
    """

    land: SurveyLand
    net: Floats
    gross: Floats
    least: Floats
    most: Floats
    other: Floats
    beside: Pieces
    half_width: float

    @property
    def total(self) -> Between:
        """Return what the net area of all parcels is at least and at most."""
        return Between(math.fsum(self.least), math.fsum(self.most))


def was_no(land: Land) -> Was:
    """Return the question for ground that was no land of this kind before."""

    def told(columns: Mapping[str, Objects], n: int) -> tuple[Mask, Mask]:
        was, unknown = classified(columns.get(CLASS_FIELD), n, [land])
        return ~was & ~unknown, unknown

    return told


def was_counted(definition: LandDefinition) -> Was:
    """Return the question for ground that was land of `definition` before."""

    def told(columns: Mapping[str, Objects], n: int) -> tuple[Mask, Mask]:
        none = np.zeros(n, dtype=np.bool_)
        if not n or not columns:
            return none, none
        land = CountedLand.of(columns, definition)
        return land.counted, land.unclear | uncoded(columns, definition)

    return told


def gained(scene: Scene, index: Index, before: str, was: Was) -> Gained | None:
    """Measure farmland after the project under the parcels `index`, by the survey `before`.

    None where no survey shows the land after the project, or none of an earlier year that before.
    """
    after = None if same_survey(scene, before) else patches_after(scene, index)
    if after is None:
        return None
    n, pieces = len(scene.parcels), after.pieces
    tilled, untold = classified(after.columns.get(CLASS_FIELD), after.rows, ["cultivated"])
    keep, unridged = kept(after.columns.get(RIDGE_FIELD), after.rows)
    mine = pieces.take((tilled | untold)[pieces.right])
    features = scene.near(before)
    counts, unclear = was(features.columns, len(features))
    shared = overlay(mine.geometry, scene.laid_near(before), scene.plane)
    every = np.ones(len(shared), dtype=np.bool_)
    on_any, on_counting, on_unclear = (
        sums(shared.left, shared.area, mask, len(mine))
        for mask in (every, counts[shared.right], unclear[shared.right])
    )
    noise = RESOLUTION["m2"] + 1e-6 * mine.area
    outside = np.where(mine.area - on_any > noise, mine.area - on_any, 0.0)
    # Where patches before lie on one another a spot may count and not count.
    doubled = np.where(on_any - mine.area > noise, on_any - mine.area, 0.0)
    on_counting, may = np.minimum(on_counting, mine.area), on_unclear + outside

    def summed(areas: Floats, mask: Mask) -> Floats:
        return sums(mine.left, areas, mask, n)

    surely, whole = tilled[mine.right], np.ones(len(mine), dtype=np.bool_)
    ridges = keep[mine.right]
    # Without a ratio nothing is sure, and all of it may count; so with ground of unknown class.
    greatest = np.where(surely & ~unridged[mine.right], ridges, 1.0)
    sure = summed(np.maximum(on_counting - doubled, 0.0) * ridges, surely)
    most = summed(np.minimum(on_counting + may, mine.area) * greatest, whole) + after.uncovered
    land = land_of(scene, after, ["cultivated"])
    most = most + _unmapped(scene, land, features.geometries[counts | unclear])
    rest = mine.area - on_counting - may
    rest = np.where(rest > noise, rest, 0.0)
    beside = shared.take(~(counts | unclear)[shared.right] & surely[shared.left])
    beside = beside.take(~scene.slivers(beside))
    widths = scene.half_widths(shared.geometry[counts[shared.right]], traced=True)
    return Gained(
        land=land,
        net=summed(on_counting * ridges, surely),
        gross=summed(on_counting, surely),
        least=np.maximum(sure - land.excess, 0.0),
        most=most,
        other=summed(rest * ridges, surely),
        beside=beside.of(mine.left),
        half_width=math.sqrt(math.fsum(widths**2)),
    )


def _unmapped(scene: Scene, land: SurveyLand, counting: Geometries) -> Floats:
    """Return how much of each parcel (n,) may be farmland though the survey shows something else:
    what lies on `counting` ground of parcels too small to be mapped, or of all where the survey
    of the year after is still to come.
    """
    below = scene.profile.reconciliation.below_minimum
    small = np.array([i for i in land.index if below(scene.parcels.area[i])], dtype=np.intp)
    asked, n = land.index if taken_up_later(scene) else small, len(scene.parcels)
    if not len(asked):
        return np.zeros(n)
    held = overlay(scene.laid, Prepared(counting), scene.plane, asked)
    ground = sums(held.left, held.area, np.ones(len(held), dtype=np.bool_), n)
    other = np.maximum(land.ground - land.gross - land.classless - land.uncovered, 0.0)
    return np.where(other > scene.profile.slivers.area_m2, np.minimum(ground, other), 0.0)
