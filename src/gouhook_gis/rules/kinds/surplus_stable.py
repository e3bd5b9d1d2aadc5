"""Surplus quota comes from reclaimed farmland that can be tilled for long (ZJ-A19)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.against_filed import against_filed, in_plane
from gouhook_gis.rules.assessing.balances import without_survey_after
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, unmeasurable
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unseen import unseen
from gouhook_gis.rules.ground.land_after import AFTER_SLOTS
from gouhook_gis.rules.ground.stable import stable_farmland
from gouhook_gis.rules.ground.steep import STEEP_SLOTS
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import NumberFact
from gouhook_gis.rules.kinds.parameters import Names, Slot
from gouhook_gis.rules.scene import Scene


class SurplusStable(Kind):
    """The fact `surplus` is no more than the stable farmland after the project on demolition
    parcels, net of ridges, where the survey before shows none.

    Stable is farmland of the survey afterwards whose 图斑细化代码 is none of `unstable_marks` and
    which is not steep: by the elevation model, else 坡度图, else the patch's own slope class 5
    (above 25°). Compared at the resolution of `filed_unit`, in both kinds of area; where those,
    or what the layers leave unclear, decide otherwise, `needs_review`.

    Measures, m²: `surplus_filed` (`<=` what is stable), `stable_farmland`, `former_farmland`,
    `marked_farmland`, `steep_farmland`.
    """

    kind: Literal["surplus_stable"]
    surplus: NumberFact
    survey: Slot
    unstable_marks: Names
    filed_unit: AreaUnit = AreaUnit.HECTARE

    def needs(self) -> Needs:
        """Ask for the figure and the survey before; use those after and the layer of slopes."""
        after = tuple(slot for slot in AFTER_SLOTS if slot != self.survey)
        return Needs(
            slots=(self.survey,),
            fields={self.survey: (CLASS_FIELD,)},
            optional=(*after, *STEEP_SLOTS),
            facts=(self.surplus,),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the total; one assessment of the project."""
        role = Role.DEMOLITION
        if not len(scene.of(role)):
            return [no_parcels(role)]
        undone = [*absent_facts(scene, [self.surplus]), *unmeasurable(scene, [role])]
        if undone:
            return undone
        index = scene.measurable(role)
        found = stable_farmland(
            scene, index, self.survey, {mark.upper() for mark in self.unstable_marks}
        )
        if found is None:
            return without_survey_after(scene)
        surplus: float = getattr(scene.case.facts.project, self.surplus)
        planar = in_plane(scene, index, found.total)
        status = against_filed(found.total, planar, surplus, self.filed_unit)
        stable, former, marked, steep = (
            math.fsum(areas) for areas in (found.net, found.former, found.marked, found.steep)
        )
        measures = [
            measured("surplus_filed", surplus, "m2", operator="<=", threshold=stable),
            measured("stable_farmland", stable, "m2"),
            measured("former_farmland", former, "m2"),
            measured("marked_farmland", marked, "m2"),
            measured("steep_farmland", steep, "m2"),
        ]
        findings = []
        if status is not Status.PASS:
            text = message(
                "stable.short" if status is Status.FAIL else "stable.unclear",
                fact=self.surplus,
                surplus=surplus,
                stable=stable,
                former=former,
                marked=marked,
                steep=steep,
                excess=surplus - stable,
                source=f"slope_by.{found.source}",
                low=min(found.total.low, planar.low),
                high=max(found.total.high, planar.high),
            )
            parcels = np.flatnonzero(found.former + found.marked + found.steep > 0)
            findings = [scene.finding(text, parcels, measures=measures[:1])]
        examined: dict[str, JsonValue] = {
            "demolition_parcels": len(index),
            "layer": scene.case.slots[self.survey].layer_id,
            "survey_after": found.land.layer_id,
            "slope_by": f"slope_by.{found.source}",
        }
        return [
            of_project(status, examined=examined, measures=measures, findings=findings),
            *unseen(scene, found.land),
            *coverage_outcomes(scene, self.survey, index),
        ]
