"""Reclaimed land lies beside farmland (ZJ-B20)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.geometry.distance import border, nearest_distance
from gouhook_gis.geometry.overlay import union
from gouhook_gis.reference.meeting import meeting
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, unmeasurable
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.ground.bounds import Between, compared
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD, classified
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Metres, Share, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class FarmlandBorder(Kind):
    """At least `minimum_share` of the boundary of the parcels of `role` lies within `distance_m`
    of farmland of the survey `survey`. Where the survey does not cover them all, too small a
    share is `needs_review`.

    Parcels that touch are one piece of ground, so that lines between them do not count. Lengths
    and distances are planar. A patch without a class is tried both ways; where it decides the
    outcome is `needs_review`.

    Measures: `border_share` (`>=` `minimum_share`), `border_length`, `boundary_length` (m),
    `remote_parcels`: how many have no farmland within the distance.
    """

    kind: Literal["farmland_border"]
    role: Role
    survey: Slot
    distance_m: Metres
    minimum_share: Share

    def needs(self) -> Needs:
        """Ask for the survey before."""
        return Needs(slots=(self.survey,), fields={self.survey: (CLASS_FIELD,)})

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Measure the lines; one assessment of the project."""
        if not len(scene.of(self.role)):
            return [no_parcels(self.role)]
        undone = unmeasurable(scene, [self.role])
        if undone:
            return undone
        index = scene.measurable(self.role)
        features = self._around(scene, index)
        fields, unknown = classified(
            features.columns.get(CLASS_FIELD), len(features), ["cultivated"]
        )
        ground = union(scene.parcels.geometry[index])
        sure = border(ground, features.geometries[fields], self.distance_m)
        most = border(ground, features.geometries[fields | unknown], self.distance_m)
        share = Between(sure.near / sure.whole, most.near / most.whole)
        seen = scene.cover(self.survey, index).whole.all()
        status = compared(share, ">=", Between(self.minimum_share, self.minimum_share), "ratio")
        if status is Status.FAIL and not seen:
            status = Status.NEEDS_REVIEW  # farmland may lie where the survey does not reach
        apart = nearest_distance(scene.parcels.geometry[index], features.geometries[fields])
        remote = index[apart > self.distance_m]
        measures = [
            measured(
                "border_share", share.low, "ratio", operator=">=", threshold=self.minimum_share
            ),
            measured("border_length", sure.near, "m"),
            measured("boundary_length", sure.whole, "m"),
            measured("remote_parcels", len(remote), "count"),
        ]
        findings = []
        if status is not Status.PASS:
            said = (
                "rules.farmland_apart" if status is Status.FAIL else "rules.farmland_apart_unclear"
            )
            text = message(
                said,
                share=share.low,
                most=share.high,
                minimum=self.minimum_share,
                distance=self.distance_m,
                parcels=[str(scene.parcels.id[i]) for i in remote],
            )
            findings.append(
                scene.finding(
                    text,
                    remote,
                    geometry=sure.apart,
                    kind=layer_kind(self.survey),
                    measures=measures[:1],
                    traces=[layer_kind(self.survey)],
                )
            )
        examined = {"parcels": len(index), "features": int(np.sum(fields))}
        return [
            of_project(status, examined=examined, measures=measures, findings=findings),
            *coverage_outcomes(scene, self.survey, index),
        ]

    def _around(self, scene: Scene, index: Index) -> Features:
        layer, shapes = scene.case.slots[self.survey].layer_id, scene.parcels.geometry[index]
        found = scene.in_plane(scene.store.near(layer, shapes, scene.plane, self.distance_m))
        return meeting(found, shapes, self.distance_m)
