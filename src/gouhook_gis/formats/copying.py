"""A source of any supported kind to a private copy of its members."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.archive import unpack
from gouhook_gis.formats.members import (
    ARCHIVES,
    SHAPEFILE,
    SHAPEFILE_COMPANIONS,
    TEXTS,
    UNSUPPORTED,
    WORKBOOKS,
    Taker,
    Unpacked,
    chunks_of,
    fresh_folder,
    is_junk,
    readable,
    safe_name,
)
from gouhook_gis.formats.settings import Limits

# A workbook by itself is a facts file.
SUPPORTED = (".zip", ".shp", ".gpkg", ".geojson", ".json", *TEXTS, *WORKBOOKS)
_MAGIC = {
    b"Rar!": ".rar",
    b"7z\xbc\xaf\x27\x1c": ".7z",
    b"PK\x03\x04": ".zip",
    b"SQLite format 3\0": ".gpkg",
    b"\x00\x00\x27\x0a": ".shp",
    b"\x1f\x8b": ".gz",
    b"AC10": ".dwg",
    b"\x00\x01\x00\x00Standard": ".mdb",
    b"%PDF": ".pdf",
}


def copy_source(path: Path, target: Path, limits: Limits) -> Unpacked:
    """Copy the source `path` into the new folder `target` under `limits`.

    A folder gives all its files, named by their path in it; a .gdb folder keeps its own name;
    a .shp brings the files of its stem, whatever the case of their suffixes. Raises
    RefusedError for what is missing, empty, not supported, a link, or beyond a limit.
    """
    if not path.exists():
        raise RefusedError("F01.missing", file=readable(path.name))
    if path.is_dir():
        return _copied(_folder_files(path), target, limits)
    suffix = path.suffix.lower()
    refuse_unreadable(path)
    if suffix == ".zip":
        return unpack(path, target, limits)
    if suffix == ".shp":
        return _copied(siblings(path), target, limits)
    return _copied(iter([(readable(path.name), path)]), target, limits)


def kind_by_magic(head: bytes) -> str | None:
    """Return the suffix that the first bytes of a file speak for, or None."""
    return next((suffix for magic, suffix in _MAGIC.items() if head.startswith(magic)), None)


def refuse_unreadable(path: Path) -> None:
    """Refuse a single file by its name, its size and its first bytes, or one still written to."""
    suffix = path.suffix.lower()
    if suffix in UNSUPPORTED or (suffix in ARCHIVES and suffix != ".zip"):
        raise RefusedError(instead(suffix), file=readable(path.name), suffix=suffix)
    if suffix in (".shx", ".dbf", ".prj", ".cpg"):
        raise RefusedError("F01.part_of_shapefile", file=readable(path.name))
    if suffix not in SUPPORTED:
        raise RefusedError("F01.unknown_format", file=readable(path.name), suffix=suffix or "—")
    if not path.is_file():
        raise RefusedError("F01.link", name=readable(path.name))
    if path.stat().st_size == 0:
        raise RefusedError("F01.empty_file", file=readable(path.name))
    with path.open("rb") as stream:
        found = kind_by_magic(stream.read(64))
    if suffix == ".zip" and not zipfile.is_zipfile(path):
        if found in (None, ".zip"):
            raise RefusedError("F01.archive_damaged", file=readable(path.name))
        raise RefusedError("F02.is_another", file=readable(path.name), suffix=suffix, found=found)
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise RefusedError("F01.still_open", file=readable(path.name), beside=beside.name)


def instead(suffix: str) -> str:
    """Return the message that says what to hand in instead of a file of this suffix."""
    if suffix in ARCHIVES:
        return "F01.other_archive"
    if suffix in (".mdb", ".accdb"):
        return "F01.access_database"
    if suffix in (".dwg", ".dxf", ".dgn"):
        return "F01.drawing"
    if suffix in (".kml", ".kmz", ".ovkml", ".ovkmz", ".gpx"):
        return "F01.web_format"
    return "F01.unsupported"


def _folder_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of every file, sorted by name; links are refused, not followed."""
    found: list[tuple[str, Path]] = []
    base = folder.resolve()
    prefix = f"{base.name}/" if base.suffix.lower() == ".gdb" else ""
    for here, folders, files in os.walk(base, onerror=_raise):
        for entry in (*folders, *files):
            path = Path(here, entry)
            name = prefix + path.relative_to(base).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise RefusedError("F01.link", name=name)
        found += [
            (prefix + Path(here, entry).relative_to(base).as_posix(), Path(here, entry))
            for entry in files
        ]
    yield from sorted(found)


def _raise(error: OSError) -> None:
    """Stop at a folder that may not be opened: what lies in it is part of the submission."""
    raise error


def siblings(shp: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of the shapefile `shp` that lie beside it."""
    stem = shp.name[: -len(shp.suffix)].casefold()
    wanted = {stem + suffix for suffix in (*SHAPEFILE, *SHAPEFILE_COMPANIONS)}
    for path in sorted(shp.parent.iterdir()):
        if path.name.casefold() in wanted:
            if path.is_symlink() and path != shp:
                raise RefusedError("F01.link", name=readable(path.name))
            yield path.name, path


def _copied(files: Iterator[tuple[str, Path]], target: Path, limits: Limits) -> Unpacked:
    taker, left_out = Taker(target, limits), []
    with fresh_folder(target):
        for raw, path in files:
            name = safe_name(raw, limits)
            if is_junk(name):
                left_out.append(name)
            else:
                taker.take(name, chunks_of(path))
    return Unpacked(tuple(taker.members), tuple(left_out))
