"""Figures, filed boundary and change survey agree, parcel by parcel (ZJ-B27, B28, D07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from gouhook_gis.domain.assessment import Assessment, Subject
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.reconciliation import Part, PartOutcome, ReconciledParcel
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, of_subject
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.reconciling.slots import RECONCILED_SLOTS
from gouhook_gis.rules.reconciling.table import reconciliation
from gouhook_gis.rules.scene import Scene

_PHOTOGRAPHS = "reconciled.photographs"


class Reconciled(Kind):
    """Each of `parts` of the 数线图对照表 agrees for every parcel of `roles`.

    What agrees, and by which thresholds of the profile (values from practice), the table says;
    this rule repeats its outcomes. With `photographs` each parcel is shown by one as well: without
    any `needs_review`. One assessment a part and parcel that does not agree, one a part for the
    others.

    Measures of a parcel: `difference` (m², the first of the two less the second).
    """

    kind: Literal["reconciled"]
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    photographs: bool = False

    def needs(self) -> Needs:
        """Use whatever the table is filled from."""
        return Needs(optional=RECONCILED_SLOTS, facts=("acceptance_date", "parcels"))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Repeat what the table says of each part, then look for photographs."""
        table = scene.once(reconciliation)
        if table is None:
            return [of_project(Status.NOT_RUN, message("reconciled.none"))]
        rows = {role: [row for row in table.rows if row.role is role] for role in self.roles}
        if not any(rows.values()):
            return [no_parcels(self.roles[0])]
        position = {str(key): i for i, key in enumerate(scene.parcels.key)}
        result: list[Assessment] = []
        for role, own in rows.items():
            for part in self.parts if own else ():
                outcomes = [
                    (row, outcome) for row in own for outcome in row.parts if outcome.part == part
                ]
                result += self._part(scene, role, part, outcomes, position)
            if own and self.photographs:
                result += self._shown(scene, role, own, position)
        return result

    def _part(
        self,
        scene: Scene,
        role: Role,
        part: Part,
        outcomes: Sequence[tuple[ReconciledParcel, PartOutcome]],
        position: dict[str, int],
    ) -> list[Assessment]:
        name = f"reconciled.{part}"
        if not outcomes:
            return [of_project(Status.NOT_RUN, message("reconciled.no_part", part=name), part=name)]
        result = []
        for status in (Status.PASS, Status.NOT_APPLICABLE):
            alike = [row for row, outcome in outcomes if outcome.status is status]
            if alike:
                subject = Subject(type="role", id=role.value)
                examined = {"parcels": len(alike)}
                result.append(of_subject(subject, status, part=name, examined=examined))
        for row, outcome in outcomes:
            if outcome.status not in (Status.PASS, Status.NOT_APPLICABLE):
                result.append(self._parcel(scene, name, row, outcome, position))
        return result

    def _parcel(
        self,
        scene: Scene,
        part: str,
        row: ReconciledParcel,
        outcome: PartOutcome,
        position: dict[str, int],
    ) -> Assessment:
        said = outcome.notes or (message("reconciled.differs", parcel=row.id, part=part),)
        difference = outcome.difference_m2
        measures = [] if difference is None else [measured("difference", difference, "m2")]
        subject = Subject(type="parcel", id=row.key)
        if outcome.status not in (Status.FAIL, Status.NEEDS_REVIEW):
            return of_subject(subject, outcome.status, said[0], part=part, measures=measures)
        i = position[row.key]
        shape = scene.parcels.geometry[i]
        findings = [scene.finding(each, [i], geometry=shape, measures=measures) for each in said]
        return of_subject(subject, outcome.status, part=part, measures=measures, findings=findings)

    def _shown(
        self,
        scene: Scene,
        role: Role,
        rows: Sequence[ReconciledParcel],
        position: dict[str, int],
    ) -> list[Assessment]:
        """Say which parcels no photograph shows."""
        without = [row for row in rows if not row.photographs]
        result = []
        if len(without) < len(rows):
            examined = {"parcels": len(rows) - len(without)}
            subject = Subject(type="role", id=role.value)
            result.append(of_subject(subject, Status.PASS, part=_PHOTOGRAPHS, examined=examined))
        if without:
            text = message("reconciled.no_photograph", parcels=[row.id for row in without])
            finding = scene.finding(text, [position[row.key] for row in without])
            status = Status.NEEDS_REVIEW
            result.append(of_project(status, part=_PHOTOGRAPHS, findings=[finding]))
        return result
