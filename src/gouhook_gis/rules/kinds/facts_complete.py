"""Everything that must be filed is filled in: 报备信息完整 (D04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import ProjectFacts
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.papers import fact_word
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import FactName, TableFact
from gouhook_gis.rules.kinds.parameters import Names
from gouhook_gis.rules.scene import Scene


class FactsComplete(Kind):
    """Each fact of `facts` is there, and each row of a table of `tables` has those columns.

    A fact that is missing here may have been filed online all the same: it is `not_run`, with the
    cell to fill in. A row with gaps was filed with them: a `fail`. One assessment for what is
    there, one a gap. Measures: none.
    """

    kind: Literal["facts_complete"]
    facts: Annotated[tuple[FactName, ...], Field(min_length=1)]
    tables: Mapping[TableFact, Names]

    @model_validator(mode="after")
    def _columns_there_are(self) -> Self:
        for table, columns in self.tables.items():
            row = get_args(ProjectFacts.model_fields[table].annotation)[0]
            if unknown := set(columns) - set(row.model_fields):
                raise PydanticCustomError(
                    "unknown_column", "no such column", {"column": min(unknown), "table": table}
                )
        return self

    def needs(self) -> Needs:
        """Ask for everything."""
        return Needs(facts=(*self.facts, *self.tables))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Look for each fact, then for each column of each row."""
        asked = self.needs().facts
        result = absent_facts(scene, asked)
        there = len(asked) - len(result)
        if there:
            examined = {"facts": there}
            result.append(of_project(Status.PASS, examined=examined))
        for table, columns in self.tables.items():
            result += self._rows(scene, table, columns)
        return result

    def _rows(self, scene: Scene, table: str, columns: Sequence[str]) -> list[Assessment]:
        result = []
        for row in getattr(scene.case.facts.project, table):
            gaps = [fact_word(f"{table}.{name}") for name in columns if getattr(row, name) is None]
            if gaps:
                name = str(next(iter(row.model_dump().values())))  # what it is a row of
                said = message("rules.columns_not_filed", table=table, row=name, columns=gaps)
                finding = scene.finding(said)
                result.append(of_project(Status.FAIL, part=name, findings=[finding]))
        return result
