"""The databases of the service for tests: SQLite in a folder, or one in the PostGIS cluster."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from tests.support.databases import copy_of, empty_database, empty_layers, url_of

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgis))
# What databases with our tables are copies of.
_TABLES = "gouhook_service"
# Where each takes half a minute: the other one in a soak.
SQLITE_FIRST = (
    "sqlite",
    pytest.param("postgresql", marks=[pytest.mark.postgis, pytest.mark.soak]),
)
POSTGRESQL_FIRST = (
    pytest.param("sqlite", marks=pytest.mark.soak),
    pytest.param("postgresql", marks=pytest.mark.postgis),
)


@contextmanager
def address(
    kind: str,
    folder: Path,
    request: pytest.FixtureRequest,
    *,
    layers: bool = False,
    tables: bool = False,
) -> Iterator[str]:
    """Give the address of a database without anything in it, or with the tables of `layers` where
    those are kept in it, or with the `tables` of the service.
    """
    if kind == "sqlite":
        if tables:
            put_tables(folder / "service.sqlite")
        yield f"sqlite:///{folder / 'service.sqlite'}"
        return
    cluster = request.getfixturevalue("postgis")
    if tables:
        given = copy_of(cluster, _TABLES, _make)
    else:
        given = (empty_layers if layers else empty_database)(cluster)
    with given as name:
        yield url_of(cluster, name)


def put_tables(file: Path) -> None:
    """Have a SQLite database in `file` with our tables: a copy, as migrating takes far longer."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_bytes(_sqlite())


@cache
def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "service.sqlite"
        _make(f"sqlite:///{file}")
        return file.read_bytes()


def _make(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.close()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Give the database at `url` with our tables."""
    database = Database(url)
    try:
        schema.upgrade(database)
        yield database
    finally:
        database.close()
