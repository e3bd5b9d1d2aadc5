"""Runs, as those who ask for them see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.database.queue import enqueue
from gouhook_gis.service.database.tables import RunTable
from gouhook_gis.service.models import FINAL, Request, Run, RunStatus, Task
from gouhook_gis.service.records.events import tell
from gouhook_gis.service.records.ids import new_id
from gouhook_gis.service.records.locking import locked
from gouhook_gis.service.records.scope import Counties, runs_within


def add_run(
    session: Session,
    request: Request,
    *,
    task: Task = Task.CHECK,
    submission_id: str | None = None,
    rerun_of: str | None = None,
    notices: Sequence[Message] = (),
    owner: str | None = None,
) -> Run:
    """Ask for a run; it is begun once this transaction is in force. `notices` say what was made of
    the request; `owner` is the account that asks.
    """
    row = RunTable(
        id=new_id(),
        submission_id=submission_id,
        task=task.value,
        options=request.model_dump(mode="json"),
        status=RunStatus.QUEUED.value,
        created=datetime.now(UTC),
        rerun_of=rerun_of,
        owner=owner,
        notices=[notice.model_dump(mode="json") for notice in notices],
        events=0,
    )
    session.add(row)
    tell(session, row, "queued")
    session.flush()
    enqueue(session, row.id)
    return as_run(row)


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
    """Return how many runs wait that were asked for before this one; 0 once it is begun."""
    if run.status is not RunStatus.QUEUED:
        return 0
    chosen = select(func.count()).where(
        RunTable.status == RunStatus.QUEUED.value,
        tuple_(RunTable.created, RunTable.id) < tuple_(run.created, run.id),
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


def end(session: Session, row: RunTable, status: RunStatus) -> None:
    """Give a run its final status."""
    row.status, row.finished, row.step = status.value, datetime.now(UTC), None
    tell(session, row, status.value)


def counted(session: Session) -> dict[RunStatus, int]:
    """Return how many runs have each status, for the metrics."""
    found = session.execute(select(RunTable.status, func.count()).group_by(RunTable.status))
    counts = {RunStatus(status): count for status, count in found}
    return {status: counts.get(status, 0) for status in RunStatus}


def as_run(row: RunTable) -> Run:
    """Return the row as what everyone else knows."""
    return Run.model_validate(row, from_attributes=True)
