"""New construction must not take in illegal land that is not settled (ZJ-B03)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Assessment
from gouhook_gis.domain.words import Role, Stage, Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.outcomes import of_role, unmeasurable
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Name, Names, Slot
from gouhook_gis.rules.scene import Scene

# 20240112, 2024-1-12, 2024/01/12, 2024.1.12, 2024年1月12日; a time of day may follow.
_DATE = re.compile(
    r"(\d{4})(?:(\d{2})(\d{2})(?!\d)|\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d))"
)


class IllegalOverlap(Kind):
    """Parcels of `role` share no ground with a patch judged illegal and open on the law date.

    What a piece means is decided by the patch's own fields, blanks trimmed:

    - `verdict_field` in `cleared_values` (legal, pseudo-change): no hit, only counted;
    - in `illegal_values` and `state_field` in `open_values`: `fail`;
    - in `illegal_values` and `state_field` in `settled_values`: no hit where `date_field` is on
      or before the law date, `fail` where it is later, `needs_review` where it is missing;
    - anything else (a field missing, empty, or a value in no list): `needs_review`.

    At stage adjustment only parcels brought in since the previous version count (new content),
    at other stages all. Without a previous version every parcel counts as brought in, and the
    assessment's reason says so. Slivers as in `forbidden_overlap`.

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
        """Assess every parcel brought in."""
        index = self._brought_in(scene)
        if len(scene.measurable(self.role)) and not len(index):
            nothing = message("rules.none_brought_in")
            return [
                *unmeasurable(scene, [self.role]),
                of_role(self.role, Status.NOT_APPLICABLE, nothing),
            ]
        found = prohibition(scene, self.role, index, self.slot, partial(self._judge, scene))
        if scene.case.previous is not None:
            return found
        note = message("rules.all_brought_in")
        return [a if a.reason else a.model_copy(update={"reason": note}) for a in found]

    def _brought_in(self, scene: Scene) -> Index:
        index = scene.measurable(self.role)
        previous = scene.case.previous
        if scene.case.stage is not Stage.ADJUSTMENT or previous is None:
            return index
        before = {p.content_id for p in previous.parcels if p.role is self.role}
        parcels = scene.parcels.parcels
        return np.array([i for i in index if parcels[i].content_id not in before], dtype=np.intp)

    def _judge(self, scene: Scene, features: Features, row: int) -> Judged:
        verdict = _text(features, self.verdict_field, row)
        state = _text(features, self.state_field, row)
        if verdict in self.cleared_values:
            return Judged(None, "")
        if verdict in self.illegal_values and state in self.open_values:
            return Judged(Status.FAIL, "rules.illegal_open")
        if verdict in self.illegal_values and state in self.settled_values:
            settled = _day(features, self.date_field, row)
            if settled is None:
                return Judged(Status.NEEDS_REVIEW, "rules.illegal_undated")
            if settled > scene.case.law_date.date:
                return Judged(Status.FAIL, "rules.illegal_settled_later")
            return Judged(None, "")
        return Judged(Status.NEEDS_REVIEW, "rules.illegal_unclear")


def _text(features: Features, field: str, row: int) -> str | None:
    column = features.columns.get(field)
    value = None if column is None else column[row]
    return None if value is None else str(value).strip()


def _day(features: Features, field: str, row: int) -> date | None:
    found = _DATE.match(_text(features, field, row) or "")
    try:
        return None if found is None else date(*map(int, filter(None, found.groups())))
    except ValueError:
        return None
