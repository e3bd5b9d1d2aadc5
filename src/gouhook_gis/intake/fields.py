"""Which field of a layer means what, by name, by a name cut short, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.formats.layer import Layer
from gouhook_gis.geometry.arrays import Objects
from gouhook_gis.intake.notes import Notes, layer_path
from gouhook_gis.intake.options import IGNORE, MappingOptions
from gouhook_gis.intake.text import texts
from gouhook_gis.intake.vocabulary import vocabulary, without_unit

WITH_UNIT = ("declared_area", "surplus_quota")
# Meanings on which a verdict rests: two rival fields with different values are an issue.
DECIDING = (
    "parcel_id", "declared_area", "village_code", "project_code", "surplus_quota", "terrain",
)  # fmt: skip
EXPECTED = ("declared_area", "village_code", "project_code")

How = Literal["name", "cut", "option"]


@dataclass(frozen=True)
class Found:
    """The field of one meaning: its name in the file, the unit in that name, how it was found.

    `rivals` are other fields of the same rank that hold different values.
    """

    field: str
    unit: AreaUnit | None
    how: How
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fields:
    """The fields of one layer by meaning, with their trimmed text values (n,)."""

    layer: Layer
    found: dict[str, Found]
    columns: dict[str, Objects]
    entries: frozenset[str]  # entries of the field mapping that were used
    looks_like_parcels: bool

    def get(self, meaning: str) -> Found | None:
        """Return the field that means `meaning`, or None."""
        return self.found.get(meaning)

    def values(self, meaning: str) -> Objects:
        """Return the text values (n,) of a meaning, None where blank or without a field."""
        found = self.found.get(meaning)
        if found is None:
            return np.full(len(self.layer), None, dtype=object)
        return self.columns[found.field]


def find_fields(layer: Layer, options: MappingOptions) -> Fields:
    """Find the field of every meaning; nothing is noted (see `note_fields`).

    Raises UsageError where the mapping gives one meaning to two fields of the layer.
    """
    told, ignored, entries = _told(layer, options)
    names = _by_name(name for name in layer.columns.column_names if name not in ignored)
    columns: dict[str, Objects] = {}

    def values(field: str) -> Objects:
        if field not in columns:
            position = layer.columns.column_names.index(field)
            columns[field] = texts(layer.columns.column(position))
        return columns[field]

    found: dict[str, Found] = {}
    for meaning, groups in vocabulary().fields.items():
        if meaning in told:
            field = told[meaning]
            unit = without_unit(folded(field))[1] if meaning in WITH_UNIT else None
            values(field)
            found[meaning] = Found(field, unit, "option")
            continue
        choice = _choose(meaning, [_candidates(meaning, group, names) for group in groups], values)
        if choice is not None:
            found[meaning] = choice
    best = {folded(name) for name in vocabulary().fields["parcel_id"][0]}
    return Fields(layer, found, columns, entries, bool(best & set(names)))


def note_fields(fields: Fields, notes: Notes) -> None:
    """Note which fields were taken for what, rivals, and fields that are missing (F06)."""
    layer, path = fields.layer, layer_path(fields.layer)
    columns = sorted(layer.columns.column_names)
    for meaning, found in fields.found.items():
        notes.decide(
            "field",
            f"{path}.{found.field}",
            f"decision.field.{found.how}",
            layer=layer.name,
            field=found.field,
            meaning=f"field.{meaning}",
        )
        if found.rivals and meaning in DECIDING:
            notes.issue(
                "F06.ambiguous",
                path,
                layer=layer.name,
                meaning=f"field.{meaning}",
                target=meaning,
                field=found.field,
                rivals=list(found.rivals),
            )
    if fields.get("parcel_id") is None:
        undecodable = layer.encoding_undecided
        notes.issue(
            "F06.undecodable" if undecodable else "F06.no_id_field",
            path,
            fatal=True,
            layer=layer.name,
            fields=columns,
        )
    absent = [f"field.{m}" for m in EXPECTED if fields.get(m) is None]
    if absent:
        notes.issue("F06.absent", path, layer=layer.name, meanings=absent, fields=columns)


def values_say(values: Objects) -> list[str]:
    """Return the distinct values that name a role, sorted."""
    return sorted({v for v in values if v and folded(v) in vocabulary().type_values})


def _told(layer: Layer, options: MappingOptions) -> tuple[dict[str, str], set[str], frozenset[str]]:
    told: dict[str, str] = {}
    ignored: set[str] = set()
    entries = set()
    for field in layer.columns.column_names:
        entry = options.field((layer_path(layer), layer.file, layer.name), field)
        if entry is None:
            continue
        entries.add(entry[0])
        if entry[1] == IGNORE:
            ignored.add(field)
        elif entry[1] in told:
            raise UsageError(
                "intake.usage.map_twice",
                layer=layer.name,
                meaning=entry[1],
                fields=[told[entry[1]], field],
            )
        else:
            told[entry[1]] = field
    return told, ignored, frozenset(entries)


def _by_name(columns: Iterable[str]) -> dict[str, list[tuple[str, AreaUnit | None, How]]]:
    """Index fields by every folded name they may stand for."""
    names: dict[str, list[tuple[str, AreaUnit | None, How]]] = {}
    for column in sorted(columns):
        plain = folded(column)
        base, unit = without_unit(plain)
        names.setdefault(plain, []).append((column, None, "name"))
        if base != plain:
            names.setdefault(base, []).append((column, unit, "name"))
        for full in vocabulary().cut_names.get(plain, ()):
            names.setdefault(full, []).append((column, None, "cut"))
    return names


def _candidates(
    meaning: str,
    group: Sequence[str],
    names: dict[str, list[tuple[str, AreaUnit | None, How]]],
) -> list[Found]:
    candidates: dict[str, Found] = {}
    for name in group:
        for column, unit, how in names.get(folded(name), ()):
            if how == "name" and folded(column) != folded(name) and meaning not in WITH_UNIT:
                continue
            candidates.setdefault(column, Found(column, unit, how))
    return list(candidates.values())


def _choose(
    meaning: str, groups: list[list[Found]], values: Callable[[str], Objects]
) -> Found | None:
    """Return the first field, in the first group that has one, whose values make sense."""
    for group in groups:
        sensible = [found for found in group if _makes_sense(meaning, values(found.field))]
        if not sensible:
            continue
        first, *others = sensible
        rivals = tuple(
            sorted(
                other.field
                for other in others
                # The same area in 公顷 and again in 亩 is no rivalry.
                if other.unit in (None, first.unit)
                and not np.array_equal(values(first.field), values(other.field))
            )
        )
        return Found(first.field, first.unit, first.how, rivals)
    named = [found for group in groups for found in group]
    # An empty field is still the field (its blanks are reported), unless its values decide.
    return named[0] if named and meaning not in _SENSE else None


def _makes_sense(meaning: str, values: Objects) -> bool:
    return any(_SENSE.get(meaning, _given)(value) for value in set(values) if value is not None)


def _given(_value: str) -> bool:
    return True


def _names_role(value: str) -> bool:
    return folded(value) in vocabulary().type_values


def _names_purpose(value: str) -> bool:
    said = vocabulary().type_values.get(folded(value))
    return said is not None and said.purpose is not None


def _is_village_code(value: str) -> bool:
    return re.match(r"[0-9]{12}", value) is not None


def _is_county_code(value: str) -> bool:
    return re.match(r"[0-9]{6}", value) is not None


_SENSE: dict[str, Callable[[str], bool]] = {
    "role": _names_role,
    "purpose": _names_purpose,
    "village_code": _is_village_code,
    "county_code": _is_county_code,
}
