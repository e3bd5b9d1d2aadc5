"""Reclaimed farmland is not left untilled (ZJ-B35)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.land_class import belongs
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.later_survey import not_later
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD
from gouhook_gis.rules.ground.values import text_of
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.kinds.parameters import Name, Names, Slot
from gouhook_gis.rules.scene import Scene


class FarmlandTilled(Kind):
    """No farmland of `survey_latest` on the parcels of `role` has one of `idle_values` in
    `planting_field`; the edition is of a later year than `accepted`.

    Farmland without a value is `needs_review`; land of another class is not looked at here.
    Slivers as in `forbidden_overlap`.

    Measures, m²: `overlap` (`<=` 0), `slivers`.
    """

    kind: Literal["farmland_tilled"]
    role: Role
    survey_latest: Slot
    accepted: DateFact
    planting_field: Name
    idle_values: Names

    def needs(self) -> Needs:
        """Ask for the latest survey with its planting codes, and the day of acceptance."""
        return Needs(
            slots=(self.survey_latest,),
            fields={self.survey_latest: (CLASS_FIELD, self.planting_field)},
            facts=(self.accepted,),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel."""
        undone = not_later(scene, self.survey_latest, self.role, self.accepted)
        if undone:
            return undone
        index = scene.measurable(self.role)
        return prohibition(scene, self.role, index, self.survey_latest, self._judge)

    def _judge(self, features: Features, row: int) -> Judged:
        tilled = belongs(text_of(features, CLASS_FIELD, row), ["cultivated"])
        planting = text_of(features, self.planting_field, row)
        if tilled is None:
            return Judged(Status.NEEDS_REVIEW, "kept.class_unknown")
        if not tilled:
            return Judged(None, told=False)
        if planting is None:
            return Judged(Status.NEEDS_REVIEW, "kept.planting_unknown")
        if planting.upper() not in self.idle_values:
            return Judged(None, told=False)
        return Judged(Status.FAIL, "kept.idle", {"planting": planting})
