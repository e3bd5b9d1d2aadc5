"""A worker process as its parent sees it: it is told a run, it answers or it dies."""

from __future__ import annotations

from enum import Enum
from typing import Any

from gouhook_gis.children.processes import EndedError, TooLongError
from gouhook_gis.children.resident import Resident
from gouhook_gis.service.settings import Settings

_MODULE = "gouhook_gis.service.runs.child"


class Answer(Enum):
    """How a run came back."""

    DONE = "done"
    AGAIN = "again"  # the database was away: nothing was said about the run
    DIED = "died"
    TOO_LONG = "too_long"


class Worker(Resident):
    """One child process, started anew where it has died. It lives as long as the thread that
    first uses it.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(_MODULE, {"settings": settings.as_told()})

    def do(self, run_id: str, attempt: int, seconds: float) -> Answer:
        """Have one attempt at a run made, and wait for it."""
        return self._answer({"run": run_id, "attempt": attempt}, seconds)

    def mirror(self, seconds: float) -> Answer:
        """Have the table of layers made what the catalogue holds."""
        return self._answer({"mirror": True}, seconds)

    def _answer(self, request: dict[str, Any], seconds: float) -> Answer:
        try:
            return Answer(self.ask(request, seconds)["answer"])
        except TooLongError:
            return Answer.TOO_LONG
        except EndedError:
            return Answer.DIED
