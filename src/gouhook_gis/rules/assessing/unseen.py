"""Parcels of which the survey after the project does not show all."""

from __future__ import annotations

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.outcomes import of_parcel
from gouhook_gis.rules.ground.survey_land import SurveyLand
from gouhook_gis.rules.scene import Scene


def unseen(scene: Scene, land: SurveyLand) -> list[Assessment]:
    """Return a `needs_review` for each parcel of which the layers behind `land` show a part, a
    `not_run` for each of which they show nothing.
    """
    tolerance = scene.profile.slivers.area_m2
    found = []
    for i in map(int, land.index[land.uncovered[land.index] > tolerance]):
        parcel, area = str(scene.parcels.id[i]), float(land.uncovered[i])
        if land.ground[i] - area <= tolerance:
            reason = message("after.unseen", parcel=parcel, layer=land.layer_id)
            found.append(of_parcel(scene, i, Status.NOT_RUN, reason))
            continue
        measures = [measured("uncovered_area", area, "m2", operator="<=", threshold=0.0)]
        text = message("after.partly_seen", parcel=parcel, layer=land.layer_id, area=area)
        finding = scene.finding(text, [i], geometry=scene.parcels.geometry[i], measures=measures)
        found.append(of_parcel(scene, i, Status.NEEDS_REVIEW, findings=[finding]))
    return found
