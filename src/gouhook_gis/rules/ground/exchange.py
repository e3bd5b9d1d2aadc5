"""Farmland given and taken: reclaimed on demolition parcels, built over by new construction."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.planned import PlannedLand, planned_land
from gouhook_gis.rules.ground.survey_land import SurveyLand, survey_land
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Exchange:
    """Farmland by position in the parcel table, m².

    `reclaimed`: net farmland planned on ground that was none before, `reclaimed_gross` that
    ground; `least`, `most`: its bounds, for what the survey leaves unclear. `occupied`: farmland
    under new construction.
    """

    plan: PlannedLand
    reclaimed: Floats
    reclaimed_gross: Floats
    least: Floats
    most: Floats
    occupied: SurveyLand

    @property
    def total(self) -> Between:
        """Return what is reclaimed in all at least and at most."""
        return Between(math.fsum(self.least), math.fsum(self.most))


def exchange(scene: Scene, slot: str) -> Exchange:
    """Measure both sides with the survey before in `slot`; all parcels must be measurable."""
    index = scene.measurable(Role.DEMOLITION)
    before = survey_land(scene, slot, index, ["cultivated"])
    plan = planned_land(scene, index, before.ground, "cultivated")
    ground = np.where(before.ground > 0, before.ground, 1.0)

    def gained(was_farmland: Floats) -> Floats:
        share: Floats = np.clip(1 - was_farmland / ground, 0.0, 1.0)
        return share

    reclaimed: Floats = plan.area * gained(before.gross)
    return Exchange(
        plan=plan,
        reclaimed=reclaimed,
        reclaimed_gross=plan.gross * gained(before.gross),
        least=plan.area * gained(before.gross + before.classless + before.uncovered),
        most=plan.area * gained(before.gross - before.excess),
        occupied=survey_land(scene, slot, scene.measurable(Role.NEW_CONSTRUCTION), ["cultivated"]),
    )
