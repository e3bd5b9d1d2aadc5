"""Where the 挂接表 says yes to one thing of a parcel, another must be so (ZJ-B32)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import LinkedParcel
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_parcel, of_role
from gouhook_gis.rules.assessing.unlinked import unlinked
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Name, Names
from gouhook_gis.rules.scene import Scene


class LinkedCondition(Kind):
    """Each parcel of `role` for which the yes-or-no column `flag` says yes holds one of `allowed`
    in the column `column` of the 挂接表.

    A parcel for which `flag` is empty, or says yes while `column` is empty, is `not_run` with
    the cell; without a parcel that says yes the rule is `not_applicable`. Text is compared
    without blanks.
    """

    kind: Literal["linked_condition"]
    role: Role
    flag: Name
    column: Name
    allowed: Names

    @model_validator(mode="after")
    def _columns(self) -> Self:
        for name in (self.flag, self.column):
            if name not in LinkedParcel.model_fields:
                raise ValueError(f"{name} is no column of the parcels' table")
        return self

    def needs(self) -> Needs:
        """Ask for the 挂接表."""
        return Needs(facts=("parcels",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel for which `flag` says yes; those that pass share one assessment."""
        index, filed = scene.of(self.role), linked(scene)
        if not len(index):
            return [no_parcels(self.role)]
        where, column = getattr(filed, self.flag), getattr(filed, self.column)
        untold = np.array([i for i in index if where[i] is None], dtype=np.intp)
        asked = [int(i) for i in index if where[i]]
        empty = np.array([i for i in asked if column[i] is None], dtype=np.intp)
        result = [
            *unlinked(scene, self.role, untold, self.flag),
            *unlinked(scene, self.role, empty, self.column),
        ]
        held = {i: str(column[i]).strip() for i in asked if column[i] is not None}
        passing = [i for i in asked if held.get(i) in self.allowed]
        if passing:
            examined = {"parcels": len(passing)}
            result.append(of_role(self.role, Status.PASS, examined=examined))
        for i in sorted(set(held) - set(passing)):
            text = message(
                "rules.linked_condition",
                parcel=str(scene.parcels.id[i]),
                flag=f"parcels.{self.flag}",
                column=f"parcels.{self.column}",
                value=held[i],
                allowed=list(self.allowed),
            )
            finding = scene.finding(text, [i], geometry=scene.parcels.geometry[i])
            result.append(of_parcel(scene, i, Status.FAIL, findings=[finding]))
        if result:
            return result
        nothing = message("rules.linked_nowhere", flag=f"parcels.{self.flag}")
        return [of_role(self.role, Status.NOT_APPLICABLE, nothing)]
