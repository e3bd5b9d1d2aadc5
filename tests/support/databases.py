"""Databases for the tests of the PostGIS store: one each, in the cluster of the session."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from gouhook_gis.reference.postgis.database import Database
from gouhook_gis.reference.postgis.schema import upgrade

# Waiting for a database that is gone for good takes no test's time.
DELAYS = (0.05, 0.1, 0.2)
# What databases with our tables are copies of.
_LAYERS = "gouhook_layers"


def url_of(cluster: psycopg.Connection, name: str, user: str = "postgres") -> str:
    """Return the address of the database `name` in the cluster."""
    return f"postgresql://{user}@/{name}?host={cluster.info.host}"


@contextmanager
def empty_database(cluster: psycopg.Connection, extra: str = "") -> Iterator[str]:
    """Give the name of a new database without anything in it, not even PostGIS."""
    with _database(cluster, "template0 " + extra) as name:
        yield name


@contextmanager
def empty_layers(cluster: psycopg.Connection) -> Iterator[str]:
    """Give the name of a new database with our tables of layers, and nothing registered."""
    with copy_of(cluster, _LAYERS, _make_layers) as name:
        yield name


@contextmanager
def copy_of(
    cluster: psycopg.Connection, template: str, make: Callable[[str], None]
) -> Iterator[str]:
    """Give the name of a new database that is a copy of `template`, which `make` has made at its
    address when the first was asked for: to make each anew takes four times as long.
    """
    known = cluster.execute("SELECT FROM pg_database WHERE datname = %s", [template])
    if not known.rowcount:
        own = sql.Identifier(template)
        cluster.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(own))
        make(url_of(cluster, template))
    with _database(cluster, template) as name:
        yield name


def _make_layers(url: str) -> None:
    made = Database(url, DELAYS)
    upgrade(made)
    made.engine.dispose()


@contextmanager
def layer_database(cluster: psycopg.Connection) -> Iterator[Database]:
    """Give such a database, connected."""
    with empty_layers(cluster) as name:
        database = Database(url_of(cluster, name), DELAYS)
        try:
            yield database
        finally:
            database.engine.dispose()


@contextmanager
def _database(cluster: psycopg.Connection, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    own = sql.Identifier(name)
    cluster.execute(sql.SQL("CREATE DATABASE {} TEMPLATE " + template).format(own))
    try:
        yield name
    finally:
        cluster.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(own))
