"""What keeps a balance of demolition and new construction from being drawn."""

from __future__ import annotations

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Stage, Status
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, unmeasurable
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene

AFTER = "land_use@after"


def without_survey_after(scene: Scene) -> list[Assessment]:
    """Return a `not_run` at acceptance: a plan proves nothing then. Nothing at other stages."""
    if scene.case.stage is not Stage.ACCEPTANCE:
        return []
    reason = message("rules.survey_after_needed", kind=layer_kind(AFTER), slot=AFTER)
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
