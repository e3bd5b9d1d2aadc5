"""The quota is given back as planned, year by year (A26)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import QuotaReturn
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.papers import fact_word
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import NumberFact
from gouhook_gis.rules.scene import Scene

# The part of the assessment of the plan as a whole; the others are years.
PLAN = fact_word("quota_returns")


class ReturnPlan(Kind):
    """The years' plan gives back all of `quota`, and each year that is over kept to it.

    Planned: Σ planned ≥ quota. Done: by the end of each year before that of the law date, what
    was returned so far is no less than what was planned so far; returning early is not a fault.
    A missing quota, plan, or figure of a year that is over is `not_run`. One assessment for the
    plan, one a year.

    Measures, m²: `planned_return` (`>=` the quota), `returned` (`>=` what was planned by then).
    """

    kind: Literal["return_plan"]
    quota: NumberFact

    def needs(self) -> Needs:
        """Ask for the quota and its plan."""
        return Needs(facts=(self.quota, "quota_returns"))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Add up the plan, then follow it year by year."""
        facts = scene.case.facts.project
        undone = absent_facts(scene, (self.quota, "quota_returns"))
        if undone:
            return undone
        quota: float = getattr(facts, self.quota)
        rows = sorted(facts.quota_returns, key=lambda row: row.year)
        over = [row for row in rows if row.year < scene.case.law_date.date.year]
        return [self._plan(scene, rows, quota), *self._years(scene, over)]

    def _plan(self, scene: Scene, rows: Sequence[QuotaReturn], quota: float) -> Assessment:
        blank = [str(row.year) for row in rows if row.planned_m2 is None]
        if blank:
            return of_project(
                Status.NOT_RUN, message("rules.return_not_planned", years=blank), part=PLAN
            )
        planned = math.fsum(row.planned_m2 or 0.0 for row in rows)
        measures = [measured("planned_return", planned, "m2", operator=">=", threshold=quota)]
        if measures[0].holds:
            examined = {"years": len(rows)}
            return of_project(Status.PASS, part=PLAN, examined=examined, measures=measures)
        text = message("rules.return_plan_short", planned=planned, quota=quota)
        finding = scene.finding(text, measures=measures)
        return of_project(Status.FAIL, part=PLAN, measures=measures, findings=[finding])

    def _years(self, scene: Scene, rows: Sequence[QuotaReturn]) -> list[Assessment]:
        result: list[Assessment] = []
        for done, row in enumerate(rows, start=1):
            part, so_far = str(row.year), rows[:done]
            if any(r.returned_m2 is None or r.planned_m2 is None for r in so_far):
                said = message("rules.return_not_filed", year=row.year)
                result.append(of_project(Status.NOT_RUN, said, part=part))
                continue
            planned = math.fsum(r.planned_m2 or 0.0 for r in so_far)
            returned = math.fsum(r.returned_m2 or 0.0 for r in so_far)
            measures = [measured("returned", returned, "m2", operator=">=", threshold=planned)]
            if measures[0].holds:
                examined = {"years": 1}
                result.append(
                    of_project(Status.PASS, part=part, examined=examined, measures=measures)
                )
                continue
            text = message(
                "rules.return_behind",
                year=row.year,
                planned=planned,
                returned=returned,
                short=planned - returned,
            )
            finding = scene.finding(text, measures=measures)
            result.append(of_project(Status.FAIL, part=part, measures=measures, findings=[finding]))
        return result
