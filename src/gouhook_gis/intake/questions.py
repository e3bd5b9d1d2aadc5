"""What there is to ask about an upload: where the intake was in doubt, and where it was not but
can be told otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gouhook_gis.domain.contents import Choice, Question, Weight
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import said_of, word
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.submission import Issue
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Role
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.intake.crs_questions import ZONE_ISSUES, crs_questions
from gouhook_gis.intake.fields import DECIDING, Fields
from gouhook_gis.intake.options import AREA_UNIT, IGNORE, PARCELS, MappingOptions
from gouhook_gis.intake.roles import Taken
from gouhook_gis.intake.submission import Understood

# Fields that are asked about, and those without which nothing can be said.
_MEANINGS = ("parcel_id", "declared_area", "village_code", "project_code")
_NEEDED = ("parcel_id",)
# More are counted, not offered: nobody finds one in such a list, and it may be of any length.
MOST_PROJECTS = 500
_UNIT_ISSUES = ("F10.undecided", "F10.nothing_measured", "F10.conflict")
# What a question of each kind is about: the page shows the question in place of these.
_ANSWERED = {
    "layer": (
        "F05.ambiguous_name", "F05.unrecognised", "F05.role_unclear", "F05.no_parcels",
        "F05.no_role",
    ),
    "field": ("F05.no_role_field", "F06.no_id_field", "F06.ambiguous", "F06.absent"),
    "unit": _UNIT_ISSUES,
    "project": ("F12.several", "F12.not_found"),
    "crs": (*ZONE_ISSUES, "F04.wgs84", "F04.prj_missing"),
}  # fmt: skip


def questions_of(
    understood: Understood,
    keys: Mapping[str, str],
    fields: Mapping[str, Fields | None],
    options: MappingOptions,
    read: ReadOptions,
) -> list[Question]:
    """Return the questions, in the order in which to answer them; `keys` and `fields` by path."""
    asked: list[Question] = [
        *crs_questions(understood, keys, read),
        *_projects(understood, options),
    ]
    for item in understood.taken:
        if fields[item.path] is not None:
            asked.append(_layer(item, keys[item.path], understood))
    for item in understood.taken:
        one = fields[item.path]
        if one is not None and (item.is_parcels or item.no_role_field):
            asked += _fields(item, keys[item.path], one)
    return [*asked, *_unit(understood, keys, options)]


def answered_by(issue: Issue, questions: Sequence[Question]) -> bool:
    """Whether a question stands for the issue."""
    return any(
        issue.message.id in _ANSWERED[question.asks]
        and (question.asks != "layer" or question.weight != "may" or not issue.fatal)
        for question in questions
    )


def _word(value: str) -> Text:
    return Text(zh=word(value, "zh"), en=word(value, "en"))


def _layer(taken: Taken, key: str, understood: Understood) -> Question:
    """Ask what a layer is."""
    records = len(taken.layer)
    weight: Weight = "may"
    text = said_of("contents.ask.layer", layer=key, records=records)
    missing = {*Role} - {role for layer in understood.found for role in layer.role}
    if taken.unknown and records and (taken.resembles_parcels or len(missing) == len(Role)):
        weight = "needed"
        text = said_of("contents.ask.layer_unknown", layer=key, records=records)
    elif taken.unknown and records and missing:
        weight, role = "doubt", min(missing).value
        text = said_of("contents.ask.layer_maybe", layer=key, records=records, role=role)
    elif taken.says is not None and not taken.told and _rivals(taken, understood) > 1:
        weight = "doubt"
        text = said_of(
            "contents.ask.layer_several",
            layer=key,
            records=records,
            count=_rivals(taken, understood),
            role=taken.says.role.value,
        )
    now = taken.taken_for if taken.is_parcels else PARCELS if taken.no_role_field else ""
    now = now or ("" if weight == "needed" else IGNORE)
    return Question(
        id=f"layer:{key}",
        asks="layer",
        weight=weight,
        text=text,
        layer=taken.path,
        now=now,
        choices=tuple(
            Choice(value=value, name=_word(value), option="map", tells=f"{key}={value}")
            for value in (*(role.value for role in Role), PARCELS, IGNORE)
        ),
    )


def _rivals(taken: Taken, understood: Understood) -> int:
    """Return how many layers say by their names the same as this one."""
    said = Counter(item.says for item in understood.taken if item.says is not None)
    return 0 if taken.says is None else said[taken.says]


def _fields(taken: Taken, key: str, fields: Fields) -> Iterator[Question]:
    """Ask which field of a layer has which meaning."""
    for meaning in _meanings(taken, fields):
        found = fields.get(meaning)
        needed = meaning in _NEEDED or taken.no_role_field
        message_id: str = "contents.ask.field"
        weight: Weight = "may"
        if found is None and needed:
            message_id, weight = "contents.ask.field_missing", "needed"
        elif found is not None and found.rivals and found.how != "option":
            message_id, weight = "contents.ask.field_rivals", "doubt"
        yield Question(
            id=f"field:{key}:{meaning}",
            asks="field",
            weight=weight,
            text=said_of(
                message_id,
                layer=key,
                meaning=f"field.{meaning}",
                fields=[] if found is None else [found.field, *found.rivals],
            ),
            layer=taken.path,
            meaning=meaning,
            now="" if found is None else found.field,
        )


def _meanings(taken: Taken, fields: Fields) -> Iterator[str]:
    """Yield the meanings to ask about: those that a check rests on, and others in doubt."""
    if taken.no_role_field or taken.taken_for == PARCELS:
        yield "role"
    if taken.no_role_field:
        return
    yield from _MEANINGS
    if taken.taken_for != Role.DEMOLITION:
        yield "purpose"
    for meaning in DECIDING:
        found = fields.get(meaning)
        if meaning not in _MEANINGS and found is not None and found.rivals:
            yield meaning


def _unit(
    understood: Understood, keys: Mapping[str, str], options: MappingOptions
) -> Iterator[Question]:
    """Ask in which unit the areas are filed, where that is open or was told; not before it is
    known where they lie, which may decide it.
    """
    if any(layer.epsg is None for layer in understood.layers):
        return
    said = [i for i in understood.submission.issues if i.message.id in _UNIT_ISSUES]
    if not said and options.area_unit is None:
        return
    fields = sorted({f"{keys[i.subject]}.{i.message.params['field']}" for i in said})
    units = {str(i.message.params.get("unit") or "") for i in said}
    told = "" if options.area_unit is None else options.area_unit.value
    yield Question(
        id="unit",
        asks="unit",
        weight="may" if told else "doubt",
        text=said_of("contents.ask.unit" if fields else "contents.ask.unit_told", fields=fields),
        now=told or (units.pop() if len(units) == 1 else ""),
        choices=tuple(
            Choice(value=unit, name=_word(unit), option="map", tells=f"{AREA_UNIT}={unit}")
            for unit in AreaUnit
        ),
    )


def _projects(understood: Understood, options: MappingOptions) -> Iterator[Question]:
    """Ask which project is meant, where there are several."""
    codes = {code for layer in understood.found for code in layer.values("project_code") if code}
    named = {folded(code): code for code in sorted(codes, reverse=True)}
    if len(named) < 2:
        return
    chosen = named.get(folded(options.project)) if options.project else None
    offered = sorted(named.values())[:MOST_PROJECTS]
    if chosen is not None and chosen not in offered:
        offered.append(chosen)
    yield Question(
        id="project",
        asks="project",
        weight="may" if chosen else "needed",
        text=said_of("contents.ask.project", count=len(named)),
        now=chosen or "",
        choices=tuple(
            Choice(value=code, name=Text(zh=code), option="project", tells=code) for code in offered
        ),
    )
