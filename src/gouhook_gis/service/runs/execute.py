"""One attempt at a run, in a worker process: from the request to results that appear at once."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import JsonValue
from sqlalchemy.exc import DBAPIError

from gouhook_gis.domain.errors import GouhookError, UnavailableError, UnreachableError
from gouhook_gis.domain.message import Message, message
from gouhook_gis.service import logs, records
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import Run, RunStatus, Task
from gouhook_gis.service.records import work
from gouhook_gis.service.runs.attempt import Attempt
from gouhook_gis.service.runs.checking import check
from gouhook_gis.service.runs.collecting import collect
from gouhook_gis.service.runs.filing import file
from gouhook_gis.service.runs.following import CancelledError, Following, LostError
from gouhook_gis.service.runs.registering import mirror, register, retire
from gouhook_gis.service.runs.summarising import summarise
from gouhook_gis.service.runs.work_done import WorkDone
from gouhook_gis.service.settings import Settings

log = logging.getLogger(__name__)
_TASKS: dict[Task, Callable[[Attempt], WorkDone]] = {
    Task.CHECK: check,
    Task.REGISTER: register,
    Task.RETIRE: retire,
    Task.COLLECT: collect,
    Task.SUMMARISE: summarise,
    Task.FILE: file,
}
_DATABASE = re.compile(r"postgresql(?:\+\w+)?://\S*")
# The folders of an absolute path within what a library says; what stands in an archive has no
# slash before it.
_FOLDERS = re.compile(r"(?<![\w./\\])(?:[A-Za-z]:)?[/\\](?:[^/\\\s'\"]+[/\\])+")
# To whoever asks a service, its database is never at a wrong address.
_AWAY = (UnavailableError, UnreachableError)
# Pauses before the last word on a run is said again, where the database is away, s.
_DELAYS = (0.5, 2.0, 5.0, 10.0)


def execute(
    database: Database, files: Files, settings: Settings, run_id: str, attempt: int
) -> bool:
    """Do a run that was begun, and say what came of it. False: the database is away, and nothing
    could be said.
    """
    with logs.about(run_id):
        try:
            return _execute(database, files, settings, run_id, attempt)
        except (*_AWAY, DBAPIError):
            log.exception("the database is away", extra={"attempt": attempt})
            return False


def mirror_quietly(database: Database, settings: Settings) -> bool:
    """Mirror the catalogue; whatever keeps us from it is in the log, and no run depends on it."""
    try:
        mirror(database, settings)
    except (GouhookError, DBAPIError, OSError):
        log.exception("the layers could not be listed")
        return False
    return True


def _execute(
    database: Database, files: Files, settings: Settings, run_id: str, attempt: int
) -> bool:
    with database.reading() as session:
        run = records.run(session, run_id)
    if run is None or run.attempt != attempt or run.status is not RunStatus.RUNNING:
        return True
    started = time.monotonic()
    log.info("begun", extra={"attempt": attempt})
    following = Following(database, run_id, attempt)
    with _scratch(files.scratch(run_id, attempt)) as scratch:
        try:
            mine = Attempt(run, following, scratch, files, database, settings)
            done = _TASKS[run.task](mine)
            _finish(database, files, run, done)
        except CancelledError:
            _last_word(lambda: _cancel(database, run))
        except LostError:
            log.warning("somebody else does it", extra={"attempt": attempt})
        except _AWAY:
            raise
        except GouhookError as error:
            said = without_paths(error.message)
            _last_word(lambda: _fail(database, run, said, None))
        except DBAPIError:
            raise
        except Exception:  # a crash of one run must not take the worker with it
            incident = uuid.uuid4().hex[:12]
            log.exception("failed", extra={"incident": incident, "attempt": attempt})
            failed = message("service.run_failed", incident=incident)
            _last_word(lambda: _fail(database, run, failed, incident))
    log.info("ended", extra={"duration_ms": round((time.monotonic() - started) * 1000)})
    return True


def _finish(database: Database, files: Files, run: Run, done: WorkDone) -> None:
    """Have files, findings and status appear together.

    While the row is held nobody can take the run up anew; files whose transaction fails are
    nobody's, because the status does not speak of them, and the next attempt replaces them.
    """

    def say() -> None:
        with database.changing() as session:
            word = work.may_finish(session, run.id, run.attempt)
            if word is work.Word.LOST:
                raise LostError
            if word is work.Word.CANCEL:
                raise CancelledError
            if done.folder is not None and done.folder.exists():
                files.publish(done.folder, run.id)
            work.succeed(session, run.id, run.attempt, done.outcome, done.files)

    _last_word(say)


def _last_word(say: Callable[[], None]) -> None:
    for delay in _DELAYS:
        try:
            say()
        except DBAPIError:
            log.warning("the database is away: trying again", exc_info=True)
            time.sleep(delay)
        else:
            return
    say()


def _cancel(database: Database, run: Run) -> None:
    with database.changing() as session:
        work.cancelled(session, run.id, run.attempt)


def _fail(database: Database, run: Run, said: Message, incident: str | None) -> None:
    with database.changing() as session:
        work.fail(session, run.id, run.attempt, said, incident)


def without_paths(said: Message) -> Message:
    """Return a message in which a path of this machine is the name of its file, and a database
    no more than that.
    """
    return Message(id=said.id, params={name: _shown(said.params[name]) for name in said.params})


def _shown(value: JsonValue) -> JsonValue:
    if isinstance(value, list):
        return [_shown(item) for item in value]
    if isinstance(value, dict):
        return {name: _shown(item) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    if Path(value).is_absolute():
        return Path(value).name
    return _FOLDERS.sub("", _DATABASE.sub("postgresql", value))


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Give a folder for all that is made on the way, temporary files of libraries too."""
    shutil.rmtree(folder, ignore_errors=True)
    temporary = folder / "tmp"
    temporary.mkdir(parents=True)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    try:
        yield folder
    finally:
        tempfile.tempdir = None
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        shutil.rmtree(folder, ignore_errors=True)
