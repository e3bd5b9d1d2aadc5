"""Demolition minus new construction against the surplus quota as filed (ZJ-A02)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import RESOLUTION, measured, satisfies
from gouhook_gis.domain.message import message
from gouhook_gis.domain.units import AreaUnit, shown
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Name
from gouhook_gis.rules.scene import Scene


class AreaSurplus(Kind):
    """The surplus Σ demolition − Σ new construction is neither negative nor above the filed one.

    `fact` is the filed surplus in m². It is compared at the resolution of `filed_unit` (公顷 4
    decimals, 亩 2), both rounded half up, for the ellipsoidal and for the planar area: one
    agreeing and the other not is `needs_review`, since it is unknown which was filed.
    Without the fact the outcome is `not_run`, a negative surplus fails all the same.

    Measures, m²: `surplus` (`<=` the filed one), `surplus_planar`, `filed_surplus`.
    """

    kind: Literal["area_surplus"]
    fact: Name
    filed_unit: AreaUnit = AreaUnit.HECTARE

    def needs(self) -> Needs:
        """Ask for the filed surplus."""
        return Needs(facts=(self.fact,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare at the resolution of the filed figure; one assessment of the project."""
        demolition = scene.total(Role.DEMOLITION)
        new = scene.total(Role.NEW_CONSTRUCTION)
        for role, total in ((Role.DEMOLITION, demolition), (Role.NEW_CONSTRUCTION, new)):
            if not total.parcels:
                return [no_parcels(role)]
        surplus, planar = demolition.union - new.union, demolition.planar - new.planar
        width = math.hypot(demolition.half_width, new.half_width)
        filed = scene.case.facts.number(self.fact)
        measures = [
            measured("surplus", surplus, "m2", operator="<=", threshold=filed, half_width=width)
            if filed is not None
            else measured("surplus", surplus, "m2", operator=">=", threshold=0.0, half_width=width),
            measured("surplus_planar", planar, "m2"),
        ]
        if demolition.at_least or new.at_least:
            reason = message("rules.surplus_at_least", surplus=surplus)
            return [of_project(Status.NOT_RUN, reason, measures=measures)]
        if not satisfies(surplus, ">=", 0.0, RESOLUTION["m2"]):
            finding = scene.finding(
                message("rules.surplus_negative", missing=-surplus), measures=measures[:1]
            )
            return [of_project(Status.FAIL, measures=measures, findings=[finding])]
        if filed is None:
            reason = message("rules.surplus_not_filed", surplus=surplus, fact=self.fact)
            return [of_project(Status.NOT_RUN, reason, measures=measures)]
        measures.append(measured("filed_surplus", filed, "m2"))
        agree = [self._within(value, filed) for value in (surplus, planar)]
        if all(agree):
            return [of_project(Status.PASS, measures=measures)]
        status = Status.NEEDS_REVIEW if any(agree) else Status.FAIL
        said = "rules.surplus_unclear" if any(agree) else "rules.surplus_over"
        finding = scene.finding(
            message(said, surplus=surplus, planar=planar, filed=filed, excess=surplus - filed),
            measures=measures[:1],
        )
        return [of_project(status, measures=measures, findings=[finding])]

    def _within(self, surplus: float, filed: float) -> bool:
        return shown(surplus, self.filed_unit) <= shown(filed, self.filed_unit)
