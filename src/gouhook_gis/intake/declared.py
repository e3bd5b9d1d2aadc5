"""Declared areas of one layer with their unit, and what is wrong with them (F09, F10)."""

from __future__ import annotations

import numpy as np

from gouhook_gis.domain.message import message
from gouhook_gis.domain.submission import DeclaredArea
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.formats.layer import Layer
from gouhook_gis.geometry.arrays import Floats, Mask, Objects
from gouhook_gis.intake.area_unit import UnitVerdict, decide_unit
from gouhook_gis.intake.fields import Fields, Found
from gouhook_gis.intake.notes import Notes, layer_path, places
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.text import numbers


def declared_areas(
    layer: Layer, fields: Fields, measured: Floats, options: MappingOptions, notes: Notes
) -> Objects:
    """Return the declared area (n,) of each record, None where there is none that can be used.

    `measured` (n,): official m², NaN where unknown.
    """
    areas = np.full(len(layer), None, dtype=object)
    found = fields.get("declared_area")
    if found is None:
        return areas
    position = layer.columns.column_names.index(found.field)
    values, not_number = numbers(layer.columns.column(position))
    not_positive = values <= 0
    _note_rows("F09.not_a_number", layer, found, not_number, notes)
    _note_rows("F09.not_positive", layer, found, not_positive, notes)
    values = np.where(not_positive, np.nan, values)
    if np.isnan(values).all():
        return areas
    verdict = decide_unit(values, measured, found.unit, options.area_unit)
    _note_unit(layer, found, verdict, notes)
    unit = verdict.unit
    if unit is None:
        return areas
    reason = message(
        f"decision.area_unit.{verdict.basis}",
        layer=layer.name,
        field=found.field,
        unit=unit.value,
        ratio=verdict.ratio,
        compared=verdict.compared,
    )
    notes.decide("area_unit", f"{layer_path(layer)}.{found.field}", reason.id, **reason.params)
    _note_rows("F10.other_unit", layer, found, verdict.other_unit, notes, unit)
    for i in np.flatnonzero(~np.isnan(values)):
        areas[i] = DeclaredArea(
            value=float(values[i]), unit=unit, field=found.field, unit_reason=reason
        )
    return areas


def _note_unit(layer: Layer, found: Found, verdict: UnitVerdict, notes: Notes) -> None:
    if verdict.unit is None:
        notes.issue(
            "F10.undecided" if verdict.compared else "F10.nothing_measured",
            layer_path(layer),
            layer=layer.name,
            field=found.field,
            ratio=verdict.ratio,
            compared=verdict.compared,
        )
    elif verdict.ratio is not None and verdict.by_ratio != verdict.unit:
        notes.issue(
            "F10.conflict",
            layer_path(layer),
            layer=layer.name,
            field=found.field,
            unit=verdict.unit.value,
            ratio=verdict.ratio,
            compared=verdict.compared,
        )


def _note_rows(
    message_id: str,
    layer: Layer,
    found: Found,
    rows: Mask,
    notes: Notes,
    unit: AreaUnit | None = None,
) -> None:
    if rows.any():
        notes.issue(
            message_id,
            layer_path(layer),
            at=places(layer, rows, found.field),
            layer=layer.name,
            field=found.field,
            count=int(rows.sum()),
            unit=unit.value if unit else None,
        )
