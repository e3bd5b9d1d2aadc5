"""New construction must not take in illegal land that is not settled (ZJ-B03)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal, Self

from pydantic import model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Stage, Status
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.outcomes import of_role
from gouhook_gis.rules.assessing.previous import not_compared, on_ground_brought_in
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.ground.values import day_of, text_of
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Name, Names, Slot
from gouhook_gis.rules.scene import Scene


class IllegalOverlap(Kind):
    """Parcels of `role` share no ground with a patch judged illegal and open on the law date.

    What a piece means is decided by the patch's own fields, blanks trimmed:

    - `verdict_field` in `cleared_values` (legal, pseudo-change): no hit, only counted;
    - in `illegal_values` and `state_field` in `open_values`: `fail`;
    - in `illegal_values` and `state_field` in `settled_values`: no hit where `date_field` is on
      or before the law date, `fail` where it is later, `needs_review` where it is missing;
    - anything else (a field missing, empty, or a value in no list): `needs_review`.

    At stage adjustment only the ground brought in since the earlier version counts, at other
    stages every parcel whole. Without an earlier version every parcel counts as brought in, and
    the assessment's reason says so; one that cannot be read is `not_run`. Slivers as in
    `forbidden_overlap`.

    Measures, m²: `overlap` (`<=` 0), `cleared_overlap` (on patches that are no hit), `slivers`;
    a finding's own `overlap`.
    """

    kind: Literal["illegal_overlap"]
    role: Role
    slot: Slot
    verdict_field: Name
    state_field: Name
    date_field: Name
    illegal_values: Names
    cleared_values: Names
    open_values: Names
    settled_values: Names

    @model_validator(mode="after")
    def _disjoint(self) -> Self:
        if set(self.illegal_values) & set(self.cleared_values):
            raise ValueError("a value is in both illegal_values and cleared_values")
        if set(self.open_values) & set(self.settled_values):
            raise ValueError("a value is in both open_values and settled_values")
        return self

    def needs(self) -> Needs:
        """Ask for the layer of illegal land."""
        return Needs(slots=(self.slot,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel, at an adjustment the ground brought in."""
        previous = scene.case.previous
        adjusting = scene.case.stage is Stage.ADJUSTMENT
        if adjusting and previous is not None:
            if previous.unreadable:
                return not_compared(previous)
            return on_ground_brought_in(scene, self.role, self._assess)
        found = self._assess(scene)
        if not adjusting:
            return found
        note = message("rules.all_brought_in")
        return [*found, of_role(self.role, Status.NOT_APPLICABLE, note)] if found else []

    def _assess(self, scene: Scene) -> Sequence[Assessment]:
        judge = partial(self.judge, scene, self.slot)
        return prohibition(scene, self.role, scene.measurable(self.role), self.slot, judge)

    def judge(self, scene: Scene, slot: str, features: Features, row: int) -> Judged:
        """Say how ground on the patch at `row` of those of `slot` counts on the law date."""
        verdict = text_of(features, self.verdict_field, row)
        state = text_of(features, self.state_field, row)
        if verdict in self.cleared_values:
            return Judged(None, "")
        if verdict in self.illegal_values and state in self.open_values:
            return Judged(Status.FAIL, "rules.illegal_open")
        if verdict in self.illegal_values and state in self.settled_values:
            settled = day_of(features, self.date_field, row)
            if settled is None:
                return Judged(Status.NEEDS_REVIEW, "rules.illegal_undated")
            if settled > scene.case.law_date.date:
                return Judged(Status.FAIL, "rules.illegal_settled_later")
            return Judged(None, "")
        return Judged(Status.NEEDS_REVIEW, "rules.illegal_unclear")
