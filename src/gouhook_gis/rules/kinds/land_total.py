"""Land of one kind in the whole project area, after against before (ZJ-A10, A11, A22)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure, Operator, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.rules.assessing.balances import is_done, not_totalled, without_survey_after
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unlinked import contradictory, unplanned
from gouhook_gis.rules.assessing.unseen import unseen
from gouhook_gis.rules.ground.bounds import Between, compared
from gouhook_gis.rules.ground.land_after import AFTER_SLOTS, land_after, same_survey, taken_up_later
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
    What the survey leaves unclear is tried both ways; where it decides, `needs_review`. From
    acceptance on, after is what the survey afterwards shows under the same parcels (`land_after`),
    `not_run` without it.

    Measures, m²: `<land>_planned`, from acceptance on `<land>_after` (`operator`
    `<land>_before`), `<land>_before_gross`, `unclear_land`.
    """

    kind: Literal["land_total"]
    survey: Slot
    land: Literal["cultivated", "construction"]
    operator: Literal[">", ">=", "<="]

    def needs(self) -> Needs:
        """Ask for the survey before and the 挂接表; the survey after is optional."""
        fields = (CLASS_FIELD, RIDGE_FIELD) if self.land == "cultivated" else (CLASS_FIELD,)
        return Needs(
            slots=(self.survey,),
            fields={self.survey: fields},
            facts=("parcels",),
            optional=tuple(slot for slot in AFTER_SLOTS if slot != self.survey),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the totals; one assessment of the project."""
        undone = not_totalled(scene)
        if undone:
            return undone
        before = [
            survey_land(scene, self.survey, scene.measurable(role), [self.land]) for role in Role
        ]
        drawn = self._shown(scene) if is_done(scene) else self._planned(scene, *before)
        if isinstance(drawn, list):
            return drawn
        result = [self._assessed(scene, drawn, before), *drawn.beside]
        for land in before:
            result += coverage_outcomes(scene, self.survey, land.index)
        return result

    def _planned(
        self, scene: Scene, torn_down: SurveyLand, built: SurveyLand
    ) -> _After | list[Assessment]:
        """Return the land as planned, or what the plan lacks."""
        plan = planned_land(scene, torn_down.index, torn_down.ground, self.land)
        missing = unplanned(scene, plan)
        if missing:
            return missing
        after = math.fsum(plan.area)
        if self.land == "construction":
            after += math.fsum(built.ground)
        beside = contradictory(scene, Role.DEMOLITION, plan.contradictory)
        return _After("planned", Between(after, after), after, beside)

    def _shown(self, scene: Scene) -> _After | list[Assessment]:
        """Return the land as the survey shows it after the project, or that none does."""
        if same_survey(scene, self.survey):
            return without_survey_after(scene)
        lands = [land_after(scene, scene.measurable(role), [self.land]) for role in Role]
        found = [land for land in lands if land is not None]
        if len(found) < len(lands):
            return without_survey_after(scene)
        area = math.fsum(math.fsum(self._own(land)) for land in found)
        return _After(
            "after",
            self._total(found) + self._to_come(scene, found[list(Role).index(Role.DEMOLITION)]),
            area,
            [each for land in found for each in unseen(scene, land)],
            math.hypot(*(land.half_width for land in found)),
            found[0].layer_id,
        )

    def _to_come(self, scene: Scene, torn_down: SurveyLand) -> Between:
        """Return what demolition parcels may still become: those too small to be mapped, and all
        where the survey of the year after the acceptance is not there.
        """
        below = scene.profile.reconciliation.below_minimum
        late = taken_up_later(scene)
        rows = [i for i in torn_down.index if late or below(scene.parcels.area[i])]
        if self.land == "construction":
            return Between(-math.fsum(torn_down.gross[rows]), 0.0)
        rest = torn_down.ground - torn_down.gross - torn_down.classless - torn_down.uncovered
        return Between(0.0, math.fsum(np.maximum(rest[rows], 0.0)))

    def _own(self, land: SurveyLand) -> Floats:
        return land.net if self.land == "cultivated" else land.gross

    def _total(self, lands: Sequence[SurveyLand]) -> Between:
        net = self.land == "cultivated"
        totals = [land.net_total if net else land.gross_total for land in lands]
        return sum(totals, Between(0.0, 0.0))

    def _assessed(self, scene: Scene, after: _After, before: Sequence[SurveyLand]) -> Assessment:
        threshold = self._total(before)
        measures = self._measures(after, before)
        decisive = measures[0]
        operator: Operator = self.operator
        status = compared(after.total, operator, threshold)
        findings = []
        if status is not Status.PASS:
            room = "rules" if after.name == "planned" else "after"
            said = "land_total" if status is Status.FAIL else "land_total_unclear"
            text = message(
                f"{room}.{said}",
                land=f"land.{self.land}",
                required=f"operator.{_REQUIRED[self.operator]}",
                after=after.area,
                before=measures[1].value,
                difference=abs(after.area - measures[1].value),
                low=threshold.low,
                high=threshold.high,
                least=after.total.low,
                most=after.total.high,
            )
            findings.append(scene.finding(text, measures=[decisive]))
        examined: dict[str, JsonValue] = {
            "demolition_parcels": len(before[0].index),
            "new_construction_parcels": len(before[1].index),
            "layer": scene.case.slots[self.survey].layer_id,
        }
        if after.layer_id:
            examined["survey_after"] = after.layer_id
        return of_project(status, examined=examined, measures=measures, findings=findings)

    def _measures(self, after: _After, before: Sequence[SurveyLand]) -> list[Measure]:
        gross = math.fsum(math.fsum(land.gross) for land in before)
        own = math.fsum(math.fsum(self._own(land)) for land in before)
        unclear = math.fsum(math.fsum(land.open) for land in before) + after.total.spread
        width = math.hypot(*(land.half_width for land in before))
        measures = [
            measured(
                f"{self.land}_{after.name}",
                after.area,
                "m2",
                operator=self.operator,
                threshold=own,
                half_width=math.hypot(width, after.half_width),
            ),
            measured(f"{self.land}_before", own, "m2", half_width=width),
        ]
        if self.land == "cultivated":
            measures.append(measured("cultivated_before_gross", gross, "m2"))
        return [*measures, measured("unclear_land", unclear, "m2")] if unclear else measures


@dataclass(frozen=True)
class _After:
    """Land after the project, m²: `name` is "planned" or "after", `beside` what else is to say."""

    name: str
    total: Between
    area: float
    beside: list[Assessment]
    half_width: float = 0.0
    layer_id: str = ""


_REQUIRED = {">": "above", ">=": "at_least", "<=": "at_most"}
