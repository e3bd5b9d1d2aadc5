"""The SQLite of an embedded service, copied while it is written to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from gouhook_gis.domain.errors import UsageError


def dump(source: Path, target: Path) -> None:
    """Write the database as it is at one moment. UsageError where it is damaged."""
    try:
        found = _copied(source, target)
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise UsageError("backup.database_damaged", path=str(source), detail=found[:200])


def _copied(source: Path, target: Path) -> str:
    """Copy the database; return "ok", or what is wrong with the copy."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as held,
        closing(sqlite3.connect(target)) as copy,
    ):
        # In one go: with a write-ahead log that keeps nobody from writing, while a copy in steps
        # begins anew whenever somebody does.
        held.backup(copy)
        # One file, whole by itself.
        copy.execute("PRAGMA journal_mode=DELETE")
        return str(copy.execute("PRAGMA quick_check").fetchone()[0])
