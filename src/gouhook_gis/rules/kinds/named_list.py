"""A county on one of the lists an article names, as told with its document (B33)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import TextFact
from gouhook_gis.rules.kinds.parameters import Names
from gouhook_gis.rules.scene import Scene

# 〔2021〕…号 or 《…》: a document one can look up.
_DOCUMENT = re.compile(r"[〔\[(（【]\d{4}[〕\])）】].*号|《.+》")
# 不属于…, 未列入…: a denial, unless it stands in the title of a document.
_DENIAL = re.compile(r"[不非未无]")
_TITLE = re.compile(r"《[^》]*》")


class NamedList(Kind):
    """The fact `fact` says on which of `lists` the county `county` stands, and by which document.

    The lists themselves are not part of this program, so the statement is taken as the desk that
    answers for it makes it. A statement that names none of the lists, or no document, or that
    reads as a denial, is `needs_review`; a missing one, or no county, is `not_run`. One assessment
    of the project. Measures: none.
    """

    kind: Literal["named_list"]
    fact: TextFact
    county: TextFact
    lists: Names

    def needs(self) -> Needs:
        """Ask for the statement and the county."""
        return Needs(facts=(self.county, self.fact))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Look for the name of a list and for a document."""
        facts = scene.case.facts.project
        undone = absent_facts(scene, (self.county, self.fact))
        if undone:
            return undone
        told: str = getattr(facts, self.fact)
        county: str = getattr(facts, self.county)
        known = any(name in told for name in self.lists)
        denied = bool(_DENIAL.search(_TITLE.sub("", told)))
        if known and not denied and _DOCUMENT.search(told):
            said = message("rules.list_as_told", county=county, told=told)
            return [of_project(Status.PASS, said, examined={"facts": 2})]
        wrong = "list_denied" if denied else "list_without_document" if known else "list_not_named"
        text = message(
            f"rules.{wrong}",
            fact=self.fact,
            county=county,
            told=told,
            lists=self.lists,
        )
        return [of_project(Status.NEEDS_REVIEW, findings=[scene.finding(text)])]
