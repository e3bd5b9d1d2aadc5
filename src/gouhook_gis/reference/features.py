"""From a layer as read to features of a kind: standard field names, stable ids, one order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.formats.layer import Layer
from gouhook_gis.geometry.repair import repair
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.reference.store import Features

Objects = npt.NDArray[np.object_]


def features_of(layer: Layer, kind: LayerKind, epsg: int) -> Features:
    """Return the features of `layer`, columns renamed to `kind`'s standard field names.

    Records without a polygon are left out. Invalid geometries are measured through a repaired
    copy. An id is the first of the kind's id fields that is filled, else a hash of the shape,
    so that it does not depend on where the record stands.
    """
    columns = _columns(layer, kind)
    shapes, repaired = repair(canonical(shapely.from_wkb(layer.geometry, on_invalid="ignore")))
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    wkb: list[bytes] = shapely.to_wkb(shapes[there]).tolist()
    ids = _ids([columns[name][there] for name in kind.id_fields if name in columns], wkb)
    order = np.array(sorted(range(len(ids)), key=lambda i: (ids[i], wkb[i])), dtype=np.intp)
    return Features(
        ids=ids[order],
        geometries=shapes[there][order],
        epsg=epsg,
        columns={name: column[there][order] for name, column in columns.items()},
        repaired=repaired[there][order],
    )


def _columns(layer: Layer, kind: LayerKind) -> dict[str, Objects]:
    """Map columns to standard names; a column of another name keeps its own."""
    by_name = {name.strip().upper(): name for name in layer.columns.column_names}
    columns: dict[str, Objects] = {}
    for spec in kind.fields:
        source = next(
            (by_name[n.upper()] for n in (spec.name, *spec.aliases) if n.upper() in by_name), None
        )
        if source is not None:
            columns[spec.name] = _trimmed(layer.columns.column(source).to_pylist())
    return columns


def _trimmed(values: Sequence[object]) -> Objects:
    array = np.empty(len(values), dtype=object)
    array[:] = [(v.strip(" \0\u3000") or None) if isinstance(v, str) else v for v in values]
    return array


def _ids(candidates: Sequence[Objects], wkb: Sequence[bytes]) -> Objects:
    ids = np.empty(len(wkb), dtype=object)
    for i, shape in enumerate(wkb):
        named = next((column[i] for column in candidates if column[i] is not None), None)
        ids[i] = str(named) if named is not None else "#" + hashlib.sha256(shape).hexdigest()[:12]
    return ids
