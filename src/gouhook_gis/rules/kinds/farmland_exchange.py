"""Reclaimed farmland against farmland built over (ZJ-A03, A04, A13, A23, A24)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.words import Role
from gouhook_gis.rules.assessing.balances import is_done, not_totalled, without_survey_after
from gouhook_gis.rules.assessing.farmland_quality import Better, quality
from gouhook_gis.rules.assessing.farmland_quantity import AtLeast, quantity
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unlinked import contradictory, unplanned
from gouhook_gis.rules.assessing.unseen import unseen
from gouhook_gis.rules.ground.exchange import exchange, exchange_after
from gouhook_gis.rules.ground.land_after import AFTER_SLOTS
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD, RIDGE_FIELD
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Share, Slot
from gouhook_gis.rules.scene import Scene


class FarmlandExchange(Kind):
    """Farmland reclaimed on demolition parcels stands in `quantity` and `quality` to that built
    over by new construction; either may be left out, not both.

    Reclaimed is what the 挂接表 plans as farmland (规划数: `planned_class`, and the net area in
    `farmland_m2`) on ground that the survey `survey` does not show as farmland already. Built over
    is farmland of the survey under new construction, A × (1 − KCXS) a patch. Ground in two parcels
    counts once, with the first. Patches without class or KCXS and ground outside the survey are
    tried both ways; where they decide the outcome is `needs_review`. From acceptance on a plan
    proves nothing: reclaimed is the farmland that the survey afterwards shows (`land_after`) on
    such ground, `not_run` without that survey.

    Measures, m²: `planned_farmland`, from acceptance on `reclaimed_farmland` (`quantity`
    `occupied_farmland`), all also `_gross`; `unclear_farmland`. Quality: `reclaimed_grade`
    (`quality` `occupied_grade`), means of grades by net area, 1 is best; the 挂接表 gives them,
    for new construction else the layer in `grades`, which must grade `graded_share` of a
    parcel's farmland.
    """

    kind: Literal["farmland_exchange"]
    survey: Slot
    quantity: AtLeast | None = None
    quality: Better | None = None
    grades: Slot = "farmland_grade"
    graded_share: Share = 0.95

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.quantity is None and self.quality is None:
            raise ValueError("neither quantity nor quality is compared")
        return self

    def needs(self) -> Needs:
        """Ask for the survey before and the 挂接表; grades and the survey after are optional."""
        after = tuple(slot for slot in AFTER_SLOTS if slot != self.survey)
        return Needs(
            slots=(self.survey,),
            fields={self.survey: (CLASS_FIELD, RIDGE_FIELD)},
            facts=("parcels",),
            optional=(*((self.grades,) if self.quality else ()), *after),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the totals of the project."""
        undone = not_totalled(scene)
        if undone:
            return undone
        done = is_done(scene)
        found = exchange_after(scene, self.survey) if done else exchange(scene, self.survey)
        if found is None:
            return without_survey_after(scene)
        result: list[Assessment] = []
        if found.plan is not None:
            missing = unplanned(scene, found.plan)
            if missing:
                return missing
            result += contradictory(scene, Role.DEMOLITION, found.plan.contradictory)
        if self.quantity:
            result += quantity(scene, self.survey, found, self.quantity)
        if self.quality:
            result += quality(scene, self.grades, found, self.quality, self.graded_share)
        if found.after is not None:
            result += unseen(scene, found.after)
        for each in Role:
            result += coverage_outcomes(scene, self.survey, scene.measurable(each))
        return result
