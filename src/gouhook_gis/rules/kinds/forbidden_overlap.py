"""Parcels of a role must not overlap a layer (ZJ-B01, B02, B34, B05, B09, B11, B13 …)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal, Self

from pydantic import model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.land_class import Land
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.by_value import ByValue
from gouhook_gis.rules.assessing.outcomes import of_role
from gouhook_gis.rules.assessing.previous import on_ground_brought_in
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.assessing.unlinked import unlinked
from gouhook_gis.rules.ground.planned import becoming
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import OnHit, Slot
from gouhook_gis.rules.scene import Scene


class ForbiddenOverlap(Kind):
    """The parcels of `role` ("any": all) share no ground with the features in `slot` and in
    `also`, beyond slivers.

    One finding a parcel and feature; a hit gives `on_hit`. With `judged` the feature's own value
    says whether it counts (it is asked of `slot` alone). With `ground: brought_in` only ground
    counts that the role gained since the earlier version. Slivers of the profile are summed:
    above 1 m² a parcel or 10 m² in all the outcome is `needs_review`. Absence is evidence only
    where the layer's coverage is known.

    Measures, m²: `overlap` (union of the pieces, `<=` 0), `slivers`; a finding's own `overlap`.
    """

    kind: Literal["forbidden_overlap"]
    role: Role | Literal["any"]
    slot: Slot
    on_hit: OnHit = "fail"
    also: tuple[Slot, ...] = ()
    judged: ByValue | None = None
    ground: Literal["whole", "brought_in"] = "whole"
    becoming: Land | None = None

    @model_validator(mode="after")
    def _slots_once(self) -> Self:
        if len({self.slot, *self.also}) != 1 + len(self.also):
            raise ValueError("a slot stands in slot or once in also")
        return self

    def needs(self) -> Needs:
        """Ask for the layers, for an earlier version where only new ground counts, and for the
        挂接表 where the planned class does.
        """
        return Needs(
            slots=(self.slot, *self.also),
            previous=self.ground == "brought_in",
            facts=("parcels",) if self.becoming else (),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel of the role, or the ground it gained."""
        found: list[Assessment] = []
        for role in Role if self.role == "any" else (self.role,):
            if not len(scene.of(role)) and self.role == "any":
                continue
            if self.ground == "brought_in":
                found += on_ground_brought_in(scene, role, partial(self._assess, role))
            else:
                found += self._assess(role, scene)
        return found

    def _assess(self, role: Role, scene: Scene) -> list[Assessment]:
        index, beside = scene.measurable(role), list[Assessment]()
        if self.becoming:
            index, untold = becoming(scene, index, self.becoming)
            beside = unlinked(scene, role, untold, "planned_class")
            if not len(index):
                reason = message("overlap.none_becoming", land=f"becoming.{self.becoming}")
                return beside or [of_role(role, Status.NOT_APPLICABLE, reason)]
        return beside + [
            assessment
            for slot in (self.slot, *self.also)
            for assessment in prohibition(
                scene, role, index, slot, partial(self.judge, scene, slot)
            )
        ]

    def judge(self, scene: Scene, slot: str, features: Features, row: int) -> Judged:
        """Say how ground on the feature at `row` of those of `slot` counts."""
        status = Status(self.on_hit)
        if self.judged is not None and slot == self.slot:
            return self.judged.judge(features, row, status)
        return Judged(status, "rules.overlap" if self.on_hit == "fail" else "rules.overlap_review")
