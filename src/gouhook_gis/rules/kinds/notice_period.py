"""Public notices that must hang for some days: 公示期不少于30日 (C14, C16, C31)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.project_facts import Notice, NoticeKind
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.notices import no_notice, notice_word, notices_of, part_of
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.papers import guarded
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact, Where
from gouhook_gis.rules.kinds.parameters import Count
from gouhook_gis.rules.scene import Scene


class RequiredNotice(Model):
    """A kind of notice that is required, of every project or `where` a fact says so.

    It tells of what happened on the date `after` and does not begin before it.
    """

    notice: NoticeKind
    where: Where | None = None
    after: DateFact | None = None


class NoticePeriod(Kind):
    """Every notice of the kinds in `notices` hangs for at least `minimum_days`.

    The first day is not counted, so that last − first ≥ `minimum_days`. A kind without a notice,
    and a notice without its last day, is `not_run`; one that ends before it begins, or begins
    before what it tells of (where that date is known), is `needs_review`: a date is wrong. A
    notice that is too short does not count where another of its
    kind hung long enough in the same place, by its name (`not_applicable`). One assessment a
    notice.

    Measures, days: `notice_days` (`>=` the minimum).
    """

    kind: Literal["notice_period"]
    notices: Annotated[tuple[RequiredNotice, ...], Field(min_length=1)]
    minimum_days: Count

    def needs(self) -> Needs:
        """Ask for the notices, and for what decides whether they are required."""
        guards = [item.where.fact for item in self.notices if item.where]
        dates = [item.after for item in self.notices if item.after]
        return Needs(facts=("notices", *guards, *dates))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Count the days of each notice; one that is there is examined whatever is required."""
        result: list[Assessment] = []
        for item in self.notices:
            rows = notices_of(scene, item.notice)
            if rows:
                told = _day(scene, item.after)
                enough = {row.place for row in rows if row.place and self._counts(row, told)}
                result += [
                    self._notice(scene, row, item, repeated=row.place in enough) for row in rows
                ]
            else:
                apart = guarded(scene, item.where, part=notice_word(item.notice))
                result += apart or [no_notice(item.notice)]
        return result

    def _counts(self, row: Notice, told: date | None) -> bool:
        """Return whether a notice hung long enough, of something that had happened by then."""
        if row.end is None or (told is not None and row.start < told):
            return False
        return (row.end - row.start).days >= self.minimum_days

    def _notice(
        self, scene: Scene, row: Notice, item: RequiredNotice, *, repeated: bool
    ) -> Assessment:
        part, name = part_of(row), notice_word(row.kind)
        if row.end is None:
            said = message("rules.notice_open", notice=name, start=row.start.isoformat())
            return of_project(Status.NOT_RUN, said, part=part)
        told, days = _day(scene, item.after), (row.end - row.start).days
        measures = [
            measured("notice_days", days, "day", operator=">=", threshold=self.minimum_days)
        ]
        if self._counts(row, told):
            return of_project(Status.PASS, part=part, examined={"notices": 1}, measures=measures)
        wrong = "reversed" if days < 0 else "repeated" if repeated else "short"
        if days >= self.minimum_days:
            wrong = "before"
        text = message(
            f"rules.notice_{wrong}",
            notice=name,
            place=row.place or "",
            start=row.start.isoformat(),
            end=row.end.isoformat(),
            after=item.after or "",
            after_day=told.isoformat() if told else "",
            days=days,
            minimum=self.minimum_days,
            short=self.minimum_days - days,
        )
        if wrong == "repeated":
            return of_project(Status.NOT_APPLICABLE, text, part=part)
        finding = scene.finding(text, measures=measures)
        status = Status.FAIL if wrong == "short" else Status.NEEDS_REVIEW
        return of_project(status, part=part, measures=measures, findings=[finding])


def _day(scene: Scene, fact: str | None) -> date | None:
    day: date | None = getattr(scene.case.facts.project, fact) if fact else None
    return day
