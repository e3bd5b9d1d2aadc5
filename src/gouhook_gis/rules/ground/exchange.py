"""Farmland given and taken: reclaimed on demolition parcels, built over by new construction."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.gained import gained, was_no
from gouhook_gis.rules.ground.planned import PlannedLand, planned_land
from gouhook_gis.rules.ground.survey_land import SurveyLand, survey_land
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Exchange:
    """Farmland by position in the parcel table, m².

    `reclaimed`: net farmland on ground that was none before, `reclaimed_gross` that ground;
    `least`, `most`: its bounds, for what the survey leaves unclear. `occupied`: farmland under
    new construction. Reclaimed is what `plan` has, or what the survey `after` shows; then
    `half_width` is 2σ of it.
    """

    plan: PlannedLand | None
    after: SurveyLand | None
    reclaimed: Floats
    reclaimed_gross: Floats
    least: Floats
    most: Floats
    occupied: SurveyLand
    half_width: float = 0.0

    @property
    def total(self) -> Between:
        """Return what is reclaimed in all at least and at most."""
        return Between(math.fsum(self.least), math.fsum(self.most))


def exchange(scene: Scene, slot: str) -> Exchange:
    """Measure both sides as planned, with the survey before in `slot`; all parcels must be
    measurable.
    """
    index = scene.measurable(Role.DEMOLITION)
    before = survey_land(scene, slot, index, ["cultivated"])
    plan = planned_land(scene, index, before.ground, "cultivated")
    ground = np.where(before.ground > 0, before.ground, 1.0)

    def new(was_farmland: Floats) -> Floats:
        share: Floats = np.clip(1 - was_farmland / ground, 0.0, 1.0)
        return share

    reclaimed: Floats = plan.area * new(before.gross)
    return Exchange(
        plan=plan,
        after=None,
        reclaimed=reclaimed,
        reclaimed_gross=plan.gross * new(before.gross),
        least=plan.area * new(before.gross + before.classless + before.uncovered),
        most=plan.area * new(before.gross - before.excess),
        occupied=survey_land(scene, slot, scene.measurable(Role.NEW_CONSTRUCTION), ["cultivated"]),
    )


def exchange_after(scene: Scene, slot: str) -> Exchange | None:
    """Measure both sides as the survey shows them after the project; None where none does. All
    parcels must be measurable; `slot` is the survey before.
    """
    found = gained(scene, scene.measurable(Role.DEMOLITION), slot, was_no("cultivated"))
    if found is None:
        return None
    return Exchange(
        plan=None,
        after=found.land,
        reclaimed=found.net,
        reclaimed_gross=found.gross,
        least=found.least,
        most=found.most,
        occupied=survey_land(scene, slot, scene.measurable(Role.NEW_CONSTRUCTION), ["cultivated"]),
        half_width=found.half_width,
    )
