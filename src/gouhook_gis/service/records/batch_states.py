"""How far batches are, counted from their runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, get_args

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.batches import Batch, FileName, Step
from gouhook_gis.service.database.tables import BatchTable, RunTable
from gouhook_gis.service.models import FINAL, BatchRequest, Run, RunStatus, Task
from gouhook_gis.service.records.adding import as_run
from gouhook_gis.service.records.scope import Counties, batches_within

_STEPS: tuple[tuple[Task, Step], ...] = (
    (Task.COLLECT, "collect"),
    (Task.CHECK, "check"),
    (Task.SUMMARISE, "summarise"),
)
_FILES = get_args(FileName)


class _Count(NamedTuple):
    """Runs of a batch of one task, status and verdict; when the first began and the last ended."""

    task: str
    status: str
    verdict: str | None
    number: int
    started: datetime | None
    finished: datetime | None


def batch(session: Session, batch_id: str, within: Counties = None) -> Batch | None:
    """Return a batch, None where there is none all of whose members are `within` these counties."""
    found, _ = _page(session, (BatchTable.id == batch_id, batches_within(within)), 0, 1)
    return found[0] if found else None


def batches(
    session: Session, *, within: Counties = None, offset: int = 0, limit: int = 50
) -> tuple[Sequence[Batch], int]:
    """Return a page of the batches `within` these counties that were not taken away, newest first,
    and how many there are.
    """
    fits = (BatchTable.deleted.is_(None), batches_within(within))
    return _page(session, fits, offset, limit)


def _page(
    session: Session, fits: tuple[ColumnElement[bool], ...], offset: int, limit: int
) -> tuple[Sequence[Batch], int]:
    newest = select(BatchTable).where(*fits).order_by(BatchTable.created.desc(), BatchTable.id)
    total = session.scalar(select(func.count()).select_from(BatchTable).where(*fits))
    rows = session.scalars(newest.offset(offset).limit(limit)).all()
    ids = [row.id for row in rows]
    counts, whole = _counted(session, ids), _whole(session, ids)
    return [_batch(row, counts[row.id], whole[row.id]) for row in rows], total or 0


def _counted(session: Session, ids: Sequence[str]) -> dict[str, list[_Count]]:
    groups = (RunTable.batch_id, RunTable.task, RunTable.status, RunTable.verdict)
    ends = (func.count(), func.min(RunTable.started), func.max(RunTable.finished))
    chosen = select(*groups, *ends).where(RunTable.batch_id.in_(ids)).group_by(*groups)
    found: dict[str, list[_Count]] = defaultdict(list)
    for row in session.execute(chosen):
        found[str(row[0])].append(_Count._make(row[1:]))
    return found


def _whole(session: Session, ids: Sequence[str]) -> dict[str, dict[Task, Run]]:
    """Return the runs of each batch that are about all of it."""
    chosen = select(RunTable).where(RunTable.batch_id.in_(ids), RunTable.task != Task.CHECK.value)
    found: dict[str, dict[Task, Run]] = defaultdict(dict)
    for row in session.scalars(chosen):
        run = as_run(row)
        found[str(run.batch_id)][run.task] = run
    return found


def _batch(row: BatchTable, counts: Sequence[_Count], whole: dict[Task, Run]) -> Batch:
    asked = BatchRequest.model_validate(row.options).check
    checks = [one for one in counts if one.task == Task.CHECK]
    by_status: Counter[str] = Counter()
    for one in checks:
        by_status[one.status] += one.number
    under_way = [one for one in counts if one.status not in FINAL]
    step = next((step for task, step in _STEPS if any(c.task == task for c in under_way)), None)
    begun = [one.started for one in counts if one.started is not None]
    ended = [one.finished for one in counts if one.finished is not None]
    failed = next((run for run in whole.values() if run.error is not None), None)
    return Batch(
        id=row.id,
        name=row.name,
        profile=asked.profile,
        stage=asked.stage,
        owner=row.owner,
        created=row.created,
        started=min(begun, default=None),
        finished=None if under_way else max(ended, default=None),
        state=_state(row, under_way=bool(under_way), begun=bool(begun), whole=whole),
        step=step,
        members=sum(by_status.values()),
        waiting=by_status[RunStatus.QUEUED],
        running=by_status[RunStatus.RUNNING],
        done=by_status[RunStatus.SUCCEEDED],
        failed=by_status[RunStatus.FAILED] + by_status[RunStatus.CANCELLED],
        verdicts={Verdict(one.verdict): one.number for one in checks if one.verdict is not None},
        cancel_requested=row.cancelled is not None,
        error=None if failed is None else failed.error,
        error_id=None if failed is None else failed.error_id,
        files=tuple(file for run in whole.values() for file in run.files if file.name in _FILES),
        deleted=row.deleted,
        collected=whole[Task.COLLECT].id if Task.COLLECT in whole else None,
        summed=whole[Task.SUMMARISE].id if Task.SUMMARISE in whole else None,
    )


def _state(row: BatchTable, *, under_way: bool, begun: bool, whole: dict[Task, Run]) -> RunStatus:
    if under_way:
        return RunStatus.RUNNING if begun else RunStatus.QUEUED
    summed = whole.get(Task.SUMMARISE)
    if summed is not None and summed.status is RunStatus.SUCCEEDED:
        return RunStatus.SUCCEEDED
    if row.cancelled is not None:
        return RunStatus.CANCELLED
    last = summed or whole.get(Task.COLLECT)
    return RunStatus.FAILED if last is None else last.status
