"""The effective soil of reclaimed land: 有效土层厚度50cm以上 (A21)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.land_class import belongs
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.scene import Scene


class SoilDepth(Kind):
    """The effective soil is at least `minimum_cm` deep at every measuring point of `role`.

    Points are those of the acceptance, and the depth the linked table gives for a parcel. A
    parcel of `role` without any is `not_run`; no depth at all too. A parcel whose planned class
    is no farmland needs none and its points do not count; without any other parcel the rule is
    `not_applicable`. One assessment a point or parcel that is too shallow, one for the rest.

    Measures, cm: `soil_depth` (`>=` the minimum), the least of those that are deep enough.
    """

    kind: Literal["soil_depth"]
    role: Role
    minimum_cm: Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]

    def needs(self) -> Needs:
        """Ask for the points, and for the depths in the linked table."""
        return Needs(facts=("soil_points", "parcels"))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare each depth, then look for parcels without one."""
        every = {int(i): str(scene.parcels.id[i]) for i in scene.of(self.role)}
        filed = linked(scene)
        ids = {i: name for i, name in every.items() if _may_be_farmland(filed.planned_class[i])}
        if every and not ids:
            return [of_project(Status.NOT_APPLICABLE, message("rules.soil_no_farmland"))]
        apart = {folded(every[i]) for i in every.keys() - ids.keys()}
        points = scene.case.facts.project.soil_points
        depths = [
            (row.point, row.parcel_id or "", row.depth_cm)
            for row in points
            if folded(row.parcel_id or "") not in apart
        ]
        depth = filed.soil_depth_cm
        depths += [(ids[i], ids[i], float(depth[i])) for i in ids if not np.isnan(depth[i])]
        if not depths:
            return missing_facts(["soil_points"])
        result: list[Assessment] = []
        deep = [depth_cm for *_, depth_cm in depths if depth_cm >= self.minimum_cm]
        if deep:
            examined, measures = {"points": len(deep)}, [self._measure(min(deep))]
            result.append(of_project(Status.PASS, examined=examined, measures=measures))
        for point, parcel, depth_cm in depths:
            if depth_cm < self.minimum_cm:
                result.append(self._shallow(scene, point, parcel, depth_cm))
        measured_on = {folded(parcel) for _, parcel, _ in depths}
        without = sorted(name for name in ids.values() if folded(name) not in measured_on)
        if without:
            said = message("rules.soil_not_measured", parcels=without, count=len(without))
            result.append(of_project(Status.NOT_RUN, said))
        return result

    def _measure(self, depth: float) -> Measure:
        return measured("soil_depth", depth, "cm", operator=">=", threshold=self.minimum_cm)

    def _shallow(self, scene: Scene, point: str, parcel: str, depth: float) -> Assessment:
        measures = [self._measure(depth)]
        text = message(
            "rules.soil_shallow",
            point=point,
            parcel=parcel,
            depth=depth,
            minimum=self.minimum_cm,
            short=self.minimum_cm - depth,
        )
        names = [folded(str(name)) for name in scene.parcels.id]
        mine = [i for i in scene.of(self.role) if names[i] == folded(parcel)]
        finding = scene.finding(text, mine, measures=measures)
        return of_project(Status.FAIL, part=point, measures=measures, findings=[finding])


def _may_be_farmland(planned_class: str | None) -> bool:
    """Return whether a planned class is farmland; one that does not tell may be."""
    return belongs(planned_class, ["cultivated"]) is not False
