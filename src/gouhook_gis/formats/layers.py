"""One member (or set of members) to its layers: checked, read, judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Decision, Issue
from gouhook_gis.formats.crs import verdict
from gouhook_gis.formats.dbf import open_table
from gouhook_gis.formats.dbf_columns import Columns, read_columns
from gouhook_gis.formats.filegdb import check_filegdb
from gouhook_gis.formats.geojson import parse
from gouhook_gis.formats.geopackage import check_geopackage
from gouhook_gis.formats.layer import Layer
from gouhook_gis.formats.members import Member
from gouhook_gis.formats.notes import file_issue, layer_issue, layer_path
from gouhook_gis.formats.objects import no_columns
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.position import misplaced
from gouhook_gis.formats.settings import Limits
from gouhook_gis.formats.shapefile import POLYGONS, header, record_table
from gouhook_gis.formats.shapes import Shapes, from_shapefile, without_polygons
from gouhook_gis.formats.vector import Driver, RawLayer, list_layers, read_layer, salvage
from gouhook_gis.geometry.arrays import Integers, Mask
from gouhook_gis.geometry.zones import zone_of


@dataclass
class Found:
    """The layers of one member, and what was noticed and decided."""

    layers: list[Layer] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def read_shapefile(parts: dict[str, Member], options: ReadOptions) -> Found:
    """Read a shapefile (suffix to member). Raises RefusedError where its .shp is no .shp."""
    file = parts[".shp"].name
    shp, found = _bytes(parts[".shp"]), Found()
    shape_type = header(shp, file).shape_type
    shx = _bytes(parts[".shx"]) if ".shx" in parts else None
    records, issues = record_table(shp, shx, file)
    found.issues += issues
    if shape_type in POLYGONS:
        shapes = from_shapefile(shp, records, shape_type)
    else:
        shapes = without_polygons(shp, records)
    columns, deleted = attributes(parts, file, len(records), found)
    shapes = shapes.extended(len(deleted))
    numbers = np.arange(1, len(deleted) + 1)
    if deleted.any():
        records_gone = numbers[deleted].tolist()
        found.issues.append(
            layer_issue("F02.deleted", file, file, records=records_gone, count=len(records_gone))
        )
    prj = _bytes(parts[".prj"]).decode("utf-8", "replace") if ".prj" in parts else None
    _add(
        found,
        file,
        PurePosixPath(file).stem,
        shapes.take(~deleted),
        columns.table.filter(pa.array(~deleted)),
        numbers[~deleted],
        prj,
        options,
        undecided=columns.undecided,
    )
    return found


def read_geojson(member: Member, limits: Limits, options: ReadOptions) -> Found:
    """Read a GeoJSON file. Raises RefusedError where it is none, or larger than allowed."""
    if member.size > limits.json_bytes:
        raise RefusedError(
            "F01.json_too_large", file=member.name, limit_mib=limits.json_bytes >> 20
        )
    parsed, found = parse(_bytes(member), member.name), Found()
    records = np.arange(1, len(parsed.columns) + 1)
    name = PurePosixPath(member.name).stem
    _add(found, member.name, name, parsed.shapes, parsed.columns, records, parsed.crs, options)
    return found


def read_geopackage(member: Member, options: ReadOptions) -> Found:
    """Read all layers of a GeoPackage. Raises RefusedError where it is none."""
    path = _path(member)
    checked = check_geopackage(path, member.name)
    found = Found(issues=list(checked.issues))
    for name, count in checked.layers.items():
        raw = _container_layer(path, member.name, name, "GPKG", found, sound=checked.sound)
        _add_raw(found, member.name, name, raw, count, options)
    return found


def read_filegdb(file: str, members: Sequence[Member], options: ReadOptions) -> Found:
    """Read all layers of the file geodatabase `file`. Raises RefusedError where it is none."""
    folder, found = _path(members[0]).parent, Found()
    check_filegdb(folder, file)
    try:
        layers = list_layers(folder)
    except RuntimeError as error:
        raise RefusedError("F02.gdb_damaged", file=file) from error
    for name, count in sorted(layers.items()):
        raw = _container_layer(folder, file, name, "OpenFileGDB", found, sound=True)
        _add_raw(found, file, name, raw, count, options)
    return found


def attributes(
    parts: dict[str, Member], file: str, shapes: int, found: Found
) -> tuple[Columns, Mask]:
    """Return the columns of a shapefile and its deleted records, as many as shapes or rows."""
    none = Columns(no_columns(shapes), False, (), ())
    if ".dbf" not in parts:
        found.issues.append(file_issue("F02.dbf_missing", file))
        return none, np.zeros(shapes, dtype=bool)
    dbf = parts[".dbf"]
    try:
        table, issues = open_table(_bytes(dbf), dbf.name)
    except RefusedError as error:
        found.issues.append(Issue(message=error.message, subject_type="layer", subject=file))
        return none, np.zeros(shapes, dtype=bool)
    rows = len(table.rows)
    cpg = _bytes(parts[".cpg"]) if ".cpg" in parts else None
    columns = read_columns(table, cpg, dbf.name, file)
    found.issues += [*issues, *columns.issues]
    found.decisions += columns.decisions
    if rows != shapes:
        found.issues.append(file_issue("F02.count_mismatch", file, shapes=shapes, rows=rows))
    missing = max(shapes - rows, 0)
    deleted = np.append(table.deleted, np.zeros(missing, dtype=bool))
    if missing and columns.table.num_columns:
        blank = pa.table({f.name: pa.nulls(missing, f.type) for f in columns.table.schema})
        padded = pa.concat_tables([columns.table, blank])
    else:
        padded = columns.table if columns.table.num_columns else no_columns(len(deleted))
    return Columns(padded, columns.undecided, (), ()), deleted


def _container_layer(
    path: Path, file: str, name: str, driver: Driver, found: Found, *, sound: bool
) -> RawLayer:
    """Read a layer in bulk, or record by record where the file is doubtful or GDAL stumbles."""
    if sound:
        try:
            return read_layer(path, name)
        except (RuntimeError, ValueError) as error:
            subject = layer_path(file, name)
            found.issues.append(
                layer_issue("F02.read_failed", subject, file, error=type(error).__name__)
            )
    try:
        return salvage(path, name, driver)
    except (RuntimeError, ValueError, OSError) as error:
        raise RefusedError("F02.layer_lost", file=layer_path(file, name)) from error


def _add_raw(
    found: Found, file: str, name: str, raw: RawLayer, expected: int | None, options: ReadOptions
) -> None:
    subject = layer_path(file, name)
    read = len(raw.records)
    if expected is None:
        found.issues.append(layer_issue("F02.records_uncounted", subject, file, found=read))
    elif read != expected:
        found.issues.append(
            layer_issue("F02.records_lost", subject, file, declared=expected, found=read)
        )
    found.issues += [
        layer_issue("F03.not_utf8", subject, file, field=column) for column in raw.text_broken
    ]
    _add(
        found,
        file,
        name,
        raw.shapes,
        raw.columns,
        raw.records,
        raw.crs,
        options,
        undecided=bool(raw.text_broken),
    )


def _add(
    found: Found,
    file: str,
    name: str,
    shapes: Shapes,
    columns: pa.Table,
    records: Integers,
    declared: str | None,
    options: ReadOptions,
    *,
    undecided: bool = False,
) -> None:
    """Judge the CRS of a layer, take out what lies out of China by it, and add the layer."""
    subject = layer_path(file, name)
    crs = verdict(declared, shapes.bounds, options, subject, file)
    if crs.epsg is not None:
        shapes = shapes.without(misplaced(shapes.bounds, zone_of(crs.epsg)), "F07.out_of_range")
    found.issues += shapes.issues(subject, file, records)
    found.layers.append(Layer(file, name, shapes.wkb, columns, records, crs, undecided))


def _path(member: Member) -> Path:
    if member.path is None:
        raise ValueError(f"{member.name} was not copied")
    return member.path


def _bytes(member: Member) -> bytes:
    return _path(member).read_bytes()
