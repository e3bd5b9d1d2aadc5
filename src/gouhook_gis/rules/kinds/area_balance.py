"""Two roles' total areas compared (ZJ-A01, A12)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import JsonValue, model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.scene import Scene


class AreaBalance(Kind):
    """The total area of role `larger` must stand in `operator` to that of role `smaller`.

    Totals are unions of official ellipsoidal areas (国土调查办发〔2008〕32号), unrounded; sum,
    union and their difference are shown. Equal within 0.01 m² is equal. A parcel without a
    measurable area makes the outcome `not_run`.

    Measures, m²: `demolition_area`, `new_construction_area`; that of `larger` carries operator
    and threshold (the area of `smaller`). Beside them `…_area_planar` and `…_overlap` of each.
    """

    kind: Literal["area_balance"]
    larger: Role
    smaller: Role
    operator: Literal[">", ">="]

    @model_validator(mode="after")
    def _two_roles(self) -> Self:
        if self.larger is self.smaller:
            raise ValueError("larger and smaller must be two roles")
        return self

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the unions; one assessment of the project."""
        larger, smaller = scene.total(self.larger), scene.total(self.smaller)
        for role, total in ((self.larger, larger), (self.smaller, smaller)):
            if not total.parcels:
                return [no_parcels(role)]
        width = math.hypot(larger.half_width, smaller.half_width)
        decisive = measured(
            f"{self.larger}_area",
            larger.union,
            "m2",
            operator=self.operator,
            threshold=smaller.union,
            half_width=width,
        )
        measures = [
            decisive,
            measured(f"{self.smaller}_area", smaller.union, "m2", half_width=smaller.half_width),
            measured(f"{self.larger}_area_planar", larger.planar, "m2"),
            measured(f"{self.smaller}_area_planar", smaller.planar, "m2"),
            measured(f"{self.larger}_overlap", larger.overlap, "m2"),
            measured(f"{self.smaller}_overlap", smaller.overlap, "m2"),
        ]
        examined: dict[str, JsonValue] = {
            f"{self.larger}_parcels": larger.parcels,
            f"{self.smaller}_parcels": smaller.parcels,
        }
        if larger.at_least or smaller.at_least:
            missing = larger.parcels - larger.measured + smaller.parcels - smaller.measured
            reason = message(
                "rules.balance_at_least",
                missing=missing,
                larger=larger.union,
                smaller=smaller.union,
                larger_role=self.larger,
                smaller_role=self.smaller,
            )
            return [of_project(Status.NOT_RUN, reason, examined=examined, measures=measures)]
        if decisive.holds:
            return [of_project(Status.PASS, examined=examined, measures=measures)]
        finding = scene.finding(
            message(
                "rules.balance" if self.operator == ">" else "rules.balance_or_equal",
                larger_role=self.larger,
                smaller_role=self.smaller,
                larger=larger.union,
                smaller=smaller.union,
                excess=smaller.union - larger.union,
            ),
            measures=[decisive],
        )
        return [of_project(Status.FAIL, examined=examined, measures=measures, findings=[finding])]
