"""A report for every month, quarter or half-year of a project (C07, C24, C34)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import ReportPeriod
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import absent_facts, missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.periods import reports_due
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.scene import Scene


class ReportsComplete(Kind):
    """Between `start` and `end` there is a report for each `period` of the calendar.

    With `counts` "touched" every period with a day between the two counts, with "ended" only those
    that end by then. Months are looked for in the monthly progress, quarters and half-years among
    the written reports. A period without a report is a `fail`, a report without its date, or dated
    before its period began, `needs_review`. No report at all, or a missing date, is `not_run`; no
    period to report on is `not_applicable`, an end before its start `needs_review`: a date is
    wrong. One assessment for what is there, one for each that is not.

    Measures: `reports` (`>=` those due).
    """

    kind: Literal["reports_complete"]
    period: ReportPeriod
    start: DateFact
    end: DateFact
    counts: Literal["touched", "ended"]

    @property
    def _table(self) -> str:
        return "progress" if self.period == "month" else "written_reports"

    def needs(self) -> Needs:
        """Ask for the two dates and the reports."""
        return Needs(facts=(self.start, self.end, self._table))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Look for each report that is due."""
        facts = scene.case.facts.project
        start, end = getattr(facts, self.start), getattr(facts, self.end)
        undone = absent_facts(scene, (self.start, self.end))
        if undone:
            return undone
        if end < start:
            return [self._reversed(scene, start, end)]
        due = {
            name: first
            for name, first, _ in reports_due(start, end, self.period, ended=self._ended)
        }
        if not due:
            said = message("rules.no_report_due", start=start.isoformat(), end=end.isoformat())
            return [of_project(Status.NOT_APPLICABLE, said)]
        reported = self._reported(scene)
        if not reported:
            return missing_facts([self._table])
        result: list[Assessment] = []
        whole = 0
        for name, first in due.items():
            day = reported.get(name)
            if name not in reported:
                result.append(self._one(scene, Status.FAIL, "rules.report_missing", name))
            elif day is None:
                result.append(self._one(scene, Status.NEEDS_REVIEW, "rules.report_undated", name))
            elif day < first:
                early = "rules.report_too_early"
                result.append(self._one(scene, Status.NEEDS_REVIEW, early, name, day))
            else:
                whole += 1
        if whole:
            counted = measured("reports", whole, "count", operator=">=", threshold=len(due))
            result.append(of_project(Status.PASS, examined={"reports": whole}, measures=[counted]))
        return result

    @property
    def _ended(self) -> bool:
        return self.counts == "ended"

    def _reported(self, scene: Scene) -> Mapping[str, date | None]:
        """Return the day of the report on each period, None where none of its rows has one."""
        facts = scene.case.facts.project
        if self.period == "month":
            rows = [(row.month, row.reported_on) for row in facts.progress]
        else:
            rows = [(row.period, row.reported_on) for row in facts.written_reports]
        found: dict[str, date | None] = {}
        for name, day in rows:
            found[name] = found.get(name) or day
        return found

    def _reversed(self, scene: Scene, start: date, end: date) -> Assessment:
        text = message(
            "rules.reports_reversed",
            start=self.start,
            start_day=start.isoformat(),
            end=self.end,
            end_day=end.isoformat(),
        )
        return of_project(Status.NEEDS_REVIEW, findings=[scene.finding(text)])

    def _one(
        self, scene: Scene, status: Status, said: str, name: str, day: date | None = None
    ) -> Assessment:
        told = day.isoformat() if day else ""
        finding = scene.finding(message(said, period=name, table=self._table, day=told))
        return of_project(status, part=name, findings=[finding])
