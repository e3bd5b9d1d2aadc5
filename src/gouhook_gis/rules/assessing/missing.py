"""What a rule says where a fact it needs was not given: which, and where to write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.scene import Scene

_NOTHING: tuple[object, ...] = (None, "", (), {})


def missing_facts(keys: Sequence[str]) -> list[Assessment]:
    """Return a `not_run` for each fact in `keys`; its message names the cell to fill in."""
    return [of_project(Status.NOT_RUN, message("rules.fact_missing", fact=key)) for key in keys]


def absent_facts(scene: Scene, keys: Iterable[str]) -> list[Assessment]:
    """Return a `not_run` for each of `keys` that is missing or empty; nothing where none is."""
    facts = scene.case.facts.project
    return missing_facts([key for key in keys if getattr(facts, key) in _NOTHING])
