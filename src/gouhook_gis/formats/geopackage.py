"""Signature and structure of a GeoPackage, before GDAL may see it (OGC 12-128r18)."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.notes import file_issue

_MAGIC = b"SQLite format 3\0"
_APPLICATIONS = (b"GPKG", b"GP10", b"GP11")


@dataclass(frozen=True)
class Checked:
    """A container that may be read: its layers, name to number of records (None where it
    cannot be counted).

    `sound` is False where the file is damaged in places: it is then salvaged record by record.
    """

    layers: dict[str, int | None]
    sound: bool
    issues: tuple[Issue, ...] = ()


def check_geopackage(path: Path, file: str) -> Checked:
    """Check the private copy `path` of `file`. Raises RefusedError where it is no GeoPackage."""
    with path.open("rb") as stream:
        head = stream.read(100)
    if not head.startswith(_MAGIC) or len(head) < 100:
        raise RefusedError("F02.not_what_it_says", file=file, suffix=".gpkg")
    if head[68:72] not in _APPLICATIONS:
        raise RefusedError("F02.gpkg_id", file=file, found=head[68:72].hex())
    page_size = struct.unpack_from(">H", head, 16)[0]
    expected = (65536 if page_size == 1 else page_size) * struct.unpack_from(">I", head, 28)[0]
    size = path.stat().st_size
    if size < expected:
        # SQLite itself opens no such file, so there is nothing to salvage.
        raise RefusedError("F02.gpkg_truncated", file=file, declared=expected, found=size)
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            layers, views, gone = _layers(base)
            sound = base.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.Error as error:
        raise RefusedError("F02.gpkg_damaged", file=file) from error
    # A view runs the file's own SQL; what it shows is in its tables anyway.
    issues = [file_issue("F02.gpkg_view", file, layer=name) for name in views]
    issues += [file_issue("F02.gpkg_no_table", file, layer=name) for name in gone]
    if not sound:
        issues.append(file_issue("F02.gpkg_pages", file))
    return Checked(layers, sound, tuple(issues))


def _layers(
    base: sqlite3.Connection,
) -> tuple[dict[str, int | None], list[str], list[str]]:
    """Return the layers that are tables with their counts, those that are views, and those
    that are listed but cannot be read: no such table, or no geometry column named for it.
    """
    # SQLite compares names without case, and some programs list a layer in another one.
    rows = base.execute(
        "SELECT coalesce(m.name, c.table_name), m.type, g.column_name"
        " FROM gpkg_contents c"
        " LEFT JOIN sqlite_master m ON lower(m.name) = lower(c.table_name)"
        " AND m.type IN ('table', 'view')"
        " LEFT JOIN gpkg_geometry_columns g ON lower(g.table_name) = lower(c.table_name)"
        " WHERE c.data_type = 'features' ORDER BY 1"
    ).fetchall()
    counts: dict[str, int | None] = {}
    views: list[str] = []
    gone: list[str] = []
    for name, kind, column in rows:
        if kind is None or column is None:
            gone.append(name)
        elif kind == "view":
            views.append(name)
        else:
            counts[name] = _count(base, name)
    return counts, views, gone


def _count(base: sqlite3.Connection, table: str) -> int | None:
    quoted = '"' + table.replace('"', '""') + '"'
    try:
        # The name is quoted as SQLite demands; a table's name cannot be a parameter.
        rows = base.execute(f"SELECT count(*) FROM {quoted}")  # noqa: S608 - quoted above
        return int(rows.fetchone()[0])
    except sqlite3.DatabaseError:
        return None
