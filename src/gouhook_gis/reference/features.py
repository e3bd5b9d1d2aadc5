"""From a layer as read to features of a kind: standard field names, stable ids, one order."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

import shapely

from gouhook_gis.domain.layer_kind import FieldSpec, LayerKind
from gouhook_gis.formats.cut_names import cut_forms
from gouhook_gis.formats.layer import Layer
from gouhook_gis.geometry.arrays import Floats, Geometries, Mask
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.repair import repair
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.store import Features

Objects = npt.NDArray[np.object_]
# The middle of a chord of the circle that a buffer has around a corner, 8 chords to a quarter.
_CHORD = math.cos(math.pi / 32)


def features_of(layer: Layer, kind: LayerKind, epsg: int) -> Features:
    """Return the features of `layer`, columns renamed to `kind`'s standard field names.

    Records without a polygon are left out. Invalid geometries are measured through a repaired
    copy.
    """
    columns = objects(standard_columns(layer.columns, kind))
    shapes, repaired, there = measurable(layer.geometry)
    features = Features(
        ids=feature_ids([columns[n][there] for n in kind.id_fields if n in columns], shapes[there]),
        geometries=shapes[there],
        epsg=epsg,
        columns={name: column[there] for name, column in columns.items()},
        repaired=repaired[there],
    )
    return features.take(answer_order(features, np.arange(len(features))))


def standard_columns(table: pa.Table, kind: LayerKind) -> pa.Table:
    """Return the fields of `kind` that `table` has, by their standard names.

    A field is known by its name, else by an alias, else by what a .dbf leaves of one of them
    where that can stand for this field alone. Text loses blanks around it; nothing but blanks is
    null.
    """
    by_name = {name.strip().upper(): name for name in table.column_names}
    columns: dict[str, pa.ChunkedArray] = {}
    cut = _cut_names(kind)
    for spec in kind.fields:
        names = (*_names(spec), *(name for name, owner in cut.items() if owner == spec.name))
        source = next((by_name[name] for name in names if name in by_name), None)
        if source is not None:
            columns[spec.name] = _trimmed(table.column(source))
    return pa.table(columns) if columns else pa.table({"": pa.nulls(len(table))}).select([])


def _names(spec: FieldSpec) -> list[str]:
    return [name.upper() for name in (spec.name, *spec.aliases)]


def _cut_names(kind: LayerKind) -> dict[str, str]:
    """Return the cut forms of field names, each with the one field it can stand for, sorted."""
    whole = {name for spec in kind.fields for name in _names(spec)}
    owners: dict[str, set[str]] = {}
    for spec in kind.fields:
        for name in _names(spec):
            for form in cut_forms(name) - whole:
                owners.setdefault(form, set()).add(spec.name)
    return {form: min(names) for form, names in sorted(owners.items()) if len(names) == 1}


def objects(table: pa.Table) -> dict[str, Objects]:
    """Return columns as arrays (n,) of Python values, None where missing."""
    columns: dict[str, Objects] = {}
    for name in table.column_names:
        columns[name] = np.empty(len(table), dtype=object)
        columns[name][:] = table.column(name).to_pylist()
    return columns


def measurable(wkb: Objects) -> tuple[Geometries, Mask, Mask]:
    """Return the shapes (n,) that are measured, which were repaired, and which can be measured."""
    shapes, repaired = repair(canonical(shapely.from_wkb(wkb, on_invalid="ignore")))
    return shapes, repaired, ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))


def feature_ids(candidates: Sequence[Objects], shapes: Geometries) -> Objects:
    """Return the id of each feature: the first of the columns `candidates` that is filled, else
    a hash of the shape, so that it does not depend on where the record stands.
    """
    ids = np.full(len(shapes), None, dtype=object)
    unnamed = np.ones(len(shapes), dtype=np.bool_)
    for column in candidates:
        taken = unnamed & np.array([value is not None for value in column], dtype=np.bool_)
        ids[taken] = [str(value) for value in column[taken]]
        unnamed &= ~taken
    for i in np.flatnonzero(unnamed):
        ids[i] = "#" + hashlib.sha256(shapely.to_wkb(shapes[i])).hexdigest()[:12]
    return ids


def answer_order(features: Features, records: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """Return the one order of every answer: by id, then shape, then place in the source."""
    ids: list[str] = features.ids.tolist()
    order = sorted(range(len(ids)), key=ids.__getitem__)
    if len(set(ids)) == len(ids):
        return np.array(order, dtype=np.intp)
    wkb: list[bytes] = shapely.to_wkb(features.geometries).tolist()
    keys = list(zip(ids, wkb, records.tolist(), strict=True))
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def asked_shapes(geometries: Geometries, epsg: int, target: int, distance_m: float) -> Geometries:
    """Return in `target` the ground around `geometries` (n,) in which features are looked for.

    It reaches `distance_m` at least in every direction: a buffer is a polygon inside the circle,
    and is made in a plane, whatever the system of the geometries.
    """
    if distance_m:
        plane = working_plane(geometries, epsg) if zone_of(epsg).geographic else epsg
        flat = to_epsg(geometries, epsg, plane)
        geometries, epsg = np.asarray(shapely.buffer(flat, distance_m / _CHORD)), plane
    return to_epsg(geometries, epsg, target)


def asked_boxes(geometries: Geometries, epsg: int, target: int, distance_m: float) -> Floats:
    """Return the boxes (n, 4) in `target` in which features near `geometries` are looked for."""
    boxes: Floats = shapely.bounds(asked_shapes(geometries, epsg, target, distance_m))
    return boxes


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not is_text(column.type):
        return column
    text = pc.utf8_trim(column, characters=" \0\u3000")
    return pc.if_else(pc.equal(text, ""), None, text)
