"""The documents an article asks for, item by item: 要件齐全 (D08, D09)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.words import Stage, Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.papers import guarded
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import Where
from gouhook_gis.rules.kinds.parameters import Name
from gouhook_gis.rules.scene import Scene


class RequiredDocument(Model):
    """One document: its `key` in the list of the project, its name, and where it is asked for."""

    key: Name
    title: Text
    stage: Stage
    article: Name
    where: Where | None = None

    def named(self) -> dict[str, JsonValue]:
        """Return its title as a parameter of a message."""
        return {"zh": self.title.zh, "en": self.title.get("en")}


class DocumentsListed(Kind):
    """Every one of the `documents` of the stage is there.

    One that is listed as absent is a `fail`, one that is not listed `not_run`; one that is asked
    for only `where` a fact says so is `not_applicable` elsewhere. One assessment a document, and
    one for those not listed; a stage without any is `not_applicable`. Measures: none.
    """

    kind: Literal["documents_listed"]
    documents: Annotated[tuple[RequiredDocument, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        keys = [(item.stage, item.key) for item in self.documents]
        if len(keys) != len(set(keys)):
            raise ValueError("a document stands twice under one stage")
        return self

    def needs(self) -> Needs:
        """Ask for the list, and for what decides whether a document is asked for."""
        guards = [item.where.fact for item in self.documents if item.where]
        return Needs(facts=("documents", *dict.fromkeys(guards)))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Look for each document in the list."""
        wanted = [item for item in self.documents if item.stage is scene.case.stage]
        rows = scene.case.facts.project.documents
        if not wanted:
            return [of_project(Status.NOT_APPLICABLE, message("rules.no_documents_asked"))]
        if not rows:
            return missing_facts(["documents"])
        present: dict[str, bool] = {}
        for row in rows:
            present[row.item] = present.get(row.item, False) or row.present
        result: list[Assessment] = []
        unsaid: list[JsonValue] = []
        for item in wanted:
            if present.get(item.key):
                result.append(of_project(Status.PASS, part=item.key, examined={"documents": 1}))
            elif apart := guarded(scene, item.where, part=item.key):
                result += apart
            elif item.key in present:
                said = message("rules.document_absent", title=item.named(), article=item.article)
                finding = scene.finding(said)
                result.append(of_project(Status.FAIL, part=item.key, findings=[finding]))
            else:
                unsaid.append(item.named())
        if unsaid:
            reason = message("rules.documents_not_listed", titles=unsaid, count=len(unsaid))
            result.append(of_project(Status.NOT_RUN, reason))
        return result
