"""How long things are kept, and that nothing stays which nobody asked for."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from gouhook_gis.service import logs, records
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files, silent
from gouhook_gis.service.models import RunStatus
from gouhook_gis.service.records import sessions, submissions, work
from gouhook_gis.service.records.batch_rows import results_of_deleted
from gouhook_gis.service.records.findings import finished_before
from gouhook_gis.service.settings import Settings

log = logging.getLogger(__name__)
_WITHOUT = (RunStatus.FAILED, RunStatus.CANCELLED)


def keep_house(
    database: Database,
    files: Files,
    settings: Settings,
    *,
    alone: bool,
    now: datetime | None = None,
) -> None:
    """Remove what has been kept long enough, and what killed processes left.

    The record goes first and the bytes after it: whatever happens between, nobody is promised
    what is not there; such bytes go the next time.
    """
    moment = now or datetime.now(UTC)
    if settings.keep_submissions_days is not None:
        before = moment - timedelta(days=settings.keep_submissions_days)
        with database.reading() as session:
            old = submissions.received_before(session, before)
        for submission_id in old:
            forget_submission(database, files, submission_id)
    if settings.keep_results_days is not None:
        before = moment - timedelta(days=settings.keep_results_days)
        with database.reading() as session:
            finished = finished_before(session, before)
        for run_id in finished:
            forget_results(database, files, run_id)
    with database.reading() as session:
        left = results_of_deleted(session)
    for run_id in left:
        forget_results(database, files, run_id)
    with database.changing() as session:
        idle = moment - timedelta(minutes=settings.session_idle_minutes)
        whole = moment - timedelta(hours=settings.session_hours)
        sessions.end_old_sessions(session, unused_since=idle, begun_before=whole)
    logs.remove_older(files.logs, settings.keep_logs_days, moment.date())
    swept = files.sweep(lambda: _running(database), alone=alone)
    swept += _unwanted(database, files)
    if swept:
        log.info("removed %d things that nobody needs", swept)


def forget_submission(
    database: Database, files: Files, submission_id: str, *, actor: str = "retention"
) -> bool:
    """Delete an upload; the audit keeps that it was. False where there is nothing to delete, or
    a run of it is not finished.
    """
    with database.changing() as session:
        gone = records.forget(session, submission_id, actor=actor)
    if gone is None:
        return False
    _take_away(database, files, gone.sha256)
    return True


def forget_results(
    database: Database, files: Files, run_id: str, *, actor: Caller | str = "retention"
) -> bool:
    """Delete the files and findings of a finished run; that it was, and its verdict, stay."""
    with database.changing() as session:
        if not records.forget_results(session, run_id, actor=actor):
            return False
    files.forget_run(run_id)
    return True


def _take_away(database: Database, files: Files, sha256: str) -> bool:
    with database.changing() as session:
        if submissions.still_needed(session, sha256):
            return False
        files.forget_upload(sha256)
    return True


def _running(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [*work.running(session)]


def _unwanted(database: Database, files: Files) -> int:
    """Remove bytes and results whose record was never made, or was deleted just before its
    remover died, and files that were put into place for a run that then failed. Fresh bytes may
    belong to an upload that is just being recorded.
    """
    removed = 0
    for path in [*files.uploads.iterdir()]:
        if silent(path):
            removed += _take_away(database, files, path.name)
    for path in [*files.runs.iterdir()]:
        with database.reading() as session:
            run = records.run(session, path.name)
        if run is not None and (run.deleted is not None or run.status in _WITHOUT):
            files.forget_run(path.name)
            removed += 1
    return removed
