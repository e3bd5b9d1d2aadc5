"""How near demolition parcels are to new construction (ZJ-B18)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.collect import marks
from gouhook_gis.geometry.distance import nearest_distance
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, unmeasurable
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.parameters import Metres
from gouhook_gis.rules.scene import Scene


class Nearness(Kind):
    """The mean distance from each parcel of `role` to the nearest of `other` is small.

    Distances are planar, edge to edge, 0 where parcels touch. The mean over the parcels of
    `role` decides; parcels farther than `distance_m` are listed where it fails. Without parcels
    of both roles the outcome is `not_run`.

    Measures, m: `mean_distance` (`<=` `distance_m`), `least_distance`, `greatest_distance`.
    """

    kind: Literal["nearness"]
    role: Role
    other: Role
    distance_m: Metres

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Measure the distances; one assessment of the project."""
        near, far = scene.measurable(self.role), scene.measurable(self.other)
        undone = unmeasurable(scene, [self.role, self.other])
        for role in (self.role, self.other):
            if not len(scene.of(role)):
                return [no_parcels(role)]
        if not len(near) or not len(far):
            return undone
        shapes = scene.parcels.geometry
        distances = nearest_distance(shapes[near], shapes[far])
        mean = measured(
            "mean_distance",
            math.fsum(distances) / len(distances),
            "m",
            operator="<=",
            threshold=self.distance_m,
        )
        measures = [
            mean,
            measured("least_distance", float(distances.min()), "m"),
            measured("greatest_distance", float(distances.max()), "m"),
        ]
        examined: dict[str, JsonValue] = {"parcels": len(near), "others": len(far)}
        if mean.holds:
            return [of_project(Status.PASS, examined=examined, measures=measures), *undone]
        beyond = near[distances > self.distance_m]
        finding = scene.finding(
            message(
                "rules.far_apart",
                role=self.role,
                other=self.other,
                mean=mean.value,
                greatest=float(distances.max()),
                limit=self.distance_m,
            ),
            beyond,
            geometry=marks(shapes[beyond]),
            measures=[mean],
        )
        return [
            of_project(Status.FAIL, examined=examined, measures=measures, findings=[finding]),
            *undone,
        ]
