"""A date by a fixed day, for the projects that were there before (C09, C33)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.scene import Scene


class Deadline(Kind):
    """The date `fact` is `closes` at the latest, that day included.

    The rule is about projects whose date `earlier` lies before `before`; for others it is
    `not_applicable`. One assessment of the project; a missing date is `not_run`.

    Measures, days: `days_late` (`<=` 0).
    """

    kind: Literal["deadline"]
    fact: DateFact
    closes: date
    earlier: DateFact
    before: date

    def needs(self) -> Needs:
        """Ask for both dates."""
        return Needs(facts=(self.earlier, self.fact))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare with the last day."""
        facts = scene.case.facts.project
        known, day = getattr(facts, self.earlier), getattr(facts, self.fact)
        if known is None:
            return missing_facts([self.earlier])
        if known >= self.before:
            reason = message(
                "rules.deadline_not_meant",
                earlier=self.earlier,
                earlier_day=known.isoformat(),
                before=self.before.isoformat(),
            )
            return [of_project(Status.NOT_APPLICABLE, reason)]
        if day is None:
            return missing_facts([self.fact])
        late = (day - self.closes).days
        measures = [measured("days_late", late, "day", operator="<=", threshold=0.0)]
        if day <= self.closes:
            return [of_project(Status.PASS, examined={"dates": 2}, measures=measures)]
        text = message(
            "rules.deadline_over",
            fact=self.fact,
            day=day.isoformat(),
            closes=self.closes.isoformat(),
            late=late,
        )
        finding = scene.finding(text, measures=measures)
        return [of_project(Status.FAIL, measures=measures, findings=[finding])]
