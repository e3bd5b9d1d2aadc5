"""The records of one layer as parcels: roles, shapes, areas, and what is wrong with them."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.identity import content_id
from gouhook_gis.domain.words import Purpose, Role
from gouhook_gis.formats.layer import Layer
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Objects
from gouhook_gis.geometry.rings import canonical_rings
from gouhook_gis.intake.declared import declared_areas
from gouhook_gis.intake.fields import Fields
from gouhook_gis.intake.notes import Notes, layer_path, places
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.parcel_layer import ParcelLayer
from gouhook_gis.intake.roles import Taken
from gouhook_gis.intake.shapes import as_filed, usable
from gouhook_gis.intake.text import given
from gouhook_gis.intake.vocabulary import vocabulary

Reported = frozenset[tuple[str, int]]


def read_parcels(
    taken: Taken, fields: Fields, options: MappingOptions, reported: Reported, notes: Notes
) -> ParcelLayer:
    """Read the parcels of a layer and note what is wrong with its records (F05, F07, F10).

    `reported`: (subject, record) of geometries about which the reader has spoken already.
    """
    layer = taken.layer
    role, purpose = _roles(taken, fields, notes)
    epsg = layer.crs.epsg if layer.crs.status == "accepted" else None
    shape = _shapes(layer, reported, notes)
    area = np.full(len(layer), np.nan)
    content = np.full(len(layer), None, dtype=object)
    if epsg is not None:
        sound = shapely.is_valid(shape)
        area[sound] = official_area(shape[sound], epsg)
        for i in np.flatnonzero(given(role) & ~shapely.is_missing(shape)):
            content[i] = content_id(role[i], canonical_rings(shape[i], epsg))
    else:
        shape = np.full(len(layer), None, dtype=object)
    everything = ParcelLayer(
        layer=layer,
        fields=fields,
        rows=np.arange(len(layer)),
        epsg=epsg,
        role=role,
        purpose=purpose,
        shape=shape,
        area=area,
        declared=declared_areas(layer, fields, area, options, notes),
        content=content,
    )
    return everything.only(given(role))


def _roles(taken: Taken, fields: Fields, notes: Notes) -> tuple[Objects, Objects]:
    """Return role and purpose of each record; a type value beats the layer's name."""
    layer, path = taken.layer, taken.path
    found = fields.get("role")
    says = vocabulary().type_values
    by_type = [says.get(folded(v)) if v else None for v in fields.values("role")]
    by_purpose = [says.get(folded(v)) if v else None for v in fields.values("purpose")]
    role = np.empty(len(layer), dtype=object)
    role[:] = taken.says.role if taken.says else None
    purpose = np.full(len(layer), None, dtype=object)
    conflict = np.zeros(len(layer), dtype=bool)
    for i, (kind, use) in enumerate(zip(by_type, by_purpose, strict=True)):
        if kind is not None:
            conflict[i] = role[i] is not None and kind.role != role[i]
            role[i] = kind.role
        purpose[i] = _purpose(role[i], taken, kind, use)
    if conflict.any() and found is not None and taken.says is not None:
        notes.issue(
            "F05.role_conflict",
            path,
            at=places(layer, conflict, found.field),
            layer=layer.name,
            role=taken.says.role.value,
            field=found.field,
            values=sorted(set(fields.values("role")[conflict])),
            count=int(conflict.sum()),
        )
    unknown = ~given(role)
    if unknown.any() and found is not None:
        notes.issue(
            "F05.unknown_value",
            path,
            at=places(layer, unknown, found.field),
            layer=layer.name,
            field=found.field,
            values=sorted({v or "" for v in fields.values("role")[unknown]}),
            count=int(unknown.sum()),
        )
    return role, purpose


def _purpose(role: Role | None, taken: Taken, *kinds: object) -> Purpose | None:
    """Return the purpose of a new-construction record: its fields first, then the layer's name."""
    if role != Role.NEW_CONSTRUCTION:
        return None
    said = [getattr(kind, "purpose", None) for kind in (*kinds, taken.says)]
    return next((purpose for purpose in said if purpose is not None), None)


def _shapes(layer: Layer, reported: Reported, notes: Notes) -> Objects:
    path = layer_path(layer)
    shapes = usable(layer.geometry)
    said = np.array([(path, int(r)) in reported for r in layer.records], dtype=bool)
    missing = shapely.is_missing(shapes) & ~said
    if missing.any():
        notes.issue(
            "F07.no_shape",
            path,
            at=places(layer, missing),
            layer=layer.name,
            count=int(missing.sum()),
        )
    return as_filed(shapes)
