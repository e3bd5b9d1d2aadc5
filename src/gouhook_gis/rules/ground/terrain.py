"""The declared terrain of a village (平原, 丘陵, 山区): never guessed, always with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from gouhook_gis.rules.scene import Scene

CONTRADICTS = "rules.terrain_contradicts"


class TerrainParameters(Protocol):
    """Where a kind looks for the terrain."""

    @property
    def attribute(self) -> str:
        """Return the parcel attribute of the terrain."""
        ...

    @property
    def source_attribute(self) -> str:
        """Return the parcel attribute of the document it rests on."""
        ...

    @property
    def fact(self) -> str:
        """Return the fact that holds for the whole project."""
        ...

    @property
    def table_fact(self) -> str:
        """Return the fact that is a table by village code."""
        ...

    @property
    def source_fact(self) -> str:
        """Return the fact of the document it rests on."""
        ...


class Village(Protocol):
    """What is asked of a village."""

    @property
    def code(self) -> str:
        """Return its code."""
        ...

    @property
    def parcels(self) -> Sequence[int]:
        """Return the positions of its parcels."""
        ...


@dataclass(frozen=True)
class Terrain:
    """The terrain, whether a source is named, and what is wrong where `name` is None.

    `problem` is a message id; `contradicts` says that the parcels themselves disagree.
    """

    name: str | None
    sourced: bool = False
    problem: str | None = None

    @property
    def contradicts(self) -> bool:
        """Whether what was filed contradicts itself, rather than is missing."""
        return self.problem == CONTRADICTS


def terrain_of(scene: Scene, parameters: TerrainParameters, village: Village) -> Terrain:
    """Return the terrain of a village.

    The parcels' own attribute comes first, then the table by village code, then the fact for
    the project. Parcels of one village that contradict one another leave it unknown.
    """
    rows = [scene.parcels.parcels[i].attributes for i in village.parcels]
    named = {str(row[parameters.attribute]) for row in rows if row.get(parameters.attribute)}
    if len(named) > 1:
        return Terrain(None, problem=CONTRADICTS)
    sourced = bool(scene.case.facts.text(parameters.source_fact))
    if named:
        own = any(row.get(parameters.source_attribute) for row in rows)
        return Terrain(named.pop(), own or sourced)
    entry = _entry(scene, parameters.table_fact, village.code)
    if entry is not None:
        return entry
    told = scene.case.facts.text(parameters.fact)
    return Terrain(told, sourced) if told else Terrain(None, problem="rules.terrain_unknown")


def _entry(scene: Scene, key: str, code: str) -> Terrain | None:
    """Look a village up in the table: {code: terrain} or {code: {terrain, source}}."""
    fact = scene.case.facts.get(key)
    table = fact.value if fact and isinstance(fact.value, Mapping) else {}
    for listed, value in table.items():
        if not code.startswith(listed[: len(code)]):
            continue
        if isinstance(value, Mapping):
            return Terrain(str(value.get("terrain")), bool(value.get("source")))
        return Terrain(str(value), False)
    return None
