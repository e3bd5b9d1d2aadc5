"""Asking the child that has the geometry stack (`gouhook_gis.service.desk`)."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import sys
from collections import OrderedDict
from pathlib import Path
from typing import get_args

from gouhook_gis.children.processes import environment
from gouhook_gis.domain.comparison import Comparison
from gouhook_gis.domain.errors import GouhookError, UsageError
from gouhook_gis.domain.message import Message, render
from gouhook_gis.service.api.looker import Looker
from gouhook_gis.service.book import Book
from gouhook_gis.service.errors import BusyError
from gouhook_gis.service.logs import masked
from gouhook_gis.service.models import Language

_LOG = logging.getLogger(__name__)
# By name: importing it would bring what this process does without.
_MODULE = "gouhook_gis.service.desk"
_REFUSED = 2
_SECONDS = 120.0
# One of 50,000 findings is some 5 MB in each language.
_COMPARISONS_KEPT = 8


class Desk:
    """Children that answer, one at a time; the rule book is asked for once.

    `rules` is a folder of rule data of the desk's own, beside the installed one; `book` is one
    that was made before. `looker` says what is in uploads.
    """

    def __init__(self, rules: Path | None = None, book: Book | None = None) -> None:
        self._rules = rules
        self._made = book
        self._one = asyncio.Lock()
        self.looker = Looker(rules)
        self._shown: OrderedDict[tuple[Path, Path], dict[Language, bytes]] = OrderedDict()
        self._book: asyncio.Task[Book] | None = None

    def begin(self) -> None:
        """Have the rule book made while nobody waits for it yet; again where that has failed."""
        if self._book is None or (self._book.done() and not self.state()[0]):
            self._book = asyncio.create_task(self._read_book())
            # Said where it is asked for; a task nobody asks must not complain at the end.
            self._book.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def end(self) -> None:
        """Let go of the children."""
        await self.looker.end()
        if self._book is not None:
            self._book.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._book

    def state(self) -> tuple[bool, str]:
        """Say whether the rule book is there, and how uploads are read on this system."""
        if self._book is None or not self._book.done():
            return False, "starting"
        if self._book.cancelled() or self._book.exception() is not None:
            return False, "failed"
        return True, self._book.result().isolation

    async def book(self) -> Book:
        """Return the rule book. BusyError where the rule data are wrong: the log says why."""
        self.begin()
        assert self._book is not None  # noqa: S101 - begun above
        try:
            return await asyncio.shield(self._book)
        except GouhookError as error:
            _LOG.error("no rule book: %s", render(error.message, "en"))
            raise BusyError("service.no_book") from error

    async def compare(self, before: Path, after: Path) -> Comparison:
        """Compare two `report.json`. Raises UsageError where one is no report."""
        said = await self._ask("compare", str(before), str(after))
        return Comparison.model_validate_json(said)

    async def shown(self, before: Path, after: Path, lang: Language) -> bytes:
        """Return a `ShownComparison` of two `report.json` as JSON, gzipped; the newest are kept
        in both languages. Raises UsageError where one is no report.
        """
        # The folder of a run never changes once it is there: its name stands for its result.
        pair = before, after
        if pair not in self._shown:
            zh, en = (await self._ask("shown", str(before), str(after))).split(b"\n")
            packed = await asyncio.to_thread(lambda: (gzip.compress(zh, 6), gzip.compress(en, 6)))
            self._shown[pair] = dict(zip(get_args(Language), packed, strict=True))
        self._shown.move_to_end(pair)
        while len(self._shown) > _COMPARISONS_KEPT:
            self._shown.popitem(last=False)
        return self._shown[pair][lang]

    async def _read_book(self) -> Book:
        if self._made is not None:
            return self._made
        said = await self._ask("book", *([] if self._rules is None else [str(self._rules)]))
        return Book.model_validate_json(said)

    async def _ask(self, *question: str) -> bytes:
        async with self._one:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", _MODULE, *question),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment(),
            )
            try:
                said, errors = await asyncio.wait_for(child.communicate(), _SECONDS)
            except TimeoutError as error:
                raise BusyError("service.desk_slow") from error
            finally:
                if child.returncode is None:
                    child.kill()
                    await child.wait()
        if child.returncode == _REFUSED:
            told = Message.model_validate_json(said)
            raise UsageError(told.id, **told.params)
        if child.returncode != 0:
            last = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
            _LOG.error("desk ended with %s: %s", child.returncode, masked(last))
            raise BusyError("service.desk_failed")
        return said
