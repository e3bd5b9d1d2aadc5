"""Parcels on patches of the survey that have no class: what they take cannot be told."""

from __future__ import annotations

import numpy as np

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.outcomes import of_parcel
from gouhook_gis.rules.ground.survey_land import SurveyLand
from gouhook_gis.rules.scene import Scene


def classless(scene: Scene, land: SurveyLand) -> list[Assessment]:
    """Return a `needs_review` for each parcel that holds at least the profile's sliver area of
    patches without a class, and less than that of `land`.
    """
    least = scene.profile.slivers.area_m2
    found = []
    for i in map(int, np.flatnonzero((land.classless >= least) & (land.gross < least))):
        text = message("rules.class_unknown", parcel=str(scene.parcels.id[i]))
        finding = scene.finding(text, [i], geometry=scene.parcels.geometry[i])
        found.append(of_parcel(scene, i, Status.NEEDS_REVIEW, findings=[finding]))
    return found
