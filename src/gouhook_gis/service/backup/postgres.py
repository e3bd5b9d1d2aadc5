"""Our schemas of a PostgreSQL, out by pg_dump and in by pg_restore.

The jobs of the queue stay behind: a job is a word that a run is there, and is said again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.postgis import database as reference
from gouhook_gis.reference.postgis import schema as reference_schema
from gouhook_gis.reference.postgis.tables import SCHEMA as LAYERS
from gouhook_gis.reference.postgis.url import scrubbed
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.tables import SCHEMA

_OURS = (SCHEMA, LAYERS)
_PLAIN = ("--no-owner", "--no-privileges", "--no-password")


def layers_version(url: str) -> str | None:
    """Return the version of the tables of registered layers."""
    return reference.database(url).reach(reference_schema.version)


def server(database: Database) -> str:
    """Return the version of the server."""
    with database.engine.connect() as connection:
        return str(connection.scalar(text("SHOW server_version")))


def dump(database: Database, target: Path) -> None:
    """Write what our schemas hold at this moment. UsageError with what pg_dump says."""
    words = [word for schema in _OURS for word in ("--schema", schema)]
    unsaid = f"--exclude-table-data={SCHEMA}.procrastinate_*"
    _run(database, "pg_dump", "--format=custom", *_PLAIN, *words, unsaid, f"--file={target}")


def require_empty(database: Database) -> None:
    """Raise UsageError where the database has tables of ours already."""
    there = {*inspect(database.engine).get_schema_names()} & {*_OURS}
    if there:
        raise UsageError("backup.database_not_empty", place=database.place, schemas=sorted(there))


def load(database: Database, url: str, source: Path) -> None:
    """Bring back what `dump` wrote, all of it or nothing. UsageError where PostGIS is missing, or
    with what pg_restore says.
    """
    held_in = reference.database(url)
    with held_in.changing() as connection:
        reference_schema.install_postgis(connection, held_in.place)
    _run(database, "pg_restore", *_PLAIN, "--single-transaction", "--exit-on-error", str(source))


def _run(database: Database, program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise UsageError("backup.no_program", program=program)
    told = make_url(database.conninfo)
    # The password goes by the environment: everyone may read a command line.
    secret = told.password or told.query.get("password")
    shown = _without_password(told).render_as_string(hide_password=False)
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, no shell
        [found, f"--dbname={shown}", *words],
        env={**os.environ, **({"PGPASSWORD": str(secret)} if secret else {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr)
        detail = scrubbed(said, told)
        raise UsageError(
            "backup.program_failed", program=program, place=database.place, detail=detail
        )


def _without_password(url: URL) -> URL:
    query = {name: value for name, value in url.query.items() if name != "password"}
    return URL.create(
        url.drivername,
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=query,
    )


def unreachable(database: Database, error: DBAPIError) -> UsageError:
    """Return what it means that the database could not be asked."""
    detail = scrubbed(str(error.orig), make_url(database.conninfo))
    return UsageError("postgis.unreachable", place=database.place, detail=detail)
