"""What is in an upload, before any check: layers, fields, parcels, and what there is to ask."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pydantic import JsonValue

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.contents import (
    MOST_LAYERS,
    ContentField,
    ContentLayer,
    Contents,
    FieldType,
    LayerParcels,
    Noticed,
)
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import Message, said_of, text_of
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.shown import ShownArea
from gouhook_gis.domain.submission import Issue
from gouhook_gis.domain.units import AreaUnit, shown_rows
from gouhook_gis.domain.words import Role
from gouhook_gis.formats.layer import Layer, Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.intake.crs_questions import crs_name
from gouhook_gis.intake.fields import Fields, find_fields
from gouhook_gis.intake.notes import layer_path
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.questions import answered_by, questions_of
from gouhook_gis.intake.roles import Taken
from gouhook_gis.intake.submission import Understood, understand
from gouhook_gis.intake.text import texts

_EXAMPLES, _EXAMPLE_SIGNS = 2, 40
# Rows in which examples are looked for.
_LOOKED_AT = 200


def contents_of(
    reading: Reading,
    kinds: Sequence[LayerKind],
    options: MappingOptions,
    read: ReadOptions,
    made_by: str,
) -> Contents:
    """Return what is in a reading, which was read with `read`, under `options`; an option that
    cannot be meant is said, and the rest is as without any.
    """
    refused: Message | None = None
    try:
        understood = understand(reading, kinds, options)
    except UsageError as error:
        refused, options = error.message, MappingOptions()
        understood = understand(reading, kinds, options)
    submission = understood.submission
    keys = keys_of([item.layer for item in understood.taken])
    fields = {item.path: _fields_of(item, options) for item in understood.taken}
    questions = questions_of(understood, keys, fields, options, read)
    issues = [issue for issue in submission.issues if not answered_by(issue, questions)]
    rows = _Rows.of(understood)
    return Contents(
        made_by=made_by,
        name=reading.name,
        signature=signature_of(reading.layers),
        project_code=submission.project_code,
        project_name=submission.project_name,
        layers=tuple(
            _listed(item, keys[item.path], fields[item.path], kinds, rows)
            for item in _most_telling(understood.taken)
        ),
        layers_total=len(understood.taken),
        totals=rows.totals,
        questions=tuple(questions),
        problems=tuple(_problems(issues)),
        workbook=submission.workbook,
        photographs=len(reading.photographs),
        texts=len(reading.texts),
        refused=None if refused is None else text_of(refused),
    )


def keys_of(layers: Sequence[Layer]) -> dict[str, str]:
    """Return by its path what an entry of `map` calls each layer: its name where no other layer
    has it, which fits the next submission too, else its path.
    """
    names = Counter(folded(layer.name) for layer in layers)
    return {
        path: layer.name if names[folded(layer.name)] == 1 else path
        for layer in layers
        for path in [layer_path(layer)]
    }


def signature_of(layers: Sequence[Layer]) -> str | None:
    """Return a hash of the names of layers and fields, None without layers."""
    named: list[JsonValue] = [
        [folded(layer.name), *sorted(map(folded, layer.columns.column_names))] for layer in layers
    ]
    names = sorted(map(canonical_json, named))
    return hashlib.sha256("\n".join(names).encode()).hexdigest() if names else None


@dataclass(frozen=True)
class _Rows:
    """Parcels and areas by layer and role, rounded so that rows add up to their total as shown."""

    by_layer: dict[tuple[str, Role], LayerParcels]
    totals: tuple[LayerParcels, ...]

    @classmethod
    def of(cls, understood: Understood) -> _Rows:
        by_layer: dict[tuple[str, Role], LayerParcels] = {}
        totals = []
        for role in Role:
            areas = {
                layer.path: layer.area[layer.role == role]
                for layer in understood.layers
                if bool(np.any(layer.role == role))
            }
            sums = [float(np.nansum(area)) for area in areas.values()]
            rounded = {unit: shown_rows(sums, unit) for unit in AreaUnit}
            for n, (path, area) in enumerate(areas.items()):
                shown = {unit: str(rows[n]) for unit, (rows, _) in rounded.items()}
                by_layer[path, role] = _parcels(role, [area], shown)
            shown = {unit: str(total) for unit, (_, total) in rounded.items()}
            totals.append(_parcels(role, [*areas.values()], shown))
        return cls(by_layer, tuple(totals))


def _parcels(role: Role, areas: Sequence[Floats], shown: dict[AreaUnit, str]) -> LayerParcels:
    return LayerParcels(
        role=role,
        parcels=sum(len(area) for area in areas),
        area=ShownArea(ha=shown[AreaUnit.HECTARE], mu=shown[AreaUnit.MU], m2=shown[AreaUnit.M2]),
        unmeasured=sum(int(np.isnan(area).sum()) for area in areas),
    )


def _fields_of(taken: Taken, options: MappingOptions) -> Fields | None:
    """Return the fields of a layer that holds parcels or may, None of another."""
    if taken.fields is not None:
        return taken.fields
    open_ = taken.unknown or (taken.told and taken.taken_for is None)
    return find_fields(taken.layer, options) if open_ and _polygons(taken.layer) else None


def _polygons(layer: Layer) -> int:
    return sum(shape is not None for shape in layer.geometry)


def _most_telling(taken: Sequence[Taken]) -> list[Taken]:
    """Return as many layers as are listed: parcels first, then what nobody knows."""
    ordered = sorted(taken, key=lambda item: (not item.is_parcels, not item.unknown, item.path))
    return ordered[:MOST_LAYERS]


def _listed(
    taken: Taken,
    key: str,
    fields: Fields | None,
    kinds: Sequence[LayerKind],
    rows: _Rows,
) -> ContentLayer:
    layer, crs = taken.layer, taken.layer.crs
    titles = {kind.kind: kind.title for kind in kinds}
    made_of_coordinates = crs.decision is not None and crs.decision.message.id.endswith(
        "crs.coordinates"
    )
    return ContentLayer(
        key=key,
        path=taken.path,
        name=layer.name,
        records=len(layer),
        polygons=_polygons(layer),
        taken_for=taken.taken_for,
        taken_name=titles.get(taken.taken_for or ""),
        why=_why(taken),
        crs=None if crs.epsg is None else crs_name(crs.epsg),
        crs_status=crs.status,
        crs_assumed=made_of_coordinates,
        fields=() if fields is None else tuple(_listed_fields(layer, fields)),
        parcels=tuple(
            rows.by_layer[taken.path, role] for role in Role if (taken.path, role) in rows.by_layer
        ),
    )


def _why(taken: Taken) -> Text | None:
    """Return how a layer of parcels came to its role, in words for the page."""
    if taken.told:
        return said_of("contents.why.told")
    if taken.is_parcels and taken.says is None and taken.fields is not None:
        found = taken.fields.get("role")
        if found is not None:
            return said_of("contents.why.field", field=found.field)
    if taken.is_parcels or taken.taken_for is not None:
        return said_of("contents.why.name")
    return None


def _listed_fields(layer: Layer, fields: Fields) -> Iterator[ContentField]:
    meanings: dict[str, list[str]] = {}
    for meaning, found in fields.found.items():
        meanings.setdefault(found.field, []).append(meaning)
    for position, name in enumerate(layer.columns.column_names):
        column = layer.columns.column(position)
        yield ContentField(
            name=name,
            type=_type_of(column.type),
            examples=tuple(_examples(column)),
            meanings=tuple(meanings.get(name, ())),
        )


def _examples(column: pa.ChunkedArray) -> list[str]:
    values = dict.fromkeys(text for text in texts(column.slice(0, _LOOKED_AT)) if text)
    return [text[:_EXAMPLE_SIGNS] for text in [*values][:_EXAMPLES]]


def _type_of(kind: pa.DataType) -> FieldType:
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return "text"
    if pa.types.is_integer(kind):
        return "whole"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    return "date" if pa.types.is_date(kind) or pa.types.is_timestamp(kind) else "other"


def _problems(issues: Sequence[Issue]) -> Iterator[Noticed]:
    for issue in sorted(issues, key=lambda one: not one.fatal):
        said = issue.message
        # The reader of this has no command line.
        if said.id == "F05.no_parcels":
            said = said.model_copy(update={"id": "contents.no_parcels"})
        yield Noticed(text=text_of(said), subject=issue.subject, fatal=issue.fatal)
