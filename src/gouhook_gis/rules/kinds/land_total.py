"""Land of one kind in the whole project area, after against before (ZJ-A10, A11, A22)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure, Operator, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.balances import not_totalled, without_survey_after
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unlinked import contradictory, unplanned
from gouhook_gis.rules.ground.bounds import Between, compared
from gouhook_gis.rules.ground.planned import planned_land
from gouhook_gis.rules.ground.survey_land import (
    CLASS_FIELD,
    RIDGE_FIELD,
    SurveyLand,
    survey_land,
)
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Slot
from gouhook_gis.rules.scene import Scene


class LandTotal(Kind):
    """The area of `land` in the project area after the project stands in `operator` to before.

    Before: the survey under demolition and new-construction parcels, farmland net of ridges
    (A × (1 − KCXS)), building land gross. After, as planned (规划数): demolition parcels become
    their `planned_class` of the 挂接表, farmland with the net area filed (`farmland_m2`), building
    land with the ground of the parcel; new construction becomes building land altogether.
    What the survey leaves unclear is tried both ways; where it decides, `needs_review`. At
    acceptance `not_run` with the slot of the survey afterwards.

    Measures, m²: `<land>_planned` (`operator` `<land>_before`), `<land>_before_gross`,
    `unclear_land`.
    """

    kind: Literal["land_total"]
    survey: Slot
    land: Literal["cultivated", "construction"]
    operator: Literal[">", ">=", "<="]

    def needs(self) -> Needs:
        """Ask for the survey before and the 挂接表."""
        fields = (CLASS_FIELD, RIDGE_FIELD) if self.land == "cultivated" else (CLASS_FIELD,)
        return Needs(slots=(self.survey,), fields={self.survey: fields}, facts=("parcels",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the totals; one assessment of the project."""
        undone = without_survey_after(scene) or not_totalled(scene)
        if undone:
            return undone
        torn_down, built = (
            survey_land(scene, self.survey, scene.measurable(role), [self.land]) for role in Role
        )
        plan = planned_land(scene, torn_down.index, torn_down.ground, self.land)
        missing = unplanned(scene, plan)
        if missing:
            return missing
        after = math.fsum(plan.area)
        if self.land == "construction":
            after += math.fsum(built.ground)
        return [
            *contradictory(scene, Role.DEMOLITION, plan.contradictory),
            self._assessed(scene, after, torn_down, built),
            *coverage_outcomes(scene, self.survey, torn_down.index),
            *coverage_outcomes(scene, self.survey, built.index),
        ]

    def _assessed(
        self, scene: Scene, after: float, torn_down: SurveyLand, built: SurveyLand
    ) -> Assessment:
        net = self.land == "cultivated"
        bounds = [land.net_total if net else land.gross_total for land in (torn_down, built)]
        threshold = bounds[0] + bounds[1]
        measures = self._measures(after, torn_down, built)
        decisive = measures[0]
        operator: Operator = self.operator
        status = compared(Between(after, after), operator, threshold)
        findings = []
        if status is not Status.PASS:
            said = "rules.land_total" if status is Status.FAIL else "rules.land_total_unclear"
            before = measures[1].value
            text = message(
                said,
                land=f"land.{self.land}",
                required=f"operator.{_REQUIRED[self.operator]}",
                after=after,
                before=before,
                difference=abs(after - before),
                low=threshold.low,
                high=threshold.high,
            )
            findings.append(scene.finding(text, measures=[decisive]))
        return of_project(
            status,
            examined={
                "demolition_parcels": len(torn_down.index),
                "new_construction_parcels": len(built.index),
                "layer": scene.case.slots[self.survey].layer_id,
            },
            measures=measures,
            findings=findings,
        )

    def _measures(self, after: float, torn_down: SurveyLand, built: SurveyLand) -> list[Measure]:
        both = (torn_down, built)
        gross = math.fsum(math.fsum(land.gross) for land in both)
        net = math.fsum(math.fsum(land.net) for land in both)
        unclear = math.fsum(math.fsum(land.open) for land in both)
        width = math.hypot(torn_down.half_width, built.half_width)
        before = net if self.land == "cultivated" else gross
        measures = [
            measured(
                f"{self.land}_planned",
                after,
                "m2",
                operator=self.operator,
                threshold=before,
                half_width=width,
            ),
            measured(f"{self.land}_before", before, "m2", half_width=width),
        ]
        if self.land == "cultivated":
            measures.append(measured("cultivated_before_gross", gross, "m2"))
        return [*measures, measured("unclear_land", unclear, "m2")] if unclear else measures


_REQUIRED = {">": "above", ">=": "at_least", "<=": "at_most"}
