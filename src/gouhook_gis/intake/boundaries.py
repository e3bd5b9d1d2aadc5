"""Coordinate texts as boundaries: read beside the layers, or the very parcels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

import shapely

from gouhook_gis.domain.filed import FiledBoundary, FiledPoint
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.submission import Parcel
from gouhook_gis.domain.units import AreaUnit, from_m2, to_m2
from gouhook_gis.domain.words import Role
from gouhook_gis.formats.layer import Layer, TextFile
from gouhook_gis.formats.objects import to_wkb
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Objects
from gouhook_gis.geometry.transform import vertices_to_epsg
from gouhook_gis.geometry.zones import with_zone_number, zone_of
from gouhook_gis.intake.area_unit import decide_unit
from gouhook_gis.intake.fields import find_fields
from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.options import IGNORE, MappingOptions
from gouhook_gis.intake.roles import Taken, take
from gouhook_gis.intake.shapes import as_filed, usable
from gouhook_gis.intake.vocabulary import vocabulary

# By how many digits a figure in hectares is longer than in the unit it was filed in.
_MORE_DECIMALS = {AreaUnit.HECTARE: 0, AreaUnit.MU: 1, AreaUnit.M2: 4}


@dataclass(frozen=True)
class Beside:
    """A text beside layers, and the role of each of its parcels, None where nothing says it."""

    text: TextFile
    taken: Taken
    roles: tuple[Role | None, ...]


def texts_beside(
    texts: Sequence[TextFile], kinds: Sequence[LayerKind], options: MappingOptions
) -> list[Beside]:
    """Return the texts that stand beside layers, with what their names, their 地块用途 and the
    mapping say of their parcels' roles, as for layers. Those that the mapping ignores have none.
    """
    found = []
    for text in texts:
        if text.beside is None:
            continue
        # A second opinion on parcels that the layers decide: what it notes on the way is not kept.
        taken = take(text.beside, kinds, options, Notes())
        taken = replace(taken, fields=taken.fields or find_fields(text.beside, options))
        told = options.layer((taken.path, text.file, text.beside.name))
        ignored = told is not None and told[1] == IGNORE
        roles = () if ignored else _roles(taken)
        found.append(Beside(text, taken, roles))
    return found


def filed_beside(texts: Sequence[Beside], notes: Notes) -> list[tuple[FiledBoundary, Role | None]]:
    """Return the boundaries of texts beside layers with their roles, not joined to parcels yet;
    notes in which system each text is, as for layers.
    """
    found: list[tuple[FiledBoundary, Role | None]] = []
    for beside in texts:
        layer = beside.text.beside
        if layer is None or not beside.roles or beside.text.parcels is None:
            continue
        notes.issues += layer.crs.issues
        if layer.crs.decision is not None:
            notes.decisions.append(layer.crs.decision)
        found += zip(_boundaries(beside.text, layer, notes), beside.roles, strict=True)
    return sorted(found, key=lambda pair: (pair[0].file, pair[0].line))


def filed_as_parcels(
    texts: Sequence[TextFile], layers: Sequence[Layer], parcels: Sequence[Parcel]
) -> list[FiledBoundary]:
    """Return the boundaries of texts that are the parcels: each belongs to the parcel read from
    it. Those of records that are no parcels are left out.
    """
    keys = {(parcel.place.file, parcel.place.record): parcel.key for parcel in parcels}
    by_file = {layer.file: layer for layer in layers}
    return [
        boundary.model_copy(update={"parcel_key": keys[text.file, record]})
        for text in texts
        if text.read
        for record, boundary in enumerate(_boundaries(text, by_file[text.file], Notes()), start=1)
        if (text.file, record) in keys
    ]


def _roles(taken: Taken) -> tuple[Role | None, ...]:
    """Return the role of each record: a type value beats the name, as in layers."""
    says = vocabulary().type_values
    by_name = taken.says.role if taken.says else None
    values = taken.fields.values("role") if taken.fields else ()
    typed = (says.get(folded(value)) if value else None for value in values)
    return tuple(by_name if kind is None else kind.role for kind in typed)


def _boundaries(text: TextFile, layer: Layer, notes: Notes) -> list[FiledBoundary]:
    """Return the boundaries of one text; eastings get the zone number that they lack."""
    if text.parcels is None or text.points is None:
        return []
    filed = layer.crs.epsg if layer.crs.status == "accepted" else None
    shapes, shift, epsg = np.full(len(layer), None, dtype=object), 0.0, 0
    if filed is not None:
        epsg = with_zone_number(filed)
        shift = zone_of(epsg).false_easting - zone_of(filed).false_easting
        shapes = vertices_to_epsg(as_filed(usable(layer.geometry)), filed, epsg)
    areas, more = _areas(text, shapes, epsg, notes)
    points = text.points
    columns = (
        points["name"].to_pylist(),
        points["ring"].to_pylist(),
        (points["easting"].to_numpy() + shift).tolist(),
        points["northing"].to_numpy().tolist(),
        points["line"].to_numpy().tolist(),
    )
    every = tuple(map(FiledPoint._make, zip(*columns, strict=True)))
    ends = np.searchsorted(points["parcel"].to_numpy(), np.arange(len(layer) + 1)).tolist()
    wkb = to_wkb(shapes)
    return [
        FiledBoundary(
            file=text.file,
            line=row["line"],
            id=row["id"],
            declared_points=row["declared_points"],
            closing=row["closing"],
            declared_area_ha=areas[i],
            declared_area_decimals=row["area_decimals"] + more,
            points=every[ends[i] : ends[i + 1]],
            geometry=None if wkb[i] is None else Geometry(wkb=wkb[i], epsg=epsg),
        )
        for i, row in enumerate(text.parcels.to_pylist())
    ]


def _areas(
    text: TextFile, shapes: Objects, epsg: int, notes: Notes
) -> tuple[list[float | None], int]:
    """Return the filed areas in hectares, and by how many digits that makes them longer.

    The format has hectares; where the areas of the polygons say that another unit was meant,
    that is taken, and noted.
    """
    filed = [None] * len(shapes) if text.parcels is None else text.parcels["area_ha"].to_pylist()
    sound = shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    measured = np.full(len(shapes), np.nan)
    if sound.any():
        measured[sound] = official_area(shapes[sound], epsg)
    values = np.array([np.nan if value is None else value for value in filed], dtype=np.float64)
    unit = decide_unit(values, measured, None, None).unit or AreaUnit.HECTARE
    if unit != AreaUnit.HECTARE:
        notes.issue("F15.area_unit", text.file, kind="file", file=text.file, unit=unit.value)
        filed = [
            None if value is None else float(from_m2(to_m2(value, unit), AreaUnit.HECTARE))
            for value in filed
        ]
    return filed, _MORE_DECIMALS[unit]
