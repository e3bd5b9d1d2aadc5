"""Transfer requests by a day of their year: 每年11月30日前 (C20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import RequestKind, TransferRequest
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.scene import Scene


class RequestDeadline(Kind):
    """Each request of the kind `request` is filed by `month` and `day` of its year, included.

    One assessment a request; no request at all is `not_run`.

    Measures, days: `days_late` (`<=` 0).
    """

    kind: Literal["request_deadline"]
    request: RequestKind
    month: Annotated[int, Field(strict=True, ge=1, le=12)]
    day: Annotated[int, Field(strict=True, ge=1, le=31)]

    @model_validator(mode="after")
    def _a_day_of_every_year(self) -> Self:
        date(2023, self.month, self.day)
        return self

    def needs(self) -> Needs:
        """Ask for the requests."""
        return Needs(facts=("transfer_requests",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare each request with the last day of its year."""
        rows = scene.case.facts.project.transfer_requests
        mine = sorted((r for r in rows if r.kind == self.request), key=lambda row: row.filed_on)
        if not mine:
            return missing_facts(["transfer_requests"])
        return [self._one(scene, row) for row in mine]

    def _one(self, scene: Scene, row: TransferRequest) -> Assessment:
        last = date(row.year, self.month, self.day)
        late, part = (row.filed_on - last).days, row.filed_on.isoformat()
        measures = [measured("days_late", late, "day", operator="<=", threshold=0.0)]
        if late <= 0:
            return of_project(Status.PASS, part=part, examined={"requests": 1}, measures=measures)
        text = message(
            "rules.request_late",
            request=f"request.{self.request}",
            year=row.year,
            day=part,
            last=last.isoformat(),
            late=late,
        )
        finding = scene.finding(text, measures=measures)
        return of_project(Status.FAIL, part=part, measures=measures, findings=[finding])
