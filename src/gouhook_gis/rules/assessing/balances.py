"""What keeps a balance of demolition and new construction from being drawn."""

from __future__ import annotations

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, unmeasurable
from gouhook_gis.rules.ground.land_after import AFTER, BEFORE, same_survey
from gouhook_gis.rules.reconciling.slots import DONE
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


def is_done(scene: Scene) -> bool:
    """Whether the stage examines what was done: the survey has to show it, a plan proves nothing
    any more.
    """
    return scene.case.stage in DONE


def without_survey_after(scene: Scene) -> list[Assessment]:
    """Return the `not_run` of a rule that has no survey of the time after the project: none was
    supplied, the year of acceptance is not known, or the survey before is of the same time.
    """
    if same_survey(scene, BEFORE):
        layer = scene.case.slots[BEFORE].layer_id
        return [of_project(Status.NOT_RUN, message("after.same_survey", layer=layer))]
    reason = message("rules.survey_after_needed", kind=layer_kind(AFTER))
    if scene.case.slot_reasons.get(AFTER) == "no_acceptance_year":
        reason = message("after.no_acceptance_date", fact="acceptance_date")
    return [of_project(Status.NOT_RUN, reason)]


def not_totalled(scene: Scene) -> list[Assessment]:
    """Return why the areas of demolition and new construction cannot be totalled: a role without
    parcels, or parcels without a measurable area. Nothing where they can.
    """
    absent = [role for role in Role if not len(scene.of(role))]
    return [
        *map(no_parcels, absent),
        *unmeasurable(scene, Role),
    ]
