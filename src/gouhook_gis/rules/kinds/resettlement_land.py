"""Land for those whose homes are torn down (ZJ-B31)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Purpose, Role, Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, unmeasurable
from gouhook_gis.rules.assessing.unlinked import unlinked
from gouhook_gis.rules.ground.counted_area import of_purpose, without_purpose
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.scene import Scene


class ResettlementLand(Kind):
    """Where households lose their homes (`households_demolished`), new construction holds
    land for resettlement.

    The purpose of each new-construction parcel must be known, else `not_run`; no household is
    `not_applicable`.

    Measures: `resettlement_area` (m², `>` 0), `resettlement_share` of new construction, and
    `area_per_household` (m²).
    """

    kind: Literal["resettlement_land"]

    def needs(self) -> Needs:
        """Ask for the number of households, and the purposes."""
        return Needs(facts=("households_demolished", "parcels"))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Sum the areas by purpose; one assessment of the project."""
        role = Role.NEW_CONSTRUCTION
        households = scene.case.facts.project.households_demolished
        if households is None:
            return missing_facts(["households_demolished"])
        if not len(scene.of(role)):
            return [no_parcels(role)]
        if households == 0:
            return [of_project(Status.NOT_APPLICABLE, message("rules.no_households"))]
        undone = [
            *unmeasurable(scene, [role]),
            *unlinked(scene, role, without_purpose(scene), "purpose"),
        ]
        if undone:
            return undone
        parcels = of_purpose(scene, [Purpose.RESETTLEMENT])
        area = math.fsum(scene.parcels.area[parcels])
        decisive = measured("resettlement_area", area, "m2", operator=">", threshold=0.0)
        measures = [
            decisive,
            measured("resettlement_share", area / scene.total(role).sum, "ratio"),
            measured("area_per_household", area / households, "m2"),
        ]
        examined = {"parcels": len(scene.of(role)), "households": households}
        if decisive.holds:
            return [of_project(Status.PASS, examined=examined, measures=measures)]
        text = message("rules.no_resettlement", households=households)
        finding = scene.finding(text, scene.of(role), measures=[decisive])
        return [of_project(Status.FAIL, examined=examined, measures=measures, findings=[finding])]
