"""Databases for the tests of the PostGIS store: one each, in the cluster of the session."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from gouhook_gis.reference.postgis.database import Database
from gouhook_gis.reference.postgis.schema import upgrade

# Waiting for a database that is gone for good takes no test's time.
DELAYS = (0.05, 0.1, 0.2)


def url_of(cluster: psycopg.Connection, name: str, user: str = "postgres") -> str:
    """Return the address of the database `name` in the cluster."""
    return f"postgresql://{user}@/{name}?host={cluster.info.host}"


@contextmanager
def empty_database(cluster: psycopg.Connection, extra: str = "") -> Iterator[str]:
    """Give the name of a new database without anything in it, not even PostGIS."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    own = sql.Identifier(name)
    cluster.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 " + extra).format(own))
    try:
        yield name
    finally:
        cluster.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(own))


@contextmanager
def layer_database(cluster: psycopg.Connection) -> Iterator[Database]:
    """Give a database with our tables, and nothing registered."""
    with empty_database(cluster) as name:
        database = Database(url_of(cluster, name), DELAYS)
        upgrade(database)
        try:
            yield database
        finally:
            database.engine.dispose()
