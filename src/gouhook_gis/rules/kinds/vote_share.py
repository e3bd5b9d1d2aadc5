"""Votes of the villages: 95 % in writing, two thirds of the assembly, every household (C17 …)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import model_validator

from gouhook_gis.domain.assessment import Assessment, Subject
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.project_facts import Vote, VoteKind
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project, of_subject
from gouhook_gis.rules.assessing.papers import fact_word
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import NumberFact
from gouhook_gis.rules.kinds.parameters import Count
from gouhook_gis.rules.scene import Scene

VILLAGE_DIGITS = 12


class VoteShare(Kind):
    """In each village, at least `numerator`/`denominator` of those entitled agreed.

    Counted in whole numbers: agreed × denominator ≥ entitled × numerator. Every village that has
    parcels of `role` must have voted: one without a vote, and a parcel without a village code of
    12 digits, is `not_run`. More votes than voters, or no voters, is `needs_review`. Where `total`
    names a fact and it is given, those entitled must add up to it, else `needs_review`; where they
    do, a village without anybody concerned is `not_applicable`, and so is the rule where the total
    is none and nobody was asked. One assessment a village and vote; no vote at all is `not_run`.

    Measures: `agreed_share` (`>=` the share).
    """

    kind: Literal["vote_share"]
    vote: VoteKind
    numerator: Count
    denominator: Count
    role: Role
    total: NumberFact | None = None

    @model_validator(mode="after")
    def _a_share(self) -> Self:
        if self.numerator > self.denominator:
            raise ValueError("numerator must not exceed denominator")
        return self

    def needs(self) -> Needs:
        """Ask for the votes."""
        return Needs(facts=("votes", self.total) if self.total else ("votes",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Count each village, then look for villages that did not vote."""
        rows = [row for row in scene.case.facts.project.votes if row.kind == self.vote]
        if not rows and self._told(scene) == 0:
            return [of_project(Status.NOT_APPLICABLE, message("rules.vote_nobody"))]
        if not rows:
            return missing_facts(["votes"])
        adds_up = self._told(scene) == sum(row.eligible for row in rows)
        result = [self._village(scene, row, adds_up=adds_up) for row in rows]
        return [*result, *self._without_vote(scene, rows), *self._total(scene, rows)]

    def _village(self, scene: Scene, row: Vote, *, adds_up: bool) -> Assessment:
        village = Subject(type="village", id=row.village_code, name=row.village_name)
        if adds_up and row.eligible == row.agreed == 0:
            nobody = message(
                "rules.vote_none_here",
                village=row.village_name or row.village_code,
                fact=self.total,
                told=self._told(scene),
            )
            return of_subject(village, Status.NOT_APPLICABLE, nobody, part=row.village_code)
        if not 0 < row.eligible >= row.agreed >= 0:
            status, said = Status.NEEDS_REVIEW, "rules.vote_impossible"
        elif row.agreed * self.denominator >= row.eligible * self.numerator:
            status, said = Status.PASS, ""
        else:
            status, said = Status.FAIL, "rules.vote_short"
        share, least = row.agreed / max(row.eligible, 1), self.numerator / self.denominator
        measures = [measured("agreed_share", share, "ratio", operator=">=", threshold=least)]
        findings = [scene.finding(self._said(row, said), measures=measures)] if said else []
        return of_subject(
            village,
            status,
            part=row.village_code,
            examined={"votes": row.agreed},
            measures=measures,
            findings=findings,
        )

    def _said(self, row: Vote, said: str) -> Message:
        wanted = -(-row.eligible * self.numerator // self.denominator)
        return message(
            said,
            village=row.village_name or row.village_code,
            vote=f"vote.{self.vote}",
            agreed=row.agreed,
            eligible=row.eligible,
            share=row.agreed / max(row.eligible, 1),
            wanted=wanted,
            short=wanted - row.agreed,
        )

    def _without_vote(self, scene: Scene, rows: Sequence[Vote]) -> list[Assessment]:
        """Return a `not_run` for each village of the parcels whose vote is not there."""
        voted = {row.village_code[:VILLAGE_DIGITS] for row in rows}
        filed = linked(scene).village_code[scene.of(self.role)]
        told = [str(code or "")[:VILLAGE_DIGITS] for code in filed]
        codes = Counter(code if len(code) == VILLAGE_DIGITS else "" for code in told)
        result: list[Assessment] = []
        for code in sorted(codes.keys() - voted):
            vote = f"vote.{self.vote}"
            if not code:
                unnamed = message("rules.vote_village_unknown", count=codes[code], vote=vote)
                result.append(of_project(Status.NOT_RUN, unnamed))
                continue
            absent = message("rules.vote_missing", village=code, count=codes[code], vote=vote)
            subject = Subject(type="village", id=code)
            result.append(of_subject(subject, Status.NOT_RUN, absent, part=code))
        return result

    def _told(self, scene: Scene) -> float | None:
        """Return how many are entitled in the whole project, None where that is not filed."""
        return getattr(scene.case.facts.project, self.total) if self.total else None

    def _total(self, scene: Scene, rows: Sequence[Vote]) -> list[Assessment]:
        """Return a `needs_review` where those entitled do not add up to the project's figure."""
        told = self._told(scene)
        asked = sum(row.eligible for row in rows)
        if self.total is None or told is None or asked == told:
            return []
        text = message("rules.vote_total", fact=self.total, told=told, asked=asked)
        return [
            of_project(
                Status.NEEDS_REVIEW, part=fact_word(self.total), findings=[scene.finding(text)]
            )
        ]
