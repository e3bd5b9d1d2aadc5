"""What of the reclaimed farmland may serve as an offset elsewhere (ZJ-A14)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.against_filed import against_filed, in_plane
from gouhook_gis.rules.assessing.balances import not_totalled, without_survey_after
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unseen import unseen
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.exchange import exchange_after
from gouhook_gis.rules.ground.land_after import AFTER_SLOTS
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD, RIDGE_FIELD
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import NumberFact
from gouhook_gis.rules.kinds.parameters import Slot
from gouhook_gis.rules.scene import Scene


class OffsetLimit(Kind):
    """The fact `used` is no more than the farmland reclaimed less the farmland built over.

    Both as in `farmland_exchange` after the project, net of ridges; what is left is never below
    zero. Compared at the resolution of `filed_unit`, in both kinds of area; where those, or what
    the surveys leave unclear, decide otherwise, `needs_review`. Where nothing was used the rule
    is `not_applicable`.

    Measures, m²: `offset_filed` (`<=` what is left), `reclaimed_farmland`, `occupied_farmland`.
    """

    kind: Literal["offset_limit"]
    used: NumberFact
    survey: Slot
    filed_unit: AreaUnit = AreaUnit.HECTARE

    def needs(self) -> Needs:
        """Ask for the figure and the survey before; the survey after is optional."""
        return Needs(
            slots=(self.survey,),
            fields={self.survey: (CLASS_FIELD, RIDGE_FIELD)},
            facts=(self.used,),
            optional=tuple(slot for slot in AFTER_SLOTS if slot != self.survey),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare with what is left; one assessment of the project."""
        undone = absent_facts(scene, [self.used])
        if undone:
            return undone
        used: float = getattr(scene.case.facts.project, self.used)
        if not used:
            reason = message("offset_limit.none", fact=self.used)
            return [of_project(Status.NOT_APPLICABLE, reason)]
        undone = not_totalled(scene)
        if undone:
            return undone
        found = exchange_after(scene, self.survey)
        if found is None or found.after is None:
            return without_survey_after(scene)
        taken = found.occupied.net_total
        left = _left(found.total, taken)
        plane = _left(
            in_plane(scene, scene.measurable(Role.DEMOLITION), found.total),
            in_plane(scene, scene.measurable(Role.NEW_CONSTRUCTION), taken),
        )
        status = against_filed(left, plane, used, self.filed_unit)
        reclaimed, occupied = math.fsum(found.reclaimed), math.fsum(found.occupied.net)
        limit = max(reclaimed - occupied, 0.0)
        measures = [
            measured("offset_filed", used, "m2", operator="<=", threshold=limit),
            measured("reclaimed_farmland", reclaimed, "m2"),
            measured("occupied_farmland", occupied, "m2"),
        ]
        findings = []
        if status is not Status.PASS:
            said = "offset_limit.over" if status is Status.FAIL else "offset_limit.unclear"
            text = message(
                said,
                fact=self.used,
                used=used,
                reclaimed=reclaimed,
                occupied=occupied,
                limit=limit,
                excess=used - limit,
                low=min(left.low, plane.low),
                high=max(left.high, plane.high),
            )
            findings = [scene.finding(text, measures=measures[:1])]
        examined: dict[str, JsonValue] = {
            "layer": scene.case.slots[self.survey].layer_id,
            "survey_after": found.after.layer_id,
        }
        result = [of_project(status, examined=examined, measures=measures, findings=findings)]
        result += unseen(scene, found.after)
        for role in Role:
            result += coverage_outcomes(scene, self.survey, scene.measurable(role))
        return result


def _left(gained: Between, taken: Between) -> Between:
    return Between(max(gained.low - taken.high, 0.0), max(gained.high - taken.low, 0.0))
