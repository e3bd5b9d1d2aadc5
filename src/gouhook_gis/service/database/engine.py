"""Connections: one way to read and one to change, whatever the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from gouhook_gis.reference.postgis import url as postgres
from gouhook_gis.service.database.tables import SCHEMA

_BUSY_MS = 30_000
_CHANGING = "gouhook_changing"


class Database:
    """The database at `url`. Every change is one transaction, whole or not at all."""

    def __init__(self, url: str, pool: int = 5) -> None:
        self._url = _parsed(url)
        self.sqlite = self._url.drivername.startswith("sqlite")
        self.engine = _sqlite(self._url) if self.sqlite else _postgres(self._url, pool)

    @property
    def place(self) -> str:
        """Return where it is, without a password."""
        return "sqlite" if self.sqlite else postgres.place(self._url)

    @property
    def conninfo(self) -> str:
        """Return the address as psycopg takes it (PostgreSQL only), password included."""
        return self._url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that changes nothing."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """Give a session whose changes happen together at the end, or not at all.

        On SQLite it holds the one lock for writing from its beginning: nothing it has read can
        have changed when it writes.
        """
        engine = self.engine.execution_options(**{_CHANGING: True})
        with Session(engine) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _parsed(text: str) -> URL:
    if text.startswith("sqlite"):
        return make_url(text)
    url = postgres.parsed(text)
    told = url.query.get("options", "")
    path = f"{told if isinstance(told, str) else ' '.join(told)} -csearch_path={SCHEMA},public"
    return url.update_query_dict({"options": path.strip()})


def _postgres(url: URL, pool: int) -> Engine:
    # A finding holds coordinates: none of them may come into an error.
    return create_engine(url, hide_parameters=True, pool_size=pool, pool_pre_ping=True)


def _sqlite(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": _BUSY_MS / 1000}, pool_size=20
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by sqlite3
        cursor = connection.cursor()
        # FULL: what was answered with 202 is there after a loss of power.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        changing = connection.get_execution_options().get(_CHANGING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if changing else "BEGIN")

    return engine
