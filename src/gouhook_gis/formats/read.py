"""A source to a `Reading`: private copy, checks, layers, verdicts. All of it in one process."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Decision, Issue, SourceFile
from gouhook_gis.formats.cells import Workbook
from gouhook_gis.formats.copying import copy_source
from gouhook_gis.formats.layer import Layer, Reading
from gouhook_gis.formats.layers import (
    Found,
    read_filegdb,
    read_geojson,
    read_geopackage,
    read_shapefile,
)
from gouhook_gis.formats.members import Member, Unpacked, chunks_of, readable
from gouhook_gis.formats.notes import file_issue, refused_issue
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.photographs import read_photographs
from gouhook_gis.formats.settings import Limits
from gouhook_gis.formats.sources import sort_out
from gouhook_gis.formats.texts import read_texts
from gouhook_gis.formats.workbook import read_workbook

IN_PROCESS = "in-process"
_PROJ_VARIABLES = ("PROJ_DATA", "PROJ_LIB")


def read_source(path: Path, limits: Limits, options: ReadOptions) -> Reading:
    """Read the source `path` (zip, folder, .shp, .gpkg, .geojson, .gdb, coordinate text) in this
    process.

    Whatever is wrong with it is an issue of the reading, fatal where nothing can be read;
    nothing is raised for the content of a source.
    """
    # A system PROJ named here breaks the one that pyproj and GDAL bring along.
    for name in _PROJ_VARIABLES:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="gouhook-", ignore_cleanup_errors=True) as folder:
        return read_copy(path, Path(folder) / "copy", limits, options)


def read_copy(path: Path, target: Path, limits: Limits, options: ReadOptions) -> Reading:
    """Read the source `path` by way of a private copy in the new folder `target`."""
    empty = Reading(
        name=readable(path.name), sha256=None, files=(), layers=(), isolation=IN_PROCESS
    )
    try:
        unpacked = copy_source(path, target, limits)
        sha256 = _sha256(path, unpacked.members)
    except RefusedError as error:
        return replace(empty, issues=(refused_issue(error, readable(path.name), fatal=True),))
    except OSError as error:
        issue = file_issue("F01.no_access", readable(path.name), fatal=True, error=error.strerror)
        return replace(empty, issues=(issue,))
    return _reading(replace(empty, sha256=sha256), unpacked, limits, options)


def _reading(empty: Reading, unpacked: Unpacked, limits: Limits, options: ReadOptions) -> Reading:
    found = sort_out(unpacked.members)
    issues = list(found.issues)
    if unpacked.left_out:
        names = sorted(unpacked.left_out)
        issues.append(file_issue("F01.left_out", empty.name, count=len(names), names=[*names]))
    layers: list[Layer] = []
    decisions: list[Decision] = []
    jobs: list[tuple[str, Callable[[], Found]]] = [
        *((m[".shp"].name, lambda m=m: read_shapefile(m, options)) for m in found.shapefiles),
        *((m.name, lambda m=m: read_geopackage(m, options)) for m in found.geopackages),
        *((m.name, lambda m=m: read_geojson(m, limits, options)) for m in found.geojsons),
        *((f, lambda f=f, m=m: read_filegdb(f, m, options)) for f, m in found.databases.items()),
    ]
    for file, read in jobs:
        try:
            result = read()
        except RefusedError as error:
            issues.append(refused_issue(error, file, fatal=False))
            continue
        layers += result.layers
        issues += result.issues
        decisions += result.decisions
    books = _workbooks(found.workbooks, limits, issues)
    texts, result = read_texts(found.texts, limits, options, beside=bool(jobs))
    layers += result.layers
    issues += result.issues
    decisions += result.decisions
    photographs, noted = read_photographs(found.photographs, limits, empty.name)
    issues += noted
    if not layers:
        issues.append(file_issue("F01.no_layer", empty.name, fatal=True, found=[*_names(unpacked)]))
    return replace(
        empty,
        files=tuple(
            SourceFile(path=m.name, sha256=m.sha256, size=m.size)
            for m in sorted(unpacked.members, key=lambda item: item.name)
        ),
        layers=tuple(sorted(layers, key=lambda layer: (layer.file, layer.name))),
        issues=tuple(sorted(issues, key=_order)),
        decisions=tuple(decisions),
        other_files=tuple(sorted(found.others)),
        workbooks=books,
        texts=texts,
        photographs=photographs,
    )


def _workbooks(
    members: Sequence[Member], limits: Limits, issues: list[Issue]
) -> tuple[Workbook, ...]:
    """Return the workbooks of ours, equal copies once; what is not read is an issue."""
    books: list[Workbook] = []
    seen: set[str] = set()
    for member in members:
        if member.path is None or member.sha256 in seen:
            continue
        seen.add(member.sha256)
        try:
            book = read_workbook(member.path, member.name, limits)
        except RefusedError as error:
            issues.append(refused_issue(error, member.name, fatal=False))
            continue
        if book is None:
            issues.append(file_issue("F13.not_ours", member.name))
        else:
            books.append(book)
    return tuple(books)


def _order(issue: Issue) -> tuple[str, str]:
    return issue.subject, issue.message.id


def _names(unpacked: Unpacked) -> list[str]:
    return sorted(member.name for member in unpacked.members)


def _sha256(path: Path, members: Sequence[Member]) -> str:
    """Return the hash of a single file, or of the names and hashes of a source of several."""
    if path.is_file() and path.suffix.lower() != ".shp":
        digest = hashlib.sha256()
        for chunk in chunks_of(path):
            digest.update(chunk)
        return digest.hexdigest()
    lines = sorted(f"{member.name}\0{member.sha256}\n" for member in members)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
