"""Records that came out of a backup: what they speak of, and what goes on from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gouhook_gis.service.database.queue import enqueue
from gouhook_gis.service.database.tables import RunTable, SessionTable, SubmissionTable
from gouhook_gis.service.models import RunStatus
from gouhook_gis.service.records.events import tell
from gouhook_gis.service.records.locking import locked

_QUEUED, _RUNNING = RunStatus.QUEUED.value, RunStatus.RUNNING.value


def wait_again(session: Session) -> Sequence[str]:
    """Have every run that is not finished wait, and call for it; return them, oldest first.

    That is no crash. Nobody may be at work.
    """
    chosen = select(RunTable.id).where(RunTable.status.in_((_QUEUED, _RUNNING)))
    waiting = session.scalars(chosen.order_by(RunTable.created)).all()
    for run_id in waiting:
        row = locked(session, RunTable, run_id)
        if row is not None and row.status == _RUNNING:
            row.status, row.worker, row.step = _QUEUED, None, None
            tell(session, row, "queued")
        if row is not None and not row.held:
            enqueue(session, run_id, after_others=row.batch_id is not None)
    return waiting


def sign_everyone_out(session: Session) -> int:
    """End all sessions, return how many there were. After a restore whoever signed out since the
    backup was made must not be in again.
    """
    gone = session.scalars(delete(SessionTable).returning(SessionTable.token_sha256)).all()
    return len(gone)


def uploads_spoken_of(session: Session) -> Iterator[tuple[str, str, str]]:
    """Yield id, file name and SHA-256 of every upload that is not deleted."""
    table = SubmissionTable
    chosen = select(table.id, table.filename, table.sha256).where(table.deleted.is_(None))
    yield from session.execute(chosen.order_by(table.received))


def results_spoken_of(session: Session) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield every run whose results are not taken away, with the names of its files."""
    chosen = select(RunTable.id, RunTable.files).where(
        RunTable.status == RunStatus.SUCCEEDED.value, RunTable.deleted.is_(None)
    )
    for run_id, files in session.execute(chosen.order_by(RunTable.created)):
        if files:  # to register a layer makes none
            yield run_id, [str(file["name"]) for file in files]
