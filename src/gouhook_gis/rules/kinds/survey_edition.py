"""The survey is that of the latest year published when the project was applied for (ZJ-D03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.reference.slots import edition_year
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.kinds.parameters import Count, Slot
from gouhook_gis.rules.scene import Scene


class SurveyEdition(Kind):
    """The edition of `survey` is of the year before that of `application`.

    The survey of a year shows its last day and is published in the course of the next: an edition
    up to `late_years` older may have been the latest there was, and is `needs_review`, as is one
    of the year of application or later; an older one fails. The year is that of the edition, never
    the data year of its patches. A missing date, or an edition without a year, is `not_run`.

    Measures: `edition_age`, in years before the application (`<=` 1).
    """

    kind: Literal["survey_edition"]
    survey: Slot
    application: DateFact
    late_years: Count

    def needs(self) -> Needs:
        """Ask for the survey and the date."""
        return Needs(slots=(self.survey,), facts=(self.application,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the two years."""
        applied = scene.case.facts.date(self.application)
        if applied is None:
            return missing_facts([self.application])
        edition = scene.case.slots[self.survey]
        year = edition_year(edition)
        if not year:
            reason = message("survey_edition.no_year", layer=edition.layer_id)
            return [of_project(Status.NOT_RUN, reason)]
        age = applied.year - year
        measures = [measured("edition_age", age, "count", operator="<=", threshold=1.0)]
        examined = {"layer": edition.layer_id}
        if age == 1:
            return [of_project(Status.PASS, examined=examined, measures=measures)]
        said, status = "survey_edition.older", Status.FAIL
        if age < 1:
            said, status = "survey_edition.later", Status.NEEDS_REVIEW
        elif age <= 1 + self.late_years:
            said, status = "survey_edition.late", Status.NEEDS_REVIEW
        text = message(
            said,
            layer=edition.layer_id,
            year=year,
            applied=applied.isoformat(),
            latest=applied.year - 1,
        )
        finding = scene.finding(text, kind=edition.kind, measures=measures)
        return [of_project(status, examined=examined, measures=measures, findings=[finding])]
