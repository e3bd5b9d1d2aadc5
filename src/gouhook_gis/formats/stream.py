"""A layer of the desk's own in batches, so that its size need not fit into memory.

For registering reference layers: the files stay where they are, their structure is checked there
by the same functions as a submission's copy, and whoever reads says afterwards whether they
changed meanwhile. GeoPackages and file geodatabases come in batches from GDAL. Of a shapefile
the .shp is mapped and taken in batches, its .dbf is decoded as a whole (the encoding verdict
needs every text); the format ends at 2 GB. GeoJSON is parsed as a whole, under its limit.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Issue, SourceFile
from gouhook_gis.formats.copying import refuse_unreadable, siblings
from gouhook_gis.formats.filegdb import check_filegdb
from gouhook_gis.formats.geojson import parse
from gouhook_gis.formats.geopackage import check_geopackage
from gouhook_gis.formats.layers import Found, attributes
from gouhook_gis.formats.members import Member, chunks_of, is_junk, readable
from gouhook_gis.formats.notes import layer_issue, layer_path
from gouhook_gis.formats.settings import Limits
from gouhook_gis.formats.shapefile import POLYGONS, header, record_table
from gouhook_gis.formats.shapes import Shapes, from_shapefile, without_polygons
from gouhook_gis.formats.vector import list_layers, stream_layer
from gouhook_gis.geometry.arrays import Integers

BATCH = 8192


@dataclass(frozen=True)
class Batch:
    """Some records of a layer: n shapes, n rows, n record numbers as the file has them."""

    shapes: Shapes
    columns: pa.Table
    records: Integers


@dataclass(frozen=True)
class Stream:
    """A layer about to be read: at least one batch, possibly empty. `crs` as the file has it.

    `issues` are complete once the batches are exhausted.
    """

    file: str
    name: str
    crs: str | None
    issues: list[Issue]
    batches: Iterator[Batch]


@dataclass(frozen=True)
class Source:
    """A file (or set of files, or .gdb folder) that passed the checks of its structure."""

    files: tuple[SourceFile, ...]
    layers: tuple[str, ...]
    open: Callable[[str], Stream]


def open_source(path: Path, limits: Limits) -> Source:
    """Check `path` (.shp, .gpkg, .geojson, .gdb folder) and return what it holds.

    Raises RefusedError for another format, a structure that is damaged, or layers that the
    checks of a submission would only salvage: a reference layer is whole or not registered.
    """
    path = path.resolve()  # GDAL takes some relative names for drivers
    members = _in_place(path)
    suffix = path.suffix.lower()
    if suffix == ".shp":
        parts = {member.suffix: member for member in members}
        return _source(members, (path.stem,), lambda name: _shapefile(parts, name))
    if suffix == ".gpkg":
        return _geopackage(path, members)
    if suffix == ".gdb":
        check_filegdb(path, path.name)
        try:
            counts = list_layers(path)
        except RuntimeError as error:
            raise RefusedError("F02.gdb_damaged", file=path.name) from error
        return _container(path, members, counts)
    if suffix in (".geojson", ".json"):
        return _source(members, (path.stem,), lambda name: _geojson(members[0], name, limits))
    raise RefusedError("F01.unknown_format", file=readable(path.name), suffix=suffix or "—")


def _in_place(path: Path) -> tuple[Member, ...]:
    """Return the files of a source with their hashes, not copied."""
    if path.suffix.lower() == ".gdb" and path.is_dir():
        files = sorted(item for item in path.iterdir() if item.is_file())
    else:
        refuse_unreadable(path)
        shapefile = path.suffix.lower() == ".shp"
        files = [file for _, file in siblings(path)] if shapefile else [path]
    kept = [file for file in files if not is_junk(file.name)]
    return tuple(Member(file.name, file.stat().st_size, file_sha256(file), file) for file in kept)


def file_sha256(path: Path) -> str:
    """Return the hash of a file."""
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        digest.update(chunk)
    return digest.hexdigest()


def _source(
    members: tuple[Member, ...], layers: tuple[str, ...], start: Callable[[str], Stream]
) -> Source:
    files = tuple(SourceFile(path=m.name, sha256=m.sha256, size=m.size) for m in members)
    return Source(files, layers, start)


def _shapefile(parts: dict[str, Member], name: str) -> Stream:
    file = parts[".shp"].name
    with _path(parts[".shp"]).open("rb") as opened:
        shp = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    shape_type = header(shp, file).shape_type
    shx = _path(parts[".shx"]).read_bytes() if ".shx" in parts else None
    records, issues = record_table(shp, shx, file)
    found = Found(issues=issues)
    columns, deleted = attributes(parts, file, len(records), found)
    if columns.undecided:
        undecided = next(i for i in found.issues if i.message.id.startswith("F03.undecided"))
        raise RefusedError(undecided.message.id, **undecided.message.params)

    def batches() -> Iterator[Batch]:
        for start in range(0, max(len(deleted), 1), BATCH):
            some = records.take(slice(start, start + BATCH))
            if shape_type in POLYGONS:
                shapes = from_shapefile(shp, some, shape_type)
            else:
                shapes = without_polygons(shp, some)
            kept = ~deleted[start : start + BATCH]
            numbers = np.arange(start, start + len(kept)) + 1
            rows = columns.table.slice(start, len(kept)).filter(pa.array(kept))
            yield Batch(shapes.extended(len(kept)).take(kept), rows, numbers[kept])

    prj = parts.get(".prj")
    crs = None if prj is None else _path(prj).read_bytes().decode("utf-8", "replace")
    return Stream(file, name, crs, found.issues, batches())


def _geojson(member: Member, name: str, limits: Limits) -> Stream:
    if member.size > limits.json_bytes:
        raise RefusedError(
            "F01.json_too_large", file=member.name, limit_mib=limits.json_bytes >> 20
        )
    parsed = parse(_path(member).read_bytes(), member.name)
    records = np.arange(1, len(parsed.columns) + 1)
    batch = Batch(parsed.shapes, parsed.columns, records)
    return Stream(member.name, name, parsed.crs, [], iter([batch]))


def _geopackage(path: Path, members: tuple[Member, ...]) -> Source:
    checked = check_geopackage(path, path.name)
    if not checked.sound:
        raise RefusedError("F02.gpkg_damaged", file=path.name)
    return _container(path, members, checked.layers)


def _container(path: Path, members: tuple[Member, ...], counts: Mapping[str, int | None]) -> Source:
    def start(name: str) -> Stream:
        crs, raw = stream_layer(path, name, BATCH)
        issues: list[Issue] = []

        def batches() -> Iterator[Batch]:
            found = 0
            for batch in raw:
                found += len(batch.records)
                if batch.text_broken:
                    raise RefusedError("F03.not_utf8", file=path.name, field=batch.text_broken[0])
                yield Batch(batch.shapes, batch.columns, batch.records)
            expected = counts[name]
            if found != expected:
                lost = "F02.records_uncounted" if expected is None else "F02.records_lost"
                subject = layer_path(path.name, name)
                issues.append(layer_issue(lost, subject, path.name, declared=expected, found=found))

        return Stream(path.name, name, crs, issues, batches())

    return _source(members, tuple(sorted(counts)), start)


def _path(member: Member) -> Path:
    if member.path is None:
        raise ValueError(f"{member.name} has no file")
    return member.path
