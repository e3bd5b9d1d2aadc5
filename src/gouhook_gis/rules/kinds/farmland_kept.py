"""Reclaimed farmland is still farmland in the latest survey (ZJ-B29)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import numpy as np

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.land_class import belongs
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.geometry.overlay import unions
from gouhook_gis.reference.slots import edition_year
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.classless import classless
from gouhook_gis.rules.assessing.later_survey import not_later
from gouhook_gis.rules.assessing.outcomes import of_project, of_role
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.assessing.unseen import unseen
from gouhook_gis.rules.ground.land_after import AFTER
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD, SurveyLand, survey_land
from gouhook_gis.rules.ground.values import text_of
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.kinds.parameters import Names, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class FarmlandKept(Kind):
    """Farmland that was reclaimed on the parcels of `role` is farmland in `survey_latest`, an
    edition of a later year than `accepted`, and no satellite patch lies on it.

    What was farmland at acceptance the survey of that time shows (`land_use@after`): ground of it
    on another class fails; what it does not show, or not with a class, is said. Without a survey
    of that time earlier than the latest the whole parcel is looked at, and ground on a
    class that is neither farmland nor one of `ancillary` (it may never have been farmland) is
    `needs_review`. A patch in `patches` is a clue, and `needs_review`; without that layer this
    part is `not_run`. Slivers as in `forbidden_overlap`.

    Measures, m²: `overlap` (`<=` 0), `slivers`.
    """

    kind: Literal["farmland_kept"]
    role: Role
    survey_latest: Slot
    accepted: DateFact
    ancillary: Names
    patches: Slot

    def needs(self) -> Needs:
        """Ask for the latest survey and the day of acceptance."""
        return Needs(
            slots=(self.survey_latest,),
            fields={self.survey_latest: (CLASS_FIELD,)},
            facts=(self.accepted,),
            optional=(AFTER, self.patches),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel against the survey, then against the patches."""
        undone = not_later(scene, self.survey_latest, self.role, self.accepted)
        if undone:
            return undone
        index = scene.measurable(self.role)
        land = None
        if self._earlier(scene):
            land = survey_land(scene, AFTER, index, ["cultivated"])
        known = land is not None
        ground = scene if land is None else self._farmland(scene, index, land)
        own = ground.measurable(self.role)
        untold = [] if land is None else [*unseen(scene, land), *classless(scene, land)]
        if not len(own):
            reason = message("kept.no_farmland")
            return untold or [of_role(self.role, Status.NOT_APPLICABLE, reason)]
        judge = partial(self._judge, known=known)
        found = prohibition(ground, self.role, own, self.survey_latest, judge)
        found += untold
        if scene.edition(self.patches) is None:
            reason = message(
                "engine.layer_missing", kind=layer_kind(self.patches), slot=self.patches
            )
            return [*found, of_project(Status.NOT_RUN, reason)]
        return [*found, *prohibition(ground, self.role, own, self.patches, _patch)]

    def _earlier(self, scene: Scene) -> bool:
        """Whether a survey of the time of acceptance is there that the latest can be held to."""
        accepted, latest = scene.edition(AFTER), scene.case.slots[self.survey_latest]
        return accepted is not None and edition_year(accepted) < edition_year(latest)

    def _farmland(self, scene: Scene, index: Index, land: SurveyLand) -> Scene:
        """Return the scene of what was farmland at acceptance, and of parcels without a shape."""
        pieces = land.pieces
        there, group = np.unique(pieces.left, return_inverse=True)
        lost = np.setdiff1d(scene.of(self.role), index)
        shapes = np.full(len(there) + len(lost), None, dtype=object)
        shapes[: len(there)] = unions(pieces.geometry, group) if len(there) else None
        area = official_area(shapes, scene.plane)
        return scene.over(scene.parcels.on(np.concatenate([there, lost]), shapes, area))

    def _judge(self, features: Features, row: int, *, known: bool) -> Judged:
        code = text_of(features, CLASS_FIELD, row)
        tilled = belongs(code, ["cultivated"])
        if tilled or (not known and code in self.ancillary):
            return Judged(None, told=False)
        if tilled is None:
            return Judged(Status.NEEDS_REVIEW, "kept.class_unknown")
        said = {"after": [code or ""]}
        if known:
            return Judged(Status.FAIL, "kept.changed", said)
        return Judged(Status.NEEDS_REVIEW, "kept.changed_unsure", said)


def _patch(features: Features, row: int) -> Judged:
    return Judged(Status.NEEDS_REVIEW, "kept.patch")
