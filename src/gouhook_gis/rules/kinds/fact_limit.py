"""A filed number against a limit: 比例尺不小于1∶2000, 一次性申报 (C29, D01, D02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import NumberFact
from gouhook_gis.rules.kinds.parameters import Count
from gouhook_gis.rules.scene import Scene


class FactLimit(Kind):
    """The number `fact` is positive and at most `limit`.

    `written` says how it is told: a plain number, or the denominator of a map's scale. Below one
    it is no count and no scale: `needs_review`. One assessment of the project; a missing number
    is `not_run`.

    Measures: `filed_number` (`<=` the limit).
    """

    kind: Literal["fact_limit"]
    fact: NumberFact
    limit: Count
    written: Literal["number", "scale"]

    def needs(self) -> Needs:
        """Ask for the number."""
        return Needs(facts=(self.fact,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare with the limit."""
        value: float | None = getattr(scene.case.facts.project, self.fact)
        if value is None:
            return missing_facts([self.fact])
        measures = [measured("filed_number", value, "count", operator="<=", threshold=self.limit)]
        if 1 <= value <= self.limit:
            return [of_project(Status.PASS, examined={"facts": 1}, measures=measures)]
        low = value < 1
        text = message(
            "rules.number_too_low" if low else f"rules.{self.written}_over",
            fact=self.fact,
            value=value,
            limit=self.limit,
        )
        status = Status.NEEDS_REVIEW if low else Status.FAIL
        return [
            of_project(status, measures=measures, findings=[scene.finding(text, measures=measures)])
        ]
