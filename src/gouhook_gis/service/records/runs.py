"""Runs, as those who ask for them see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.database.tables import RunTable
from gouhook_gis.service.models import FINAL, Run, RunStatus, Task
from gouhook_gis.service.records.adding import as_run
from gouhook_gis.service.records.ending import end
from gouhook_gis.service.records.events import tell
from gouhook_gis.service.records.locking import locked
from gouhook_gis.service.records.scope import Counties, runs_within


def run(session: Session, run_id: str, within: Counties = None) -> Run | None:
    """Return a run, None where there is none `within` these counties."""
    row = session.scalar(select(RunTable).where(RunTable.id == run_id, runs_within(within)))
    return None if row is None else as_run(row)


def runs(
    session: Session,
    *,
    within: Counties = None,
    offset: int = 0,
    limit: int = 50,
    status: RunStatus | None = None,
    verdict: Verdict | None = None,
    task: Task | None = None,
    submission_id: str | None = None,
    project_code: str | None = None,
) -> tuple[Sequence[Run], int]:
    """Return a page of the runs `within` these counties that fit, newest first, and how many there
    are.
    """
    wanted = {
        RunTable.status: status,
        RunTable.verdict: verdict,
        RunTable.task: task,
        RunTable.submission_id: submission_id,
        RunTable.project_code: project_code,
    }
    fits = [column == str(value) for column, value in wanted.items() if value is not None]
    fits.append(runs_within(within))
    newest = select(RunTable).where(*fits).order_by(RunTable.created.desc(), RunTable.id.desc())
    total = session.scalar(select(func.count()).select_from(RunTable).where(*fits))
    rows = session.scalars(newest.offset(offset).limit(limit))
    return [as_run(row) for row in rows], total or 0


def first_run(session: Session, submission_id: str) -> Run | None:
    """Return the run that an upload was made for."""
    chosen = select(RunTable).where(RunTable.submission_id == submission_id)
    row = session.scalar(chosen.order_by(RunTable.created, RunTable.id).limit(1))
    return None if row is None else as_run(row)


def ahead_of(session: Session, run: Run) -> int:
    """Return how many runs wait that come before this one: those that were asked for earlier, and
    before one of a batch all that are of none. 0 once it is begun.
    """
    if run.status is not RunStatus.QUEUED:
        return 0
    alone = RunTable.batch_id.is_(None)
    earlier = tuple_(RunTable.created, RunTable.id) < tuple_(run.created, run.id)
    chosen = select(func.count()).where(
        RunTable.status == RunStatus.QUEUED.value,
        RunTable.held.is_(False),
        alone & earlier if run.batch_id is None else alone | earlier,
    )
    return session.scalar(chosen) or 0


def request_cancel(session: Session, run_id: str) -> Run | None:
    """Cancel a run: at once while it waits, at its next step or rule while it runs; a finished
    one stays as it is. Return it, None where there is none.
    """
    row = locked(session, RunTable, run_id)
    if row is None:
        return None
    if row.status not in {status.value for status in FINAL} and not row.cancel_requested:
        row.cancel_requested = True
        tell(session, row, "cancel")
        if row.status == RunStatus.QUEUED:
            end(session, row, RunStatus.CANCELLED)
    return as_run(row)


def counted(session: Session) -> dict[RunStatus, int]:
    """Return how many runs have each status, for the metrics."""
    found = session.execute(select(RunTable.status, func.count()).group_by(RunTable.status))
    counts = {RunStatus(status): count for status, count in found}
    return {status: counts.get(status, 0) for status in RunStatus}
