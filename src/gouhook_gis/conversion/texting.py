"""A frame to the bytes of a coordinate text, proved by reading them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np

import shapely

from gouhook_gis.conversion.columns import text_fields
from gouhook_gis.conversion.frame import Frame
from gouhook_gis.conversion.options import ConvertOptions, Said
from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.submission import DeclaredArea
from gouhook_gis.domain.units import UNITS_PER_M2, AreaUnit, from_m2, round_half_up
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.read import read_text
from gouhook_gis.formats.coordinate_text.write import WrittenParcel, header_lines, text_of
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.geometry.area import official_area, planar_area
from gouhook_gis.geometry.arrays import Floats, Geometries
from gouhook_gis.intake.declared import declared_areas
from gouhook_gis.intake.fields import Fields
from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.shapes import as_filed
from gouhook_gis.intake.text import texts

_UNDECIDED = ("F10.undecided", "F10.nothing_measured")
_HECTARES, _MOST_DECIMALS = 4, 8


def text_bytes(
    frame: Frame, told: dict[str, str], options: ConvertOptions, said: Said, day: date
) -> bytes:
    """Return the coordinate text of `frame`, which is in a Gauss-Krüger system.

    Raises RefusedError for a character that the encoding lacks, and for shapes that the text
    cannot hold: read back they would be others.
    """
    parcels = _parcels(frame, told, options.area_unit, said)
    others = {key: value for key, value in frame.header.items() if value and key not in words.KEYS}
    lost = [f"{key}={value}" for key, value in others.items()]
    if lost:
        said.add("convert.header_lost", entries=lost)
    if frame.from_text:
        said.add("convert.renumbered")
    head = header_lines(frame.epsg, options.decimals, frame.header, day)
    encoding = options.encoding or "GBK"
    _encodable(head, parcels, encoding)
    data = text_of(head, parcels, options.decimals).encode(encoding)
    _proved(data, frame, [parcel.fields[words.ID] for parcel in parcels], options.decimals)
    return data


def _parcels(
    frame: Frame, told: dict[str, str], unit: AreaUnit | None, said: Said
) -> list[WrittenParcel]:
    found, fields = text_fields(frame.layer, told, said)
    columns = {
        code: texts(frame.table.column(frame.table.column_names.index(name)))
        for code, name in found.items()
        if code != words.AREA
    }
    blank = sum(value is None for value in columns[words.ID])
    if blank:
        said.add("convert.blank_ids", field=found[words.ID], count=blank)
    declared = _declared(frame, fields, unit, said)
    areas = _areas(declared, planar_area(frame.shapes, frame.epsg), said)
    changed: set[str] = set()
    written = []
    for i, shape in enumerate(frame.shapes):
        cells = {code: _cell(values[i], code, changed) for code, values in columns.items()}
        cells[words.AREA] = areas[i]
        cells[words.FORM] = words.POLYGON
        written.append(WrittenParcel(cells, shape))
    if changed:
        said.add("convert.commas", titles=[words.TITLES[code] for code in sorted(changed)])
    return written


def _declared(
    frame: Frame, fields: Fields, unit: AreaUnit | None, said: Said
) -> list[DeclaredArea | None]:
    """Return the declared areas (n,); a text's are in 公顷 by the standard. Raises UsageError
    where nothing decides their unit.
    """
    notes = Notes()
    told = unit or (AreaUnit.HECTARE if frame.from_text else None)
    official = official_area(frame.shapes, frame.epsg)
    areas = declared_areas(frame.layer, fields, official, MappingOptions(area_unit=told), notes)
    for issue in notes.issues:
        if issue.message.id in _UNDECIDED:
            params = issue.message.params
            raise UsageError("convert.area_unit", field=params["field"], ratio=params.get("ratio"))
        said.messages.append(issue.message)
    return [*areas]


def _cell(value: str | None, code: str, changed: set[str]) -> str:
    """Return a value as a field holds it: no comma, one line."""
    text = " ".join((value or "").split()).replace(",", "，")
    if value is not None and text != value:
        changed.add(code)
    return text


def _areas(declared: Sequence[DeclaredArea | None], planar: Floats, said: Said) -> list[str]:
    """Return the areas in 公顷: as declared, else the planar one."""
    computed = sum(area is None for area in declared)
    if computed:
        said.add("convert.area_computed", count=computed)
    return [
        _hectares(from_m2(own, AreaUnit.HECTARE), _HECTARES)
        if area is None
        else _hectares(
            Decimal(repr(area.value)) * UNITS_PER_M2[AreaUnit.HECTARE] / UNITS_PER_M2[area.unit],
            _MOST_DECIMALS,
        )
        for area, own in zip(declared, planar.tolist(), strict=True)
    ]


def _hectares(value: Decimal, decimals: int) -> str:
    """Return a figure with four decimals, more only where it has them."""
    whole, _, fraction = f"{round_half_up(value, decimals):f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(_HECTARES, '0')}"


def _encodable(head: Sequence[str], parcels: Sequence[WrittenParcel], encoding: str) -> None:
    entries = [("", "", line) for line in head]
    entries += [
        (p.fields[words.ID], words.TITLES[code], value)
        for p in parcels
        for code, value in p.fields.items()
    ]
    for parcel, title, value in entries:
        try:
            value.encode(encoding)
        except UnicodeEncodeError as error:
            raise RefusedError(
                "convert.not_in_gbk", parcel=parcel or "—", title=title or "—",
                char=value[error.start],
            ) from error  # fmt: skip


def _proved(data: bytes, frame: Frame, ids: Sequence[str], decimals: int) -> None:
    """Refuse a text that read back is not what was written."""
    found, _ = read_text(data, "", ReadOptions())
    read = shapely.from_wkb(found.layers[0].geometry)
    meant = _rounded(frame.shapes, decimals)
    same = shapely.equals_exact(as_filed(read), as_filed(meant), tolerance=0.0)
    if not same.all():
        wrong = [ids[i] or "—" for i in np.flatnonzero(~same).tolist()]
        raise RefusedError("convert.cannot_hold", count=len(wrong), parcels=wrong)


def _rounded(shapes: Geometries, decimals: int) -> Geometries:
    """Return shapes with coordinates as they are printed."""
    coords = shapely.get_coordinates(shapes)
    printed = np.array([float(f"{value:.{decimals}f}") for value in coords.ravel().tolist()])
    rounded: Geometries = shapely.set_coordinates(shapes.copy(), printed.reshape(-1, 2))
    return rounded
