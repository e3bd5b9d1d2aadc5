"""Parcels whose row of the 挂接表 lacks what a rule needs, or contradicts itself."""

from __future__ import annotations

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.rules.assessing.outcomes import of_role
from gouhook_gis.rules.ground.planned import PlannedLand
from gouhook_gis.rules.scene import Scene


def unlinked(scene: Scene, role: Role, positions: Index, column: str) -> list[Assessment]:
    """Return a `not_run` that names the parcels at `positions` and the empty column of the
    挂接表; nothing where there are none.
    """
    if not len(positions):
        return []
    parcels = [str(scene.parcels.id[i]) for i in positions]
    reason = message("rules.linked_missing", parcels=parcels, role=role, column=f"parcels.{column}")
    return [of_role(role, Status.NOT_RUN, reason)]


def unplanned(scene: Scene, plan: PlannedLand) -> list[Assessment]:
    """Return what the 挂接表 leaves open of a plan for demolition parcels; nothing where it is
    whole.
    """
    return [
        *unlinked(scene, Role.DEMOLITION, plan.unclassed, "planned_class"),
        *unlinked(scene, Role.DEMOLITION, plan.unfigured, "farmland_m2"),
    ]


def contradictory(scene: Scene, role: Role, positions: Index) -> list[Assessment]:
    """Return a `needs_review` for planned farmland that a parcel cannot hold; nothing for none."""
    if not len(positions):
        return []
    parcels = [str(scene.parcels.id[i]) for i in positions]
    finding = scene.finding(message("rules.planned_contradicts", parcels=parcels), positions)
    return [of_role(role, Status.NEEDS_REVIEW, findings=[finding])]
