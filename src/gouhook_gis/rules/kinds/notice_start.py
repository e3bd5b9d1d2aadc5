"""A public notice put up within days of an event: 实施完成后30日内公示 (C15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import Notice, NoticeKind
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.notices import no_notice, notice_word, notices_of, part_of
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.kinds.parameters import Count
from gouhook_gis.rules.scene import Scene


class NoticeStart(Kind):
    """Every notice of the kind `notice` begins within `days` of the date `after`.

    The day of `after` is not counted. A notice that began before it is `needs_review`: it cannot
    tell of what came after. A late one does not count where another began in time in the same
    place, by its name (`not_applicable`). No notice, or no date, is `not_run`. One assessment a
    notice.

    Measures, days: `days_taken` (`<=` `days`).
    """

    kind: Literal["notice_start"]
    notice: NoticeKind
    after: DateFact
    days: Count

    def needs(self) -> Needs:
        """Ask for the notices and the date."""
        return Needs(facts=(self.after, "notices"))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Count the days from the date to each notice."""
        after: date | None = getattr(scene.case.facts.project, self.after)
        if after is None:
            return missing_facts([self.after])
        rows = notices_of(scene, self.notice)
        if not rows:
            return [no_notice(self.notice)]
        met = {row.place for row in rows if row.place and self._in_time(row, after)}
        return [self._notice(scene, row, after, again=row.place in met) for row in rows]

    def _in_time(self, row: Notice, after: date) -> bool:
        return 0 <= (row.start - after).days <= self.days

    def _notice(self, scene: Scene, row: Notice, after: date, *, again: bool) -> Assessment:
        days, part = (row.start - after).days, part_of(row)
        measures = [measured("days_taken", days, "day", operator="<=", threshold=self.days)]
        if self._in_time(row, after):
            return of_project(Status.PASS, part=part, examined={"notices": 1}, measures=measures)
        if again and days > 0:
            said = message(
                "rules.notice_again",
                notice=notice_word(row.kind),
                place=row.place or "",
                start=row.start.isoformat(),
            )
            return of_project(Status.NOT_APPLICABLE, said, part=part)
        text = message(
            "rules.notice_late" if days > 0 else "rules.notice_before",
            notice=notice_word(row.kind),
            place=row.place or "",
            start=row.start.isoformat(),
            after=self.after,
            after_day=after.isoformat(),
            limit=self.days,
            late=days - self.days,
        )
        finding = scene.finding(text, measures=measures)
        status = Status.FAIL if days > 0 else Status.NEEDS_REVIEW
        return of_project(status, part=part, measures=measures, findings=[finding])
