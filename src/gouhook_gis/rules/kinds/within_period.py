"""One date within a period after another: 三年内, 10个工作日内 (C03–C06, C08, C19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.project_facts import ProjectFacts
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.periods import Unit, UnknownYearError, last_day, workdays_taken
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact, TextFact
from gouhook_gis.rules.kinds.parameters import Count
from gouhook_gis.rules.scene import Scene


class Extension(Model):
    """A longer period of `limit` units, from the same start, by a `document`.

    It ends earlier where the document says `until`. A document `granted` before `counts_from` is
    none; one granted before the period began is of something else (`needs_review`). A date beyond
    the ordinary period without a document is `without`.
    """

    document: TextFact
    granted: DateFact
    until: DateFact
    limit: Count
    counts_from: date | None = None
    without: Literal["fail", "needs_review"] = "fail"


@dataclass(frozen=True)
class Ruling:
    """The status, the last day the end might have fallen on, and what there is to say."""

    status: Status
    last: date
    said: str = ""


class WithinPeriod(Kind):
    """`end` falls within `limit` `unit`s after `start`; the day of `start` is not counted.

    Months and years go by the calendar, to the day of the same number; working days by the
    official holiday arrangements, a year without one being `needs_review`. An end before its
    start is `needs_review`: a date is wrong. `extension` lengthens the period. One assessment of
    the project; a missing date is `not_run`.

    Measures: `days_taken` in days (or `workdays_taken` in working days) `<=` what is allowed.
    """

    kind: Literal["within_period"]
    start: DateFact
    end: DateFact
    limit: Count
    unit: Unit
    extension: Extension | None = None

    def needs(self) -> Needs:
        """Ask for both dates, and for the extension where there may be one."""
        more = self.extension
        extra = (more.document, more.granted, more.until) if more else ()
        return Needs(facts=(self.start, self.end, *extra))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Find the last day allowed, and compare."""
        facts = scene.case.facts.project
        start, end = getattr(facts, self.start), getattr(facts, self.end)
        undone = absent_facts(scene, (self.start, self.end))
        if undone:
            return undone
        if end < start:
            return [self._found(scene, Status.NEEDS_REVIEW, "rules.period_reversed", start, end)]
        try:
            ruling = self._ruling(facts, start, end)
            measure = self._measure(start, end, ruling.last)
        except UnknownYearError as unknown:
            said = "rules.period_year_unknown"
            return [self._found(scene, Status.NEEDS_REVIEW, said, start, end, year=unknown.year)]
        if ruling.status is Status.PASS:
            note = self._said(ruling.said, start, end, last=ruling.last) if ruling.said else None
            examined = {"dates": 2}
            return [of_project(Status.PASS, note, examined=examined, measures=[measure])]
        found = self._found(scene, ruling.status, ruling.said, start, end, measure, ruling.last)
        return [found]

    def _ruling(self, facts: ProjectFacts, start: date, end: date) -> Ruling:
        last, more = last_day(start, self.limit, self.unit), self.extension
        if end <= last:
            return Ruling(Status.PASS, last)
        if more is None:
            return Ruling(Status.FAIL, last, "rules.period_over")
        longest = last_day(start, more.limit, self.unit)
        if end > longest:
            return Ruling(Status.FAIL, longest, "rules.period_over_longest")
        if getattr(facts, more.document) is None:
            return Ruling(Status(more.without), last, "rules.period_not_extended")
        granted, until = getattr(facts, more.granted), getattr(facts, more.until)
        if more.counts_from and granted is None:
            return Ruling(Status.NEEDS_REVIEW, last, "rules.extension_undated")
        if granted is not None and granted < start:
            return Ruling(Status.NEEDS_REVIEW, last, "rules.extension_before_start")
        if more.counts_from and granted < more.counts_from:
            return Ruling(Status.FAIL, last, "rules.extension_too_early")
        if until is not None and end > until:
            return Ruling(Status.FAIL, until, "rules.period_over_extended")
        return Ruling(Status.PASS, min(until or longest, longest), "rules.period_extended")

    def _measure(self, start: date, end: date, last: date) -> Measure:
        if self.unit == "workdays":
            taken, allowed = workdays_taken(start, end), workdays_taken(start, last)
            name, unit = "workdays_taken", "workday"
        else:
            taken, allowed = (end - start).days, (last - start).days
            name, unit = "days_taken", "day"
        return measured(name, taken, unit, operator="<=", threshold=allowed)

    def _said(self, said: str, start: date, end: date, **more: date | int) -> Message:
        values = {key: v.isoformat() if isinstance(v, date) else v for key, v in more.items()}
        return message(
            said,
            start=self.start,
            start_day=start.isoformat(),
            end=self.end,
            end_day=end.isoformat(),
            limit=self.limit,
            longest=self.extension.limit if self.extension else self.limit,
            unit=f"unit.{self.unit}",
            **values,
        )

    def _found(
        self,
        scene: Scene,
        status: Status,
        said: str,
        start: date,
        end: date,
        measure: Measure | None = None,
        last: date | None = None,
        **more: int,
    ) -> Assessment:
        """Return an outcome with its one finding."""
        measures = [measure] if measure else []
        params = {"last": last, "late": (end - last).days, **more} if last else dict(more)
        text = self._said(said, start, end, **params)
        finding = scene.finding(text, measures=measures)
        return of_project(status, measures=measures, findings=[finding])
