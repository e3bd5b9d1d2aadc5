"""The trip of a conversion: source → layers → one system → a file, and what to tell of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.conversion.columns import told_fields
from gouhook_gis.conversion.frame import Frame, frames_of
from gouhook_gis.conversion.options import Converted, ConvertOptions, Said
from gouhook_gis.conversion.placing import check_place, place
from gouhook_gis.conversion.tables import dbf_columns, plain_columns
from gouhook_gis.conversion.texting import text_bytes
from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.message import Message
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.crs import name_of
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.geometry.area import official_area, planar_area
from gouhook_gis.geometry.transform import centroid_longitude
from gouhook_gis.geometry.zones import plane_of, zone_of
from gouhook_gis.intake.notes import layer_path
from gouhook_gis.writers import vector

OUTPUTS = (".txt", ".shp", ".gpkg", ".geojson", ".json")
_METRE_DECIMALS, _DEGREE_DECIMALS = 6, 11
_WITH_ZONE = 4488


class UnreadableError(RefusedError):
    """The source holds nothing that can be converted; `reasons` say why."""

    def __init__(self, file: str, reasons: Sequence[Message]) -> None:
        super().__init__("convert.unreadable", file=file)
        self.reasons = tuple(reasons)


def convert(
    source: Path,
    out: Path,
    options: ConvertOptions,
    *,
    step: Callable[[str], None] = lambda name: None,
    today: date | None = None,
) -> Converted:
    """Convert the parcels of `source` into the file `out`, whose suffix names the format.

    Coordinates are kept as they are unless `options.crs` asks for another system; no vertex is
    added or taken away. Raises UsageError for a call that cannot be meant, UnreadableError where
    nothing can be read, RefusedError for what the format cannot hold, GouhookError where the
    file cannot be written.
    """
    told = _checked(source, out, options)
    step("read")
    reading = read_isolated(source, limits_from_settings(), options.read)
    _refuse_unreadable(source, reading)
    said = _noticed(reading)
    step("convert")
    frames = frames_of(reading, options, said)
    undecided = [layer for layer in reading.layers if layer.crs.epsg is None]
    said.messages += [issue.message for layer in reading.layers for issue in layer.crs.issues]
    if not frames or not any(len(frame.shapes) for frame in frames):
        raise UnreadableError(source.name, said.messages)
    refused = frames[0].from_text and not all(text.read for text in reading.texts)
    said.left_out |= bool(undecided) or refused
    one = out.suffix.lower() != ".gpkg"
    if one and len(frames) > 1:
        raise UsageError(
            "convert.several_layers",
            file=source.name,
            layers=[f"{layer_path(f.layer)}（{len(f.shapes)}）" for f in frames],
        )
    files = _written(frames, out, told, options, said, step, today or date.today())
    for frame in frames:
        _summed(frame, said)
    return Converted(files, tuple(said.messages), complete=not said.left_out)


def _checked(source: Path, out: Path, options: ConvertOptions) -> dict[str, str]:
    """Return the fields told; raise UsageError for a call that cannot be meant."""
    suffix = out.suffix.lower()
    if not source.exists():
        raise UsageError("convert.no_source", path=str(source))
    if suffix not in OUTPUTS:
        raise UsageError("convert.suffix", path=str(out), known=OUTPUTS)
    if options.encoding is not None and suffix not in (".txt", ".shp"):
        raise UsageError("convert.encoding_unused", suffix=suffix)
    if options.fields and suffix != ".txt":
        raise UsageError("convert.fields_unused", suffix=suffix)
    for epsg in filter(None, (options.crs, options.read.epsg)):
        try:
            zone = zone_of(epsg)
        except ValueError as error:
            raise UsageError("convert.crs_unknown", epsg=epsg) from error
        if suffix == ".txt" and epsg == options.crs and zone.geographic:
            raise UsageError("convert.text_in_degrees")
    check_place(source, out, overwrite=options.overwrite)
    return told_fields(options.fields)


def _refuse_unreadable(source: Path, reading: Reading) -> None:
    fatal = [issue.message for issue in reading.issues if issue.fatal]
    if not reading.layers:
        others = [issue.message for issue in reading.issues if not issue.fatal]
        raise UnreadableError(source.name, [*others, *fatal])
    if fatal:
        raise UnreadableError(source.name, fatal)


def _noticed(reading: Reading) -> Said:
    """Return what the reader noticed of what is converted: photographs and texts beside layers
    are not, and the texts are named.
    """
    as_parcels = any(text.read for text in reading.texts)
    beside = set() if as_parcels else {text.file for text in reading.texts}
    said = Said(
        [
            issue.message
            for issue in reading.issues
            if issue.subject not in beside and not issue.message.id.startswith(("F15.", "F17."))
        ]
    )
    if beside:
        said.add("convert.texts_beside", count=len(beside), names=sorted(beside))
    return said


def _written(
    frames: Sequence[Frame],
    out: Path,
    told: dict[str, str],
    options: ConvertOptions,
    said: Said,
    step: Callable[[str], None],
    day: date,
) -> tuple[Path, ...]:
    suffix, first = out.suffix.lower(), frames[0]
    if suffix == ".txt":
        if zone_of(first.epsg).geographic:
            raise UsageError("convert.needs_plane", crs=_suggested(first))
        data = text_bytes(first, told, options, said, day)
        step("write")
        return place(out, lambda draft: _save(draft, data))
    tables = [plain_columns(frame.table, said) for frame in frames]
    if any(frame.from_text for frame in frames):
        _say_lost_header(frames, said)
    encoding = options.encoding or "GBK"
    if suffix == ".shp":
        tables = [dbf_columns(tables[0], encoding, said)]
    step("write")

    def write(draft: Path) -> None:
        for frame, table, name in zip(frames, tables, _names(frames), strict=True):
            crs, wkb = f"EPSG:{frame.epsg}", pa.array(shapely.to_wkb(frame.shapes), pa.binary())
            if suffix == ".gpkg":
                shaped = shapely.get_type_id(frame.shapes) == shapely.GeometryType.POLYGON
                kind = "Polygon" if shaped.all() else "MultiPolygon"
                vector.add_to_geopackage(draft, name, table, _multi(frame, kind), crs, kind)
            elif suffix == ".shp":
                vector.write_shapefile(draft, table, wkb, crs, encoding)
            else:
                degrees = zone_of(frame.epsg).geographic
                decimals = _DEGREE_DECIMALS if degrees else _METRE_DECIMALS
                vector.write_geojson(draft, table, wkb, crs, decimals)

    return place(out, write)


def _save(draft: Path, data: bytes) -> None:
    draft.write_bytes(data)


def _multi(frame: Frame, kind: str) -> pa.Array:
    shapes = frame.shapes.copy()
    if kind == "MultiPolygon":
        single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
        rows = np.arange(int(single.sum()))
        shapes[single] = shapely.multipolygons(shapes[single], indices=rows)
    return pa.array(shapely.to_wkb(shapes), pa.binary())


def _names(frames: Sequence[Frame]) -> list[str]:
    """Return the names of layers, each once."""
    names: list[str] = []
    for frame in frames:
        name, number = frame.layer.name, 1
        while name.casefold() in (other.casefold() for other in names):
            number += 1
            name = f"{frame.layer.name}_{number}"
        names.append(name)
    return names


def _say_lost_header(frames: Sequence[Frame], said: Said) -> None:
    """Say which of a text's contents a vector file has no place for."""
    lost = {
        f"{key}={value}"
        for frame in frames
        for key, value in frame.header.items()
        if value.strip(", 0") and key not in words.SAYS_WHERE
    }
    if lost:
        said.add("convert.header_lost", entries=sorted(lost))
    said.add("convert.names_lost")


def _suggested(frame: Frame) -> int:
    """Return the 3° system with zone number in which a frame in degrees lies."""
    longitudes = centroid_longitude(frame.shapes, frame.epsg)
    middle = float(np.median(longitudes))
    return _WITH_ZONE + round((zone_of(plane_of(middle)).central_meridian or 0) / 3)


def _summed(frame: Frame, said: Said) -> None:
    rings = shapely.get_num_interior_rings(shapely.get_parts(frame.shapes)) + 1
    points = int(shapely.get_num_coordinates(frame.shapes).sum() - rings.sum())
    sound = frame.shapes[shapely.is_valid(frame.shapes)]
    said.add(
        "convert.written",
        layer=frame.layer.name,
        count=len(frame.shapes),
        points=points,
        ellipsoidal=math.fsum(official_area(sound, frame.epsg)),
        planar=math.fsum(planar_area(sound, frame.epsg)),
        crs=name_of(frame.epsg),
    )
