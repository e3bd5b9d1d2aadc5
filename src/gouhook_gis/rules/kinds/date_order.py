"""Dates that must follow one another: 先批准后实施, 先安置后拆旧 (C01, C02, C12, C13 …)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.papers import fact_word, guarded
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact, Where
from gouhook_gis.rules.scene import Scene


class DatePair(Model):
    """`later` must not come before `earlier`; an `optional` pair counts where both are known.

    Other dates must be there, of all projects or `where` a fact says so.
    """

    earlier: DateFact
    later: DateFact
    optional: bool = False
    where: Where | None = None


class DateOrder(Kind):
    """In every pair, the later date does not come before the earlier one.

    Both may fall on one day, since a day says nothing of the order within it. `where` limits the
    rule to some projects. One assessment a pair; a missing date is `not_run`.

    Measures, days: `days_between` (later − earlier).
    """

    kind: Literal["date_order"]
    pairs: Annotated[tuple[DatePair, ...], Field(min_length=1)]
    where: Where | None = None

    def needs(self) -> Needs:
        """Ask for the dates, and for what limits the rule."""
        dates = [name for pair in self.pairs for name in (pair.earlier, pair.later)]
        guards = (self.where, *(pair.where for pair in self.pairs))
        guard = [where.fact for where in guards if where]
        return Needs(facts=tuple(dict.fromkeys([*guard, *dates])))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare each pair."""
        apart = guarded(scene, self.where)
        if apart:
            return apart
        return [item for pair in self.pairs for item in self._pair(scene, pair)]

    def _pair(self, scene: Scene, pair: DatePair) -> list[Assessment]:
        facts = scene.case.facts.project
        earlier, later = getattr(facts, pair.earlier), getattr(facts, pair.later)
        part = fact_word(pair.later)
        if earlier is None or later is None:
            apart = guarded(scene, pair.where, part=part)
            missing = absent_facts(scene, (pair.earlier, pair.later))
            return apart or ([] if pair.optional else missing)
        between = measured(
            "days_between", (later - earlier).days, "day", operator=">=", threshold=0.0
        )
        if between.holds:
            return [of_project(Status.PASS, part=part, examined={"dates": 2}, measures=[between])]
        finding = scene.finding(
            message(
                "rules.date_before",
                earlier=pair.earlier,
                earlier_day=earlier.isoformat(),
                later=pair.later,
                later_day=later.isoformat(),
                days=(earlier - later).days,
            ),
            measures=[between],
        )
        return [of_project(Status.FAIL, part=part, measures=[between], findings=[finding])]
