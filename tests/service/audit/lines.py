"""Lines of an audit to look at, and somebody with the rights of the database who meddles."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from gouhook_gis.service import records
from gouhook_gis.service.accounts.roles import Caller, Role
from gouhook_gis.service.audit.chain import FIRST, hash_of
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.audit.verified import How, Verified
from gouhook_gis.service.audit.verifying import verify
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.logs import DailyFile, JsonLines
from gouhook_gis.service.models import Act
from gouhook_gis.service.records.audit_lines import every_line

WANG = Caller(name="wang", role=Role.DESK, address="10.1.2.3")
_GUARDS = ("audit_not_changed", "audit_not_removed", "audit_not_replaced")


@contextmanager
def noted(folder: Path) -> Iterator[None]:
    """Have what is logged go to the day's file in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    handler, logger = DailyFile(folder), logging.getLogger("gouhook_gis")
    handler.setFormatter(JsonLines())
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def written(database: Database, count: int) -> list[Act]:
    """Add `count` lines, two a transaction, about the runs r1, r2, …; return all there are."""
    first = len(lines(database)) + 1
    for number in range(first, first + count, 2):
        with database.changing() as session:
            for one in range(number, min(number + 2, first + count)):
                records.audit(session, WANG, Deed.REPORT_READ, f"r{one}", part="page")
    return lines(database)


def lines(database: Database) -> list[Act]:
    """All lines, in their order."""
    with database.reading() as session:
        return list(every_line(session))


@contextmanager
def meddling(database: Database) -> Iterator[Connection]:
    """Give a connection on which the guards are off."""
    with database.engine.begin() as connection:
        if database.sqlite:
            for name in _GUARDS:
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        yield connection


def put(connection: Connection, number: int, line: Act, **other: object) -> None:
    """Put a line in the place `number`, as it is but for `other`."""
    columns = line.model_dump() | {"number": number} | other
    columns |= {"data": json.dumps(columns["data"])}
    if connection.dialect.name == "sqlite":
        columns["at"] = line.at.strftime("%Y-%m-%d %H:%M:%S.%f")
    names = ", ".join(columns)
    values = ", ".join(f":{name}" for name in columns)
    connection.execute(text(f"INSERT INTO audit ({names}) VALUES ({values})"), columns)


def take(connection: Connection, *numbers: int) -> None:
    """Take lines away."""
    for number in numbers:
        connection.execute(text("DELETE FROM audit WHERE number = :number"), {"number": number})


def made_anew(before: list[Act]) -> list[Act]:
    """The same lines in one chain of new numbers and hashes."""
    made, previous = list[Act](), FIRST
    for number, line in enumerate(before, start=1):
        said = line.model_dump(exclude={"hash"}) | {"number": number, "previous": previous}
        previous = hash_of(**said)
        made.append(Act(**said, hash=previous))
    return made


def replaced(connection: Connection, before: list[Act], after: list[Act]) -> None:
    """Put other lines in place of those that there are."""
    take(connection, *(line.number for line in before))
    for line in after:
        put(connection, line.number, line)


def stranger(number: int, previous: str) -> Act:
    """A line that nobody wrote, whole in itself."""
    said = {
        "number": number,
        "at": datetime.now(UTC),
        "actor": "zhang",
        "role": "desk",
        "act": "waived",
        "subject": "r9",
        "data": {},
        "previous": previous,
    }
    return Act(**said, hash=hash_of(**said))  # type: ignore[arg-type]  # as a line has them


def found(database: Database, logs: Path, anchors: dict[int, str] | None = None) -> Verified:
    """What a verification says."""
    return verify(database, [logs], anchors)


def broken(verified: Verified) -> list[tuple[int, How, str | None]]:
    """Where the chain is broken, how, and by whose word."""
    return [(one.line, one.how, one.noted) for one in verified.broken]
