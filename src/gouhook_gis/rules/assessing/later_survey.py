"""A survey of a later year than that of acceptance: what monitoring looks at."""

from __future__ import annotations

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.reference.slots import edition_year
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project
from gouhook_gis.rules.scene import Scene


def not_later(scene: Scene, slot: str, role: Role, accepted: str) -> list[Assessment]:
    """Return why the survey in `slot` shows nothing of the time after the acceptance (the fact
    `accepted`); nothing where it does.
    """
    if not len(scene.of(role)):
        return [no_parcels(role)]
    day = scene.case.facts.date(accepted)
    if day is None:
        return missing_facts([accepted])
    edition = scene.case.slots[slot]
    if edition_year(edition) > day.year:
        return []
    reason = message("later_survey.too_old", layer=edition.layer_id, year=day.year)
    return [of_project(Status.NOT_RUN, reason)]
