"""What rules of facts have in common: names of facts in messages, conditions on a fact."""

from __future__ import annotations

from typing import Protocol

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.scene import Scene


class Condition(Protocol):
    """A condition on one fact."""

    @property
    def fact(self) -> str:
        """Return the key of the fact."""
        ...

    @property
    def equals(self) -> str | bool:
        """Return the value it must have."""
        ...


def fact_word(key: str) -> str:
    """Return the word a message names the fact `key` by ("quota_m2", "progress.built_m2")."""
    return f"fact.{key}"


def met(scene: Scene, condition: Condition | None) -> bool | None:
    """Return whether `condition` holds (none always does), None where its fact is missing."""
    if condition is None:
        return True
    value = getattr(scene.case.facts.project, condition.fact)
    return None if value is None else bool(value == condition.equals)


def guarded(scene: Scene, condition: Condition | None, part: str = "") -> list[Assessment]:
    """Return why what `condition` guards is not to be examined; nothing where it is."""
    holds = met(scene, condition)
    if holds or condition is None:
        return []
    if holds is None:
        return missing_facts([condition.fact])
    reason = message("rules.not_where", fact=condition.fact)
    return [of_project(Status.NOT_APPLICABLE, reason, part=part)]
