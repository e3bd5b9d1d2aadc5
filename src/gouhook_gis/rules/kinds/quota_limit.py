"""New construction within a quota as issued (ZJ-A05, A06, A20, A25)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Literal, Self

from pydantic import model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.land_class import Land
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.units import AreaUnit, shown
from gouhook_gis.domain.words import Purpose, Role, Status
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_project, unmeasurable
from gouhook_gis.rules.assessing.papers import fact_word
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unlinked import unlinked
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.counted_area import CountedArea, counted_area, without_purpose
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import NumberFact
from gouhook_gis.rules.kinds.parameters import Slot
from gouhook_gis.rules.scene import Scene


class Counted(Model):
    """New construction that counts: of `purposes` (any for none), on `lands` of the survey before
    (the whole parcel for none).
    """

    purposes: tuple[Purpose, ...] = ()
    lands: tuple[Land, ...] = ()


class QuotaLimit(Kind):
    """What is built is no more than the quota: the sum of the facts `limits` and `more`, m².

    What is built is either `total_fact` (a ledger's total), or the ground of new construction in
    `counted`, each spot once. It is compared at the resolution of `filed_unit` (公顷 4 decimals,
    亩 2), both rounded half up; ground both on the ellipsoid and in the plane, since it is unknown
    which was filed: the two disagreeing, or ground that the survey does not class, is
    `needs_review`; so is a ledger's total below the ground of this project alone, which it must
    hold. A fact of `limits` that is missing is `not_run`; one of `more` counts as none,
    and is asked for (`not_run`) only where the quota without it is exceeded.

    Measures, m²: `built_area` or the fact's own name (`<=` the quota), `built_area_planar`, and
    each part of the quota by its fact.
    """

    kind: Literal["quota_limit"]
    limits: tuple[NumberFact, ...]
    more: tuple[NumberFact, ...] = ()
    total_fact: NumberFact | None = None
    counted: tuple[Counted, ...] = (Counted(),)
    survey: Slot = "land_use@before"
    filed_unit: AreaUnit = AreaUnit.HECTARE

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if not self.limits:
            raise ValueError("limits names no fact")
        return self

    @property
    def _on_land(self) -> bool:
        return self.total_fact is None and any(part.lands for part in self.counted)

    def needs(self) -> Needs:
        """Ask for the facts, and for the survey before where land is told apart."""
        total = (self.total_fact,) if self.total_fact else ()
        facts = (*total, *self.limits, *self.more)
        if not self._on_land:
            return Needs(facts=facts)
        return Needs(slots=(self.survey,), fields={self.survey: (CLASS_FIELD,)}, facts=facts)

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare at the resolution of the filed figure; one assessment of the project."""
        asked = [*self.limits, *([self.total_fact] if self.total_fact else [])]
        undone = absent_facts(scene, asked)
        undone += [] if self.total_fact else self._not_measured(scene)
        if undone:
            return undone
        used = self._used(scene)
        parts = {key: self._value(scene, key) for key in (*self.limits, *self.more)}
        quota = sum(value for value in parts.values() if value is not None)
        measures = self._measures(used, quota, parts)
        status = self._status(used, quota)
        unfiled = [key for key, value in parts.items() if value is None]
        if status is not Status.PASS and unfiled:
            return [
                of_project(
                    Status.NOT_RUN,
                    message(
                        "rules.quota_part_missing",
                        used=used.ellipsoidal.high,
                        quota=quota,
                        fact=key,
                    ),
                    measures=measures,
                )
                for key in unfiled
            ]
        findings = []
        if status is not Status.PASS:
            text = message(
                self._said(status, used),
                used=used.ellipsoidal.high,
                low=used.ellipsoidal.low,
                planar=used.planar.high,
                quota=quota,
                excess=used.ellipsoidal.high - quota,
                facts=[fact_word(key) for key in parts],
            )
            findings = [scene.finding(text, used.index, measures=measures[:1])]
        examined = {} if self.total_fact else {"parcels": len(used.index)}
        result = [of_project(status, examined=examined, measures=measures, findings=findings)]
        if self._on_land:
            result += coverage_outcomes(scene, self.survey, used.index)
        return [*result, *self._total_too_small(scene, used)]

    def _total_too_small(self, scene: Scene, used: CountedArea) -> list[Assessment]:
        """Return a `needs_review` where a ledger's total does not hold this project's ground."""
        if self.total_fact is None:
            return []
        own = counted_area(scene, Counted(), self.survey)
        least = min(own.ellipsoidal.low, own.planar.low)
        total = used.ellipsoidal.low
        if shown(total, self.filed_unit) >= shown(least, self.filed_unit):
            return []
        text = message("rules.total_below_project", fact=self.total_fact, total=total, own=least)
        finding = scene.finding(text, own.index)
        part = fact_word(self.total_fact)
        return [of_project(Status.NEEDS_REVIEW, part=part, findings=[finding])]

    def _not_measured(self, scene: Scene) -> list[Assessment]:
        role = Role.NEW_CONSTRUCTION
        if not len(scene.of(role)):
            return [no_parcels(role)]
        undone = unmeasurable(scene, [role])
        if any(part.purposes for part in self.counted):
            undone += unlinked(scene, role, without_purpose(scene), "purpose")
        return undone

    def _used(self, scene: Scene) -> CountedArea:
        if self.total_fact is None:
            return reduce(add, (counted_area(scene, part, self.survey) for part in self.counted))
        total = self._value(scene, self.total_fact) or 0.0
        filed = Between(total, total)
        return CountedArea(scene.of(Role.NEW_CONSTRUCTION)[:0], filed, filed, 0.0)

    def _value(self, scene: Scene, key: str) -> float | None:
        value: float | None = getattr(scene.case.facts.project, key)
        return value

    def _status(self, used: CountedArea, quota: float) -> Status:
        limit = shown(quota, self.filed_unit)
        tried = (
            used.ellipsoidal.low,
            used.ellipsoidal.high,
            used.planar.low,
            used.planar.high,
        )
        within = [shown(area, self.filed_unit) <= limit for area in tried]
        if all(within):
            return Status.PASS
        return Status.NEEDS_REVIEW if any(within) else Status.FAIL

    def _said(self, status: Status, used: CountedArea) -> str:
        if status is Status.FAIL:
            return "rules.quota_exceeded"
        surely = used.ellipsoidal.low == used.ellipsoidal.high
        return "rules.quota_two_areas" if surely else "rules.quota_unclear"

    def _measures(
        self, used: CountedArea, quota: float, parts: dict[str, float | None]
    ) -> list[Measure]:
        name = self.total_fact.removesuffix("_m2") if self.total_fact else "built_area"
        decisive = measured(
            name,
            used.ellipsoidal.high,
            "m2",
            operator="<=",
            threshold=quota,
            half_width=used.half_width or None,
        )
        planar = [] if self.total_fact else [measured("built_area_planar", used.planar.high, "m2")]
        filed = [
            measured(key.removesuffix("_m2"), value, "m2")
            for key, value in parts.items()
            if value is not None
        ]
        return [decisive, *planar, *filed]
