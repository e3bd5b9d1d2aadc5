"""Parcels must not lie on ground of another project that was filed (P01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.ground import filed
from gouhook_gis.rules.ground.values import text_of
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import TextFact
from gouhook_gis.rules.kinds.parameters import Slot
from gouhook_gis.rules.scene import Scene


class FiledOverlap(Kind):
    """The parcels of both roles share no ground with parcels of other projects in `slot`.

    Which project is this one says the fact `project`; without it the rule is `not_run`. Parcels
    of this project do not count, nor do those of projects that were ended (told as
    `cleared_overlap`). A parcel without a project, or of which nobody can tell whether it is 拆旧
    or 建新, is `needs_review`, any other `fail`: one finding a parcel and filed parcel. Slivers
    and coverage as in `forbidden_overlap`.

    Measures, m²: `overlap` (`<=` 0), `cleared_overlap`, `slivers`; a finding's own `overlap`.
    """

    kind: Literal["filed_overlap"]
    slot: Slot
    project: TextFact

    def needs(self) -> Needs:
        """Ask for the filed parcels with the codes of their projects, and for the own code."""
        return Needs(slots=(self.slot,), fields={self.slot: (filed.CODE,)}, facts=(self.project,))

    @property
    def role(self) -> Literal["any"]:
        """Return which parcels are examined: all."""
        return "any"

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel of the roles there are."""
        if self._own(scene) is None:
            reason = message("filed.overlap_no_code", fact=self.project)
            return [of_project(Status.NOT_RUN, reason)]
        return [
            assessment
            for role in Role
            if len(scene.of(role))
            for assessment in prohibition(
                scene, role, scene.measurable(role), self.slot, partial(self._of_role, scene, role)
            )
        ]

    def judge(self, scene: Scene, slot: str, features: Features, row: int) -> Judged:
        """Say how ground on the filed parcel at `row` counts."""
        own, project = self._own(scene), filed.project_of(features, row)
        if own is None or (project is not None and filed.same_project(project, own)):
            return Judged(None, told=False)
        if filed.ended(features, row):
            return Judged(None)
        role = filed.role_of(features, row)
        said = {
            "project": project or "",
            "other_role": role or "unknown",
            "state": text_of(features, filed.STATE, row),
        }
        if project is None:
            return Judged(Status.NEEDS_REVIEW, "filed.overlap_no_project", said)
        if role is None:
            return Judged(Status.NEEDS_REVIEW, "filed.overlap_no_role", said)
        return Judged(Status.FAIL, "filed.overlap", said)

    def _of_role(self, scene: Scene, role: Role, features: Features, row: int) -> Judged:
        judged = self.judge(scene, self.slot, features, row)
        return replace(judged, params={**judged.params, "role": role})

    def _own(self, scene: Scene) -> str | None:
        """Return the code of this project, None where it has none but blanks."""
        code = scene.case.facts.text(self.project)
        return code if code and folded(code) else None
