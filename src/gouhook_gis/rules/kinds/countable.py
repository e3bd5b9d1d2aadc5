"""What the rules share that count farmland where rural construction land was (ZJ-A07, A09)."""

from __future__ import annotations

import math
from abc import ABC
from collections.abc import Sequence

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unseen import unseen
from gouhook_gis.rules.ground.gained import Gained, gained, was_counted
from gouhook_gis.rules.ground.land_after import AFTER_SLOTS
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Name, Names, Slot
from gouhook_gis.rules.scene import Scene


class CountableFarmland(Kind, ABC):
    """Which land before counts, in which unit the figure is filed, and what is reported of it."""

    survey: Slot
    class_field: Name
    classes: Names
    beside_classes: tuple[Name, ...] = ()
    land_class_field: Name
    construction: bool
    filed_unit: AreaUnit = AreaUnit.HECTARE

    def asking(self, fact: str) -> Needs:
        """Ask for a fact and the survey before; the survey after is optional."""
        return Needs(
            slots=(self.survey,),
            fields={self.survey: (self.class_field, self.land_class_field)},
            facts=(fact,),
            optional=tuple(slot for slot in AFTER_SLOTS if slot != self.survey),
        )

    def counted(self, scene: Scene, index: Index) -> Gained | None:
        """Measure what counts under the parcels `index`; None without a survey afterwards."""
        return gained(scene, index, self.survey, was_counted(self))

    def measures(self, found: Gained, least: float) -> list[Measure]:
        """Return what counts and has to be `least` (m²), what does not count, what is not known."""
        measures = [
            measured(
                "countable_farmland",
                math.fsum(found.net),
                "m2",
                operator=">=",
                threshold=least,
                half_width=found.half_width or None,
            ),
            measured("other_farmland", math.fsum(found.other), "m2"),
        ]
        if found.total.spread:
            measures.append(measured("unclear_farmland", found.total.spread, "m2"))
        return measures

    def assessed(
        self,
        scene: Scene,
        index: Index,
        found: Gained,
        status: Status,
        measures: Sequence[Measure],
        findings: Sequence[Finding],
    ) -> list[Assessment]:
        """Return the outcome of the project, and what of its parcels the surveys do not show."""
        return [
            of_project(
                status,
                examined={
                    "demolition_parcels": len(index),
                    "layer": scene.case.slots[self.survey].layer_id,
                    "survey_after": found.land.layer_id,
                },
                measures=measures,
                findings=findings,
            ),
            *unseen(scene, found.land),
            *coverage_outcomes(scene, self.survey, index),
        ]
