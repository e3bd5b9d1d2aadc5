"""What was noticed while reading the submission (F01 to F15, F17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import JsonValue

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding, Subject
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.submission import Issue
from gouhook_gis.domain.words import Status, worst
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Name
from gouhook_gis.rules.scene import Scene

IssueOutcome = Literal["fail", "needs_review", "pass"]
Examined = Literal["files", "layers", "parcels", "workbooks", "linked_rows", "texts", "photographs"]
# Where a case may do without: none of these is nothing to examine, not something missing.
_OPTIONAL = ("workbooks", "linked_rows", "texts", "photographs")


class IntakeIssues(Kind):
    """Issues whose message id is `prefix` + "." + suffix, each with the outcome of its suffix.

    A suffix not in `outcomes` gives `otherwise`; a fatal issue fails whatever is said here. No
    issue is a pass where the case holds any of what the rule `looks_at`; else nothing was
    examined, or, without a workbook, a row of the 挂接表, a text beside the layers or a
    photograph, there is nothing to examine. One finding an issue, those that pass included (they
    inform).

    Measures: `issues` (count).
    """

    kind: Literal["intake_issues"]
    prefix: Name
    looks_at: Examined = "layers"
    outcomes: dict[Name, IssueOutcome] = {}
    otherwise: IssueOutcome

    def needs(self) -> Needs:
        """Run also on what cannot be read: that is what this kind is about."""
        return Needs(works_on_unreadable=True)

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Return one assessment a subject with issues, else one pass for the whole submission;
        none where it holds nothing to look at.
        """
        submission = scene.case.submission
        position = {str(key): i for i, key in enumerate(scene.parcels.key)}
        by_subject: dict[tuple[str, str], list[Issue]] = {}
        for issue in submission.issues:
            if issue.message.id.startswith(f"{self.prefix}."):
                by_subject.setdefault((issue.subject_type, issue.subject), []).append(issue)
        examined: dict[str, JsonValue] = {
            "files": len(submission.files),
            "layers": len(submission.layers),
            "parcels": len(submission.parcels),
        }
        if self.looks_at == "workbooks":
            examined = {"workbooks": int(submission.workbook is not None)}
        elif self.looks_at == "linked_rows":
            examined = {"linked_rows": len(scene.case.facts.project.parcels)}
        elif self.looks_at == "texts":
            own = {parcel.place.file for parcel in submission.parcels}
            examined = {"texts": sum(text.file not in own for text in submission.boundaries)}
        elif self.looks_at == "photographs":
            examined = {"photographs": len(submission.photographs)}
        if not by_subject:
            if not examined[self.looks_at] and self.looks_at in _OPTIONAL:
                none_said = message(f"rules.no_{self.looks_at}")
                return [of_project(Status.NOT_APPLICABLE, none_said, examined=examined)]
            if not examined[self.looks_at]:
                return []
            none = measured("issues", 0, "count")
            return [of_project(Status.PASS, examined=examined, measures=[none])]
        return [
            Assessment(
                subject=_subject(kind, subject),
                part=str(scene.parcels.role[position[subject]]) if subject in position else "",
                status=worst([self._outcome(issue) for issue in issues]),
                examined=examined,
                measures=(measured("issues", len(issues), "count"),),
                findings=tuple(self._finding(scene, issue, position) for issue in issues),
            )
            for (kind, subject), issues in sorted(by_subject.items())
        ]

    def _outcome(self, issue: Issue) -> Status:
        if issue.fatal:
            return Status.FAIL
        suffix = issue.message.id.removeprefix(f"{self.prefix}.")
        return Status(self.outcomes.get(suffix, self.otherwise))

    def _finding(self, scene: Scene, issue: Issue, position: dict[str, int]) -> Finding:
        own = [position[issue.subject]] if issue.subject in position else []
        shape = None
        if issue.geometry is not None:
            shape = to_epsg(
                shapely.from_wkb(np.array([issue.geometry.wkb], dtype=object)),
                issue.geometry.epsg,
                scene.plane,
            )[0]
        elif own and scene.parcels.measurable[own[0]]:
            shape = shapely.point_on_surface(scene.parcels.geometry[own[0]])
        return scene.finding(issue.message, own, geometry=shape)


def _subject(kind: str, subject: str) -> Subject:
    return Subject.model_validate(
        {"type": "project" if kind == "submission" else kind, "id": subject}
    )
