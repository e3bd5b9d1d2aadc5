"""The installation that is looked at; what takes long is asked once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from gouhook_gis.children.processes import environment
from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.message import Message
from gouhook_gis.service.book import Book
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.desk import REFUSED
from gouhook_gis.service.settings import Settings

_BOOK_S = 120


@dataclass(frozen=True)
class Place:
    """An installation by its settings. Nothing of it is made here, not even a folder."""

    settings: Settings

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.settings.data

    @cached_property
    def database(self) -> Database:
        """Return the database. UsageError where an embedded one is not there yet."""
        self.settings.require_there()
        return Database(self.settings.url)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session. UsageError where the tables are not of this program's version."""
        if self._trouble is not None:
            raise self._trouble
        with self.database.reading() as session:
            yield session

    @cached_property
    def _trouble(self) -> GouhookError | SQLAlchemyError | None:
        """Return what keeps everybody from asking: a server that is away is waited for once."""
        try:
            schema.require_current(self.database)
        except (GouhookError, SQLAlchemyError) as error:
            return error
        return None

    @cached_property
    def book(self) -> Book | Message | None:
        """Return the rule book, made by a process of its own; what is wrong with the rule data;
        None where that process died.
        """
        rules = self.settings.rules
        command = [sys.executable, "-m", "gouhook_gis.service.desk", "book"]
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            [*command, *([] if rules is None else [str(rules)])],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_BOOK_S,
            check=False,
        )
        if done.returncode == REFUSED:
            return Message.model_validate_json(done.stdout)
        return None if done.returncode else Book.model_validate_json(done.stdout)
