"""How far a run is, said to its row, and whether to go on, heard from it."""

from __future__ import annotations

import logging
import time

from sqlalchemy.exc import DBAPIError

from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.records import work

log = logging.getLogger(__name__)
# Rules may take a millisecond each: more often than this nobody looks, s.
_PACE_S = 0.2


class CancelledError(Exception):
    """Somebody wishes the run to end."""


class LostError(Exception):
    """The run was taken up by another."""


class Following:
    """Called back by whoever does a run. A database that is away for a moment stops nothing."""

    def __init__(self, database: Database, run_id: str, attempt: int) -> None:
        self._database, self._run_id, self._attempt = database, run_id, attempt
        self._said = 0.0

    def step(self, name: str) -> None:
        """Say which step begins. CancelledError, LostError: stop."""
        self._say(step=name)

    def rule(self, code: str, done: int, total: int) -> None:
        """Say that a rule is finished."""
        if done == total or time.monotonic() - self._said >= _PACE_S:
            self._say(rule=code, done=done, total=total)

    def layers(self, step: str, done: int, total: int) -> None:
        """Say how far the registering of a layer is; `total` 0 is unknown."""
        if time.monotonic() - self._said >= _PACE_S:
            self._say(step=f"layers_{step}")

    def _say(
        self,
        step: str | None = None,
        rule: str | None = None,
        done: int = 0,
        total: int = 0,
    ) -> None:
        self._said = time.monotonic()
        try:
            with self._database.changing() as session:
                word = work.follow(
                    session,
                    self._run_id,
                    self._attempt,
                    step=step,
                    rule=rule,
                    done=done,
                    total=total,
                )
        except DBAPIError:
            log.warning("progress was not recorded", exc_info=True)
            return
        if word is work.Word.CANCEL:
            raise CancelledError
        if word is work.Word.LOST:
            raise LostError
