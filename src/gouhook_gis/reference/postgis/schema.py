"""The version of the tables: told before anything is asked, changed by an explicit step only."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, column, func, select, text
from sqlalchemy.exc import DBAPIError

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.postgis.database import Database
from gouhook_gis.reference.postgis.tables import SCHEMA

# The newest of `migrations/versions`; here as well because importing Alembic takes time.
HEAD = "0001"
VERSION_TABLE = "schema_version"
_MIGRATIONS = Path(__file__).parent / "migrations"
_KEY = 0x676F75  # of the lock under which one program migrates


def version(connection: Connection) -> str | None:
    """Return the version of the tables, None where there are none."""
    table = f"{SCHEMA}.{VERSION_TABLE}"
    if connection.scalar(select(func.to_regclass(table))) is None:
        return None
    number = connection.scalar(select(column("version_num")).select_from(text(table)))
    return None if number is None else str(number)


def require_current(connection: Connection, place: str) -> None:
    """Raise UsageError, with what to do, unless the tables are of this program's version."""
    found = version(connection)
    if found is None:
        raise UsageError("postgis.schema_missing", place=place)
    if found != HEAD:
        message_id = "postgis.schema_older" if found < HEAD else "postgis.schema_newer"
        raise UsageError(message_id, place=place, found=found, wanted=HEAD)


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the tables to this program's version, all or nothing; return it before and after.

    PostGIS is installed where that is allowed. Raises UsageError where it is not there, the
    database is not in UTF-8, rights are missing, or the tables are of a newer program.
    """
    before = database.reach(version)
    if before is not None and before > HEAD:
        raise UsageError("postgis.schema_newer", place=database.place, found=before, wanted=HEAD)
    with database.changing() as connection:
        encoding = connection.scalar(text("SHOW server_encoding"))
        if encoding != "UTF8":
            raise UsageError("postgis.not_utf8", place=database.place, encoding=str(encoding))
        install_postgis(connection, database.place)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        _migrate(connection, HEAD)
    return before, HEAD


def downgrade(database: Database, to: str) -> None:
    """Bring the tables back to version `to` ("base": none, every edition is removed with them)."""
    with database.changing() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})
        _migrate(connection, to)


def _migrate(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    if to == HEAD:
        command.upgrade(config, to)
    else:
        command.downgrade(config, to)


def install_postgis(connection: Connection, place: str) -> None:
    """Have PostGIS in the database. UsageError where it is not there, or rights are missing."""
    held = text("SELECT count(*) FROM pg_extension WHERE extname = 'postgis'")
    if connection.scalar(held):
        return
    try:
        connection.execute(text("CREATE EXTENSION postgis"))
    except DBAPIError as error:
        detail = str(error.orig).splitlines()[0]
        raise UsageError("postgis.no_extension", place=place, detail=detail) from None
