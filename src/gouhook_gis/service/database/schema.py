"""The version of the tables, changed by an explicit step only."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.tables import SCHEMA

# The newest of `migrations/versions`; here as well because importing Alembic takes time.
HEAD = "0005"
VERSION_TABLE = "service_version"
_MIGRATIONS = Path(__file__).parent / "migrations"
_KEY = 0x676F7576  # of the lock under which one program migrates


def version(database: Database) -> str | None:
    """Return the version of the tables, None where there are none."""
    with database.engine.connect() as connection:
        return _version(connection)


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the tables to this program's version, all or nothing; return it before and after.

    Raises UsageError where they are of a newer program.
    """
    with database.changing() as session:
        connection = session.connection()
        _alone(connection)
        before = _version(connection)
        if before is not None and before > HEAD:
            raise UsageError(
                "service.schema_newer", place=database.place, found=before, wanted=HEAD
            )
        if before != HEAD:
            _migrate(connection, HEAD)
    return before, HEAD


def downgrade(database: Database, to: str) -> None:
    """Bring the tables back to version `to` ("base": none, with everything in them)."""
    with database.changing() as session:
        connection = session.connection()
        _alone(connection)
        _migrate(connection, to)


def require_current(database: Database) -> None:
    """Raise UsageError, with what to do, unless the tables are of this program's version."""
    found = version(database)
    if found != HEAD:
        message_id = "service.schema_newer" if found and found > HEAD else "service.schema_older"
        raise UsageError(message_id, place=database.place, found=found or "", wanted=HEAD)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    number = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    return None if number is None else str(number)


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))


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
