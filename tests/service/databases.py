"""The databases of the service for tests: SQLite in a folder, or one in the PostGIS cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from tests.support.databases import empty_database, empty_layers, url_of

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgis))
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
    kind: str, folder: Path, request: pytest.FixtureRequest, *, layers: bool = False
) -> Iterator[str]:
    """Give the address of a database without anything in it, or with the tables of `layers` where
    those are kept in it.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'service.sqlite'}"
        return
    cluster = request.getfixturevalue("postgis")
    with (empty_layers if layers else empty_database)(cluster) as name:
        yield url_of(cluster, name)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Give the database at `url` with our tables."""
    database = Database(url)
    try:
        schema.upgrade(database)
        yield database
    finally:
        database.close()
