"""New construction that was built and confirmed must not be taken out (ZJ-B04)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Literal

import numpy as np

from gouhook_gis.comparison.ground import beyond
from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Mask
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project, of_role
from gouhook_gis.rules.assessing.previous import on_ground_taken_out
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.ground.land import construction_land
from gouhook_gis.rules.ground.values import day_of, text_of
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.kinds.parameters import Name, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class BuiltTakenOut(Kind):
    """Ground that `role` lost since the earlier version was not built upon after the approval.

    Where the layer of changes is there it decides: a change from other land to construction land
    (`before_field` to `after_field`) dated (`date_field`) after `approval` is `fail`, without a
    date or a land class `needs_review`; an older one does not count. Else the latest survey
    decides: construction land there that was none in the survey before is `fail`; without a
    survey before that covers the ground it is `needs_review`. Slivers as in `forbidden_overlap`.
    `not_applicable` where nothing was taken out.

    Measures, m²: `overlap` (`<=` 0), `cleared_overlap`, `slivers`.
    """

    kind: Literal["built_taken_out"]
    role: Role
    changes: Slot
    before_field: Name
    after_field: Name
    date_field: Name
    survey_latest: Slot
    survey_before: Slot
    class_field: Name
    approval: DateFact

    def needs(self) -> Needs:
        """Ask for the earlier version and the approval; use the surveys that are there."""
        return Needs(
            optional=(self.changes, self.survey_latest, self.survey_before),
            facts=(self.approval,),
            previous=True,
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess the ground taken out."""
        return on_ground_taken_out(scene, self.role, self._assess)

    def _assess(self, ground: Scene) -> Sequence[Assessment]:
        approval = ground.case.facts.date(self.approval)
        if approval is None:
            return missing_facts([self.approval])
        if ground.edition(self.changes) is not None:
            judge = partial(self._changed, approval)
            return prohibition(ground, self.role, ground.measurable(self.role), self.changes, judge)
        if ground.edition(self.survey_latest) is not None:
            return self._by_surveys(ground)
        kinds = [layer_kind(self.changes), layer_kind(self.survey_latest)]
        return [of_project(Status.NOT_RUN, message("versions.no_survey", kinds=kinds))]

    def _changed(self, approval: date, features: Features, row: int) -> Judged:
        before, after = (text_of(features, f, row) for f in (self.before_field, self.after_field))
        if before is None or after is None:
            return Judged(Status.NEEDS_REVIEW, "versions.change_unclear")
        was, became = construction_land([before, after])
        if was or not became:
            return Judged(None, "")
        day = day_of(features, self.date_field, row)
        said = {"before": [before], "after": [after]}
        if day is None:
            return Judged(Status.NEEDS_REVIEW, "versions.built_undated", said)
        if day <= approval:
            return Judged(None, "")
        return Judged(Status.FAIL, "versions.built", {**said, "day": day.isoformat()})

    def _by_surveys(self, ground: Scene) -> Sequence[Assessment]:
        index = ground.measurable(self.role)
        known = ground.edition(self.survey_before) is not None
        if known:
            known = bool(ground.cover(self.survey_before, index).whole.all())
            features = ground.near(self.survey_before)
            built = features.geometries[self._built(features)]
            rest = beyond(ground.parcels.geometry[index], built, ground.plane)
            there = np.flatnonzero(rest.area > RESOLUTION["m2"])
            if not len(there):
                reason = message("versions.built_before", kind=layer_kind(self.survey_before))
                return [of_role(self.role, Status.PASS, reason, examined={"parcels": len(index)})]
            part = ground.parcels.on(index[there], rest.geometry[there], rest.area[there])
            ground = ground.over(part)

        def judge(features: Features, row: int) -> Judged:
            code = text_of(features, self.class_field, row)
            if code is None:
                return Judged(Status.NEEDS_REVIEW, "versions.change_unclear")
            if not construction_land([code])[0]:
                return Judged(None, "")
            if known:
                return Judged(Status.FAIL, "versions.built_since", {"after": [code]})
            return Judged(Status.NEEDS_REVIEW, "versions.built_unsure", {"after": [code]})

        return prohibition(
            ground, self.role, ground.measurable(self.role), self.survey_latest, judge
        )

    def _built(self, features: Features) -> Mask:
        column = features.columns.get(self.class_field, np.full(len(features), None, dtype=object))
        return construction_land(column)
