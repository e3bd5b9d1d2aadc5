"""The chain shows what was done to it: a line changed, removed, moved, put in, the end cut off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from gouhook_gis.service import records
from gouhook_gis.service.audit.chain import FIRST
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.audit.verified import How
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.models import Act
from tests.service.audit.lines import (
    broken,
    found,
    lines,
    meddling,
    noted,
    put,
    stranger,
    take,
    written,
)

Meddle = Callable[[Connection, list[Act]], None]


def test_a_line_holds_the_hash_of_the_one_before(database: Database, tmp_path: Path) -> None:
    """Numbers run from 1; a hash can be made by hand from what the line says."""
    empty = found(database, tmp_path)
    assert (empty.lines, empty.head, empty.intact) == (0, FIRST, True)
    first, second, third = written(database, 3)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == (FIRST, first.hash, second.hash)
    at = second.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    said = (
        '{"act":"report_read","actor":"wang","at":"' + at + '",'
        '"data":{"address":"10.1.2.3","part":"page"},"number":2,'
        f'"previous":"{first.hash}","role":"desk","subject":"r2"}}'
    )
    assert second.hash == hashlib.sha256(said.encode()).hexdigest()
    whole = found(database, tmp_path)
    assert (whole.lines, whole.head, whole.intact) == (3, third.hash, True)


def test_what_is_undone_leaves_no_gap(database: Database, tmp_path: Path) -> None:
    """Neither a transaction that failed nor a savepoint in one that did not."""
    written(database, 1)
    with pytest.raises(RuntimeError), database.changing() as session:
        records.audit(session, "retention", Deed.RESULTS_DELETED, "x")
        raise RuntimeError
    with database.changing() as session:
        records.audit(session, "retention", Deed.RESULTS_DELETED, "y")
        with session.begin_nested():
            session.execute(text("SELECT 1"))
    assert [(line.number, line.subject, line.role) for line in lines(database)] == [
        (1, "r1", "desk"),
        (2, "y", None),
    ]
    assert found(database, tmp_path).intact


def _change(connection: Connection, before: list[Act]) -> None:
    connection.execute(text("UPDATE audit SET actor = 'li' WHERE number = 4"))


def _change_hash_too(connection: Connection, before: list[Act]) -> None:
    take(connection, 4)
    put(connection, 4, stranger(4, before[2].hash))


def _remove(connection: Connection, before: list[Act]) -> None:
    take(connection, 4)


def _remove_and_close_up(connection: Connection, before: list[Act]) -> None:
    take(connection, *range(4, 11))
    for line in before[4:]:
        put(connection, line.number - 1, line)


def _remove_first(connection: Connection, before: list[Act]) -> None:
    take(connection, 1, 2, 3)


def _swap(connection: Connection, before: list[Act]) -> None:
    take(connection, 4, 7)
    put(connection, 4, before[6])
    put(connection, 7, before[3])


def _swap_next(connection: Connection, before: list[Act]) -> None:
    take(connection, 4, 5)
    put(connection, 4, before[4])
    put(connection, 5, before[3])


def _move_forward(connection: Connection, before: list[Act]) -> None:
    """The fourth becomes the eighth."""
    take(connection, *range(4, 9))
    for number, line in enumerate([*before[4:8], before[3]], start=4):
        put(connection, number, line)


def _insert(connection: Connection, before: list[Act]) -> None:
    take(connection, *range(4, 11))
    put(connection, 4, stranger(4, before[2].hash))
    for line in before[3:]:
        put(connection, line.number + 1, line)


def _insert_two_first(connection: Connection, before: list[Act]) -> None:
    take(connection, *range(1, 11))
    one = stranger(1, FIRST)
    put(connection, 1, one)
    put(connection, 2, stranger(2, one.hash))
    for line in before:
        put(connection, line.number + 2, line)


@pytest.mark.parametrize(
    ("meddle", "line", "how"),
    [
        (_change, 4, How.CHANGED),
        (_change_hash_too, 4, How.CHANGED),
        (_remove, 4, How.REMOVED),
        (_remove_and_close_up, 4, How.REMOVED),
        (_remove_first, 1, How.REMOVED),
        (_swap, 4, How.REORDERED),
        (_swap_next, 4, How.REORDERED),
        (_move_forward, 4, How.REORDERED),
        (_insert, 4, How.INSERTED),
        (_insert_two_first, 1, How.INSERTED),
    ],
)
def test_the_chain_alone_shows(
    database: Database, tmp_path: Path, meddle: Meddle, line: int, how: How
) -> None:
    """The first line of ten at which something is wrong; the logs say no second thing of it."""
    with noted(tmp_path / "logs"):
        before = written(database, 10)
    assert found(database, tmp_path / "logs").confirmed == 10
    with meddling(database) as connection:
        meddle(connection, before)
    assert broken(found(database, tmp_path / "none")) == [(line, how, None)]
    assert broken(found(database, tmp_path / "logs")) == [(line, how, None)]


@pytest.mark.parametrize("told", ["data = '['", "at = 'x'", "at = 'infinity'", "data = '3'"])
def test_a_line_that_is_none_is_changed(database: Database, tmp_path: Path, told: str) -> None:
    """What no program of ours would have written; the database takes it, or refuses it itself."""
    written(database, 6)
    try:
        with meddling(database) as connection:
            connection.execute(text(f"UPDATE audit SET {told} WHERE number = 4"))
    except DBAPIError:
        assert not database.sqlite
        assert found(database, tmp_path).intact
    else:
        assert broken(found(database, tmp_path)) == [(4, How.CHANGED, None)]


_EVERYWHERE = (
    "UPDATE audit SET actor = 'li' WHERE number = 1",
    "DELETE FROM audit WHERE number = 1",
    "DELETE FROM audit",
)
_OF_ONE = {
    "sqlite": "INSERT OR REPLACE INTO audit SELECT number, at, 'li', act, subject, data, role,"
    " previous, hash FROM audit WHERE number = 1",
    "postgresql": "TRUNCATE audit",
}


def test_the_database_refuses_any_change(database: Database) -> None:
    """By triggers, which hold for whoever has the password of the service as well."""
    before = written(database, 2)
    for statement in (*_EVERYWHERE, _OF_ONE["sqlite" if database.sqlite else "postgresql"]):
        with pytest.raises(DBAPIError, match="only ever added to"), database.changing() as session:
            session.execute(text(statement))
    assert lines(database) == before
