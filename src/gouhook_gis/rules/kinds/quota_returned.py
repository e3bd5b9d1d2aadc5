"""The quota is given back with farmland reclaimed on demolition parcels (ZJ-A07)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.against_filed import against_filed, in_plane
from gouhook_gis.rules.assessing.balances import without_survey_after
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, unmeasurable
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unseen import unseen
from gouhook_gis.rules.ground.gained import Gained, gained, was_counted
from gouhook_gis.rules.ground.land_after import AFTER_SLOTS
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import NumberFact
from gouhook_gis.rules.kinds.parameters import Name, Names, Slot
from gouhook_gis.rules.scene import Scene


class QuotaReturned(Kind):
    """Farmland after the project on demolition parcels, where rural construction land was before,
    is no less than the fact `quota`.

    Farmland is that of the survey afterwards (`land_after`), net of ridges. What was rural
    construction land the survey before says: `classes` of `class_field`, with `construction` also
    construction land by `land_class_field`. Both are compared at the resolution of `filed_unit`,
    in both kinds of area; where those, or what the surveys leave unclear, decide otherwise, the
    outcome is `needs_review`. Without a survey afterwards, or the quota, it is `not_run`.

    Measures, m²: `countable_farmland` (`>=` the quota), `countable_farmland_planar`,
    `other_farmland` (on ground that was something else), `unclear_farmland`.
    """

    kind: Literal["quota_returned"]
    quota: NumberFact
    survey: Slot
    class_field: Name
    classes: Names
    beside_classes: tuple[Name, ...] = ()
    land_class_field: Name
    construction: bool
    filed_unit: AreaUnit = AreaUnit.HECTARE

    def needs(self) -> Needs:
        """Ask for the quota and the survey before; the survey after is optional."""
        return Needs(
            slots=(self.survey,),
            fields={self.survey: (self.class_field, self.land_class_field)},
            facts=(self.quota,),
            optional=tuple(slot for slot in AFTER_SLOTS if slot != self.survey),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the total with the quota; one assessment of the project."""
        role = Role.DEMOLITION
        if not len(scene.of(role)):
            return [no_parcels(role)]
        undone = [*absent_facts(scene, [self.quota]), *unmeasurable(scene, [role])]
        if undone:
            return undone
        index = scene.measurable(role)
        found = gained(scene, index, self.survey, was_counted(self))
        if found is None:
            return without_survey_after(scene)
        quota: float = getattr(scene.case.facts.project, self.quota)
        planar = in_plane(scene, index, found.total)
        status = against_filed(found.total, planar, quota, self.filed_unit)
        area = math.fsum(found.net)
        measures = countable(found, area, quota)
        measures.insert(1, measured("countable_farmland_planar", planar.low, "m2"))
        findings = []
        if status is not Status.PASS:
            other = math.fsum(found.other)
            said = "countable.unclear"
            if status is Status.FAIL:
                said = "countable.short_beside" if other else "countable.short"
            text = message(
                said,
                fact=self.quota,
                countable=area,
                quota=quota,
                short=quota - area,
                other=other,
                low=min(found.total.low, planar.low),
                high=max(found.total.high, planar.high),
            )
            findings = [scene.finding(text, measures=measures[:1])]
        examined: dict[str, JsonValue] = {
            "demolition_parcels": len(index),
            "layer": scene.case.slots[self.survey].layer_id,
            "survey_after": found.land.layer_id,
        }
        return [
            of_project(status, examined=examined, measures=measures, findings=findings),
            *unseen(scene, found.land),
            *coverage_outcomes(scene, self.survey, index),
        ]


def countable(found: Gained, area: float, least: float) -> list[Measure]:
    """Return the `area` that counts and has to be `least` (m²), what does not count, and what is
    not known.
    """
    measures = [
        measured(
            "countable_farmland",
            area,
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
