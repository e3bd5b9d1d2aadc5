"""See a run to its end, however often the process that does it dies."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from gouhook_gis.domain.message import message
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files, remove
from gouhook_gis.service.models import Run
from gouhook_gis.service.records import work
from gouhook_gis.service.runs.worker import Answer, Worker
from gouhook_gis.service.settings import Settings

log = logging.getLogger(__name__)
_PAUSE_S = 2.0


def attend(
    database: Database,
    files: Files,
    settings: Settings,
    worker: Worker,
    begun: Run,
    stopping: Callable[[], bool],
) -> None:
    """Have a run that was begun done by `worker`, again and again until it has an end.

    Where the service is `stopping` the run is given back. Errors of the database pass: the run
    stays as it is, and is taken up when somebody looks for runs that nobody does.
    """
    run: Run | None = begun
    while run is not None:
        files.forget_attempts(run.id, run.attempt)
        answer = worker.do(run.id, run.attempt, settings.run_seconds)
        remove(files.scratch(run.id, run.attempt))
        if answer is Answer.DONE:
            return
        with database.changing() as session:
            if stopping():
                work.release(session, run.id, run.attempt)
                return
            if answer is Answer.TOO_LONG:
                said = message("service.too_long", seconds=settings.run_seconds)
                work.fail(session, run.id, run.attempt, said)
                return
        log.warning("worker lost: %s", answer.value, extra={"run": run.id, "attempt": run.attempt})
        if answer is Answer.AGAIN:
            time.sleep(_PAUSE_S)
        with database.changing() as session:
            run = work.begin_again(session, run.id, run.attempt, settings.attempts)
