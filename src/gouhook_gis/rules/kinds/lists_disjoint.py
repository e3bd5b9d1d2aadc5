"""Numbers that must not stand in two ledgers: 周转指标不得当年度计划指标用 (A15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import TableFact
from gouhook_gis.rules.scene import Scene

# One document number is written with many brackets: 〔2024〕, [2024], （2024）, 【2024】.
_BRACKETS = str.maketrans("〔〕【】[]", "()()()")
# How people write that there is none.
_NONE = frozenset(("无", "没有", "/", "-", "—", "none"))


class ListsDisjoint(Kind):
    """No number of the list `numbers` stands in the list `taken`.

    Numbers are compared without blanks, width and shape of brackets. One assessment of the
    project; a list that is missing is `not_run`, and so are `numbers` that say there is none (无);
    `taken` may say so. Measures: none.
    """

    kind: Literal["lists_disjoint"]
    numbers: TableFact
    taken: TableFact

    def needs(self) -> Needs:
        """Ask for both lists."""
        return Needs(facts=(self.numbers, self.taken))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Look for each number of the first list in the second."""
        facts = scene.case.facts.project
        numbers = [n for n in getattr(facts, self.numbers) if folded(n) not in _NONE]
        other = getattr(facts, self.taken)
        if not numbers or not other:
            told = {self.numbers: numbers, self.taken: other}
            return missing_facts([key for key, held in told.items() if not held])
        taken = {_plain(number) for number in other}
        shared = sorted({number for number in numbers if _plain(number) in taken})
        if not shared:
            return [of_project(Status.PASS, examined={"facts": len(numbers) + len(other)})]
        return [
            of_project(
                Status.FAIL,
                part=number,
                findings=[
                    scene.finding(
                        message(
                            "rules.in_both_lists",
                            number=number,
                            numbers=self.numbers,
                            taken=self.taken,
                        )
                    )
                ],
            )
            for number in shared
        ]


def _plain(number: str) -> str:
    return folded(number).translate(_BRACKETS)
