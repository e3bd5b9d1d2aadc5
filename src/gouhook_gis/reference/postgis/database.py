"""A database that is asked: connecting, asking again after a loss, and errors in words."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from gouhook_gis.domain.errors import (
    GouhookError,
    UnavailableError,
    UnreachableError,
    UsageError,
)
from gouhook_gis.reference.postgis.url import parsed, place, scrubbed

Answer = TypeVar("Answer")
# How long to wait before a question is put again, s; the last failure is final.
DELAYS = (0.5, 2.0, 5.0)
# Classes and codes of SQLSTATE (PostgreSQL manual, appendix A) that say what is wrong.
_MESSAGES = (
    ("42501", "postgis.no_rights"),
    ("42883", "postgis.no_extension"),
    ("42P01", "postgis.schema_missing"),
    ("3F000", "postgis.schema_missing"),
    ("55P03", "postgis.in_use"),
    ("53", "postgis.failed"),
    ("22", "postgis.value_refused"),
)


@dataclass(frozen=True)
class Database:
    """The database at the address `url`, connected to when first asked.

    A question that a lost connection cut off is put again, whole, on a new one, after `delays`.
    """

    url: str = field(repr=False)
    delays: Sequence[float] = DELAYS

    @cached_property
    def place(self) -> str:
        """Return where it is, without a password."""
        return place(parsed(self.url))

    @cached_property
    def engine(self) -> Engine:
        """Return its connections. Parameters are hidden from errors: they hold coordinates."""
        engine = create_engine(
            parsed(self.url), hide_parameters=True, pool_size=2, pool_pre_ping=True
        )
        if hasattr(os, "register_at_fork"):  # a connection must not be used by two processes
            os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
        return engine

    def ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """Return the whole answer to a question that changes nothing.

        Raises UnavailableError where the connection is lost again and again, UsageError for what
        else the database refuses.
        """
        for delay in self.delays:
            try:
                return self._asked(question)
            except DBAPIError as error:
                if not _lost(error):
                    raise self.said(error) from None
            self.engine.dispose()
            time.sleep(delay)
        try:
            return self._asked(question)
        except DBAPIError as error:
            raise self.said(error) from None

    def reach(self, question: Callable[[Connection], Answer]) -> Answer:
        """Return the answer to the first question; UnreachableError where there is no
        connection.
        """
        try:
            return self._asked(question)
        except DBAPIError as error:
            said = self.said(error)
            if isinstance(said, UnavailableError):
                said = UnreachableError("postgis.unreachable", **said.message.params)
            raise said from None

    def _asked(self, question: Callable[[Connection], Answer]) -> Answer:
        with self.engine.connect() as connection:
            return question(connection)

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """Give a connection whose changes happen together at the end, or not at all.

        Raises UnavailableError where the connection is lost, UsageError for what the database
        refuses.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except (DBAPIError, psycopg.Error) as error:  # the latter from COPY
            said = self.said(error)
            if isinstance(said, UnavailableError):  # perhaps in the very moment of its end
                said = UnavailableError("postgis.lost_changing", **said.message.params)
            raise said from None

    def said(self, error: DBAPIError | psycopg.Error) -> GouhookError:
        """Return what an error of the database means to a user."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        detail = scrubbed(str(cause), parsed(self.url))
        state = str(getattr(cause, "sqlstate", None) or "")
        known = (message_id for begin, message_id in _MESSAGES if state.startswith(begin))
        message_id = next(known, None)
        if message_id is None and _lost(error):
            return UnavailableError("postgis.lost", place=self.place, detail=detail)
        return UsageError(message_id or "postgis.failed", place=self.place, detail=detail)


def _lost(error: DBAPIError | psycopg.Error) -> bool:
    """Whether asking again on a new connection may help."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError))


@cache
def database(url: str) -> Database:
    """Return the database at `url`: one a process, so that checks share its connections.

    Raises UsageError where `url` is no address of a PostgreSQL database.
    """
    parsed(url)
    return Database(url)
