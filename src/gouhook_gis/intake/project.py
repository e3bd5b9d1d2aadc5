"""Which project the submission is, and what its own fields say of it (F12)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from pydantic import JsonValue

from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.folding import decimal_of, folded
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.units import AreaUnit, to_m2
from gouhook_gis.domain.words import Role
from gouhook_gis.intake.notes import SUBMISSION, Notes
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.parcel_layer import ParcelLayer
from gouhook_gis.intake.text import given
from gouhook_gis.intake.vocabulary import VILLAGE_DIGITS, vocabulary

_TOLD = message("intake.source.option", option="--project")


def one_project(
    layers: Sequence[ParcelLayer], options: MappingOptions, notes: Notes
) -> tuple[list[ParcelLayer], str | None]:
    """Return the records of one project, and its code.

    Several codes without `options.project` are a fatal issue that lists them, as is a wanted
    code that is not there. With it, records of other projects or of none are left out.
    """
    codes = sorted({code for layer in layers for code in layer.values("project_code") if code})
    spellings: dict[str, list[str]] = {}
    for code in codes:
        spellings.setdefault(folded(code), []).append(code)
    for same in spellings.values():
        if len(same) > 1:
            notes.issue("F12.spelling", SUBMISSION, kind="submission", codes=list(same))
    wanted = options.project
    if not spellings:
        if wanted is not None:
            notes.decide("option", SUBMISSION, "decision.project.told", code=wanted)
        return list(layers), wanted
    if wanted is None:
        if len(spellings) > 1:
            notes.issue("F12.several", SUBMISSION, kind="submission", fatal=True, codes=list(codes))
            return list(layers), None
        return list(layers), codes[0]
    if folded(wanted) not in spellings:
        notes.issue(
            "F12.not_found",
            SUBMISSION,
            kind="submission",
            fatal=True,
            code=wanted,
            codes=list(codes),
        )
        return list(layers), None
    if len(spellings) == 1:
        return list(layers), spellings[folded(wanted)][0]
    return _of_project(layers, wanted, notes), spellings[folded(wanted)][0]


def field_facts(layers: Sequence[ParcelLayer], code: str | None, notes: Notes) -> Facts:
    """Return the facts that the parcels' own fields agree on; a contradiction is an issue."""
    facts: list[Fact | None] = []
    if code is not None:
        source = _source(layers, "project_code") or _TOLD
        facts.append(Fact(key="project_code", value=code, source=source))
    facts += [
        _single(layers, "project_name", notes),
        _single(layers, "county_code", notes, digits=6),
        _surplus(layers, notes),
        _terrains(layers, notes),
    ]
    return Facts(values={fact.key: fact for fact in facts if fact is not None})


def _of_project(layers: Sequence[ParcelLayer], wanted: str, notes: Notes) -> list[ParcelLayer]:
    kept = []
    others: set[str] = set()
    for layer in layers:
        codes = layer.values("project_code")
        keep = np.array([bool(c) and folded(c) == folded(wanted) for c in codes], dtype=bool)
        blank = ~given(codes)
        others |= set(codes[~keep & ~blank])
        if blank.any():
            notes.issue(
                "F12.without_code",
                layer.path,
                at=layer.places(blank, "project_code"),
                layer=layer.layer.name,
                code=wanted,
                count=int(blank.sum()),
            )
        kept.append(layer.only(keep))
    notes.decide(
        "option", SUBMISSION, "decision.project.chosen", code=wanted, others=sorted(others)
    )
    return kept


def _source(layers: Sequence[ParcelLayer], meaning: str) -> Message | None:
    fields = {
        f"{layer.layer.name}.{found.field}"
        for layer in layers
        if (found := layer.fields.get(meaning)) is not None and given(layer.values(meaning)).any()
    }
    return message("intake.source.fields", fields=[*sorted(fields)]) if fields else None


def _single(
    layers: Sequence[ParcelLayer], meaning: str, notes: Notes, digits: int | None = None
) -> Fact | None:
    values = sorted({v[:digits] for layer in layers for v in layer.values(meaning) if v})
    source = _source(layers, meaning)
    if source is None:
        return None
    if len({folded(value) for value in values}) > 1:
        notes.issue(
            "F12.conflict",
            SUBMISSION,
            kind="submission",
            meaning=f"field.{meaning}",
            values=list(values),
            fields=source.params["fields"],
        )
        return None
    return Fact(key=meaning, value=values[0], source=source)


def _surplus(layers: Sequence[ParcelLayer], notes: Notes) -> Fact | None:
    """Return the surplus quota in m².

    Quotas are filed in 公顷 where the field's name has no other unit; a quota above all that is
    torn down cannot be in that unit, and is refused. Where a parcel has no area the total is
    not known, and nothing is compared with it.
    """
    quotas: set[tuple[Decimal, AreaUnit]] = set()
    unreadable: set[str] = set()
    for layer in layers:
        found = layer.fields.get("surplus_quota")
        for text in set(layer.values("surplus_quota")) - {None}:
            number = decimal_of(text)
            if number is None:
                unreadable.add(text)
            elif found is not None:
                quotas.add((number, found.unit or AreaUnit.HECTARE))
    source = _source(layers, "surplus_quota")
    if source is None:
        return None
    areas = sorted({to_m2(number, unit) for number, unit in quotas})
    if unreadable or len(areas) != 1:
        values = sorted({*unreadable, *(str(number) for number, _ in quotas)})
        notes.issue(
            "F12.conflict",
            SUBMISSION,
            kind="submission",
            meaning="field.surplus_quota",
            values=values,
            fields=source.params["fields"],
        )
        return None
    unit = min(unit for _, unit in quotas)
    demolished = math.fsum(
        sorted(area for layer in layers for area in layer.area[layer.role == Role.DEMOLITION])
    )
    if areas[0] > demolished:
        notes.issue(
            "F10.surplus_unit",
            SUBMISSION,
            kind="submission",
            fields=source.params["fields"],
            value=areas[0],
            unit=unit.value,
            demolished=demolished,
        )
        return None
    notes.decide(
        "area_unit",
        SUBMISSION,
        "decision.surplus_unit",
        fields=source.params["fields"],
        unit=unit.value,
        value=areas[0],
    )
    return Fact(key="surplus_quota_m2", value=areas[0], source=source)


def _terrains(layers: Sequence[ParcelLayer], notes: Notes) -> Fact | None:
    """Return terrain and its source document by the first 12 digits of the village code."""
    said: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}
    for layer in layers:
        columns = (layer.values(n) for n in ("village_code", "terrain", "terrain_source"))
        for village, terrain, document in zip(*columns, strict=True):
            if village and terrain:
                code = village[:VILLAGE_DIGITS]
                said.setdefault(code, set()).add(vocabulary().terrain(terrain) or terrain)
                sources.setdefault(code, set()).update({document} - {None})
    table: dict[str, JsonValue] = {}
    for code, names in sorted(said.items()):
        if len(names) > 1:
            notes.issue(
                "F12.terrain_conflict",
                SUBMISSION,
                kind="submission",
                village=code,
                values=sorted(names),
            )
        elif names <= set(vocabulary().terrains):
            documents = "；".join(sorted(sources[code]))
            table[code] = {"terrain": min(names), "source": documents or None}
    source = _source(layers, "terrain")
    if not table or source is None:
        return None
    return Fact(key="terrain_by_village", value=table, source=source)
