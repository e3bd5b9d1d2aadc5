"""What each layer of a submission is taken for: parcels of a role, a reference layer, nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.role_words import Kind
from gouhook_gis.domain.words import Role
from gouhook_gis.formats.layer import Layer
from gouhook_gis.formats.recognise import recognise
from gouhook_gis.intake.fields import Fields, find_fields, values_say
from gouhook_gis.intake.notes import Notes, layer_path
from gouhook_gis.intake.options import IGNORE, PARCELS, MappingOptions
from gouhook_gis.intake.vocabulary import name_parts, vocabulary


@dataclass(frozen=True)
class Taken:
    """What a layer was taken for.

    `taken_for`: a role, "parcels" (role by the field `role`), a layer kind or None; `says` is
    what its name or the user said of all its records; `unknown`: nobody knows what it is, and
    `resembles_parcels` whether it looks like parcels then. `told`: the user said it;
    `no_role_field`: as "parcels", but no field tells their roles.
    """

    layer: Layer
    path: str
    taken_for: str | None = None
    says: Kind | None = None
    fields: Fields | None = None
    unknown: bool = False
    resembles_parcels: bool = False
    told: bool = False
    no_role_field: bool = False

    @property
    def is_parcels(self) -> bool:
        """Whether the layer holds parcels."""
        return self.taken_for in (PARCELS, *Role)


def take(layer: Layer, kinds: Sequence[LayerKind], options: MappingOptions, notes: Notes) -> Taken:
    """Decide what `layer` is, and note why; nothing is taken by likeness.

    In this order: as told, by its whole name, a reference layer, by a part of its name, by a
    type field.
    """
    path = layer_path(layer)
    parts = set(name_parts(layer.name))
    never = bool({folded(layer.name), *parts} & vocabulary().never_parcels)
    told = options.layer((path, layer.file, layer.name))
    if told is not None:
        if never and told[1] in (PARCELS, *Role):
            raise UsageError("intake.usage.never_parcels", layer=layer.name)
        return replace(_told(layer, path, told, options, notes), told=True)
    whole = vocabulary().layer_names.get(folded(layer.name))
    if whole is not None:
        return _by_name(layer, path, whole, layer.name, options, notes)
    kind = recognise(layer.name, layer.columns, kinds)
    if kind is not None or never:
        return Taken(layer, path, kind)
    said = {part: vocabulary().layer_names[part] for part in parts & {*vocabulary().layer_names}}
    if len({kind.role for kind in said.values()}) == 1:
        # 建新 beside 安置 in one name: the part that names a purpose says more.
        part = min(said, key=lambda name: (said[name].purpose is None, -len(name), name))
        return _by_name(layer, path, said[part], part, options, notes)
    fields = find_fields(layer, options)
    found = fields.get("role")
    if found is not None and (fields.looks_like_parcels or found.how == "option"):
        notes.decide(
            "role",
            path,
            "decision.role.field",
            layer=layer.name,
            field=found.field,
            values=values_say(fields.values("role")),
        )
        return Taken(layer, path, PARCELS, None, fields)
    resembles = bool(said) or fields.looks_like_parcels or vocabulary().resembles(layer.name)
    if said:
        notes.issue("F05.ambiguous_name", path, layer=layer.name, parts=sorted(said))
    elif resembles:
        notes.issue("F05.unrecognised", path, layer=layer.name, records=len(layer))
    return Taken(layer, path, unknown=True, resembles_parcels=resembles)


def _told(
    layer: Layer, path: str, told: tuple[str, str], options: MappingOptions, notes: Notes
) -> Taken:
    target = told[1]
    notes.decide("role", path, "decision.role.told", layer=layer.name, target=target)
    if target == IGNORE:
        return Taken(layer, path)
    if target not in (PARCELS, *Role):
        return Taken(layer, path, target)
    fields = find_fields(layer, options)
    if target != PARCELS:
        said = vocabulary().layer_names.get(folded(layer.name))
        agrees = said is not None and said.role == target
        return Taken(layer, path, target, said if agrees else Kind(role=Role(target)), fields)
    if fields.get("role") is None:
        notes.issue(
            "F05.no_role_field", path, layer=layer.name, fields=sorted(layer.columns.column_names)
        )
        return Taken(layer, path, no_role_field=True)
    return Taken(layer, path, PARCELS, None, fields)


def _by_name(
    layer: Layer, path: str, says: Kind, part: str, options: MappingOptions, notes: Notes
) -> Taken:
    notes.decide(
        "role", path, "decision.role.name", layer=layer.name, part=part, role=says.role.value
    )
    fields = find_fields(layer, options)
    return Taken(layer, path, says.role.value, says, fields)
