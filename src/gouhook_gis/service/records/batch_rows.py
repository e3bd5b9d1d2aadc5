"""Batches: begun, ended, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gouhook_gis.domain.message import Message
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.batches import member_names
from gouhook_gis.service.database.tables import BatchTable, RunTable
from gouhook_gis.service.models import FINAL, BatchRequest, Run, RunStatus, Task
from gouhook_gis.service.records.adding import add_run, as_run
from gouhook_gis.service.records.audit import audit
from gouhook_gis.service.records.ids import new_id
from gouhook_gis.service.records.locking import locked

_OVER = [status.value for status in FINAL]


def add_batch(
    session: Session,
    name: str,
    asked: BatchRequest,
    submissions: Sequence[str],
    *,
    notices: Sequence[Message] = (),
    owner: str | None = None,
) -> str:
    """Ask for a batch of these submissions, in their order; return its id. Its checks wait until
    their parcels are collected.
    """
    row = BatchTable(
        id=new_id(),
        name=name,
        options=asked.model_dump(mode="json"),
        quota_from=asked.quota_from,
        created=datetime.now(UTC),
        owner=owner,
    )
    session.add(row)
    session.flush()
    add_run(session, asked, task=Task.COLLECT, owner=owner, batch_id=row.id)
    for submission_id in submissions:
        add_run(
            session,
            asked.check,
            submission_id=submission_id,
            notices=notices,
            owner=owner,
            batch_id=row.id,
            held=True,
        )
    return row.id


def members(session: Session, batch_id: str) -> Sequence[tuple[str, Run]]:
    """Return name and run of every member, in the order of the batch."""
    chosen = _of(batch_id).where(RunTable.task == Task.CHECK.value)
    runs = [as_run(row) for row in session.scalars(chosen)]
    return list(zip(member_names([run.filename or "" for run in runs]), runs, strict=True))


def collecting(session: Session, batch_id: str) -> Run | None:
    """Return the run that collects the parcels of a batch."""
    row = session.scalar(_of(batch_id).where(RunTable.task == Task.COLLECT.value))
    return None if row is None else as_run(row)


def cancel_batch(session: Session, batch_id: str, who: Caller | str) -> Sequence[str]:
    """Have a batch go no further; return its runs that are not over. Each of them is cancelled in
    a transaction of its own: a run that ends holds first itself and then its batch.
    """
    row = locked(session, BatchTable, batch_id)
    if row is not None and row.cancelled is None:
        row.cancelled = datetime.now(UTC)
        audit(session, who, Deed.BATCH_CANCELLED, batch_id)
    return _unfinished(session, batch_id)


def delete_batch(session: Session, batch_id: str, who: Caller | str) -> Sequence[str] | None:
    """Mark a batch as deleted; return its runs, whose results go next. None where one of them is
    not over.
    """
    row = locked(session, BatchTable, batch_id)
    if row is None or _unfinished(session, batch_id):
        return None
    if row.deleted is None:
        row.deleted = datetime.now(UTC)
        audit(session, who, Deed.BATCH_DELETED, batch_id)
    return [run.id for run in session.scalars(_of(batch_id))]


def results_of_deleted(session: Session) -> Sequence[str]:
    """Return the runs that still have results though their batch was deleted: whoever deleted it
    has died on the way.
    """
    gone = select(BatchTable.id).where(BatchTable.deleted.is_not(None))
    chosen = select(RunTable.id).where(
        RunTable.batch_id.in_(gone),
        RunTable.status == RunStatus.SUCCEEDED.value,
        RunTable.deleted.is_(None),
    )
    return session.scalars(chosen).all()


def _of(batch_id: str) -> Select[RunTable]:
    """Choose the runs of a batch, in the order in which they were asked for."""
    chosen = select(RunTable).where(RunTable.batch_id == batch_id)
    return chosen.order_by(RunTable.created, RunTable.id)


def _unfinished(session: Session, batch_id: str) -> Sequence[str]:
    return [run.id for run in session.scalars(_of(batch_id).where(RunTable.status.not_in(_OVER)))]
