"""An application within the life of a policy (C26)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.scene import Scene


class PolicyWindow(Kind):
    """The date `fact` lies between `opens` and `closes`, both included.

    Outside, whether another text applies is not ours to say: `needs_review`. One assessment of
    the project; a missing date is `not_run`. Measures: none.
    """

    kind: Literal["policy_window"]
    fact: DateFact
    opens: date
    closes: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes < self.opens:
            raise ValueError("closes must not come before opens")
        return self

    def needs(self) -> Needs:
        """Ask for the date."""
        return Needs(facts=(self.fact,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare with the first and the last day."""
        day: date | None = getattr(scene.case.facts.project, self.fact)
        if day is None:
            return missing_facts([self.fact])
        if self.opens <= day <= self.closes:
            return [of_project(Status.PASS, examined={"dates": 1})]
        finding = scene.finding(
            message(
                "rules.after_policy" if day > self.closes else "rules.before_policy",
                fact=self.fact,
                day=day.isoformat(),
                opens=self.opens.isoformat(),
                closes=self.closes.isoformat(),
            )
        )
        return [of_project(Status.NEEDS_REVIEW, findings=[finding])]
