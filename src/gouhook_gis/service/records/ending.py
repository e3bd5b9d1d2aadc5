"""A run's end, and what it means to the batch that the run is of.

Of a batch the parcels are collected first; then its checks are let go; after the last of them they
are summed up. Each step is asked for in the transaction that ends the one before: nobody can die
between the two.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gouhook_gis.service.database.queue import enqueue
from gouhook_gis.service.database.tables import BatchTable, RunTable
from gouhook_gis.service.models import FINAL, BatchRequest, RunStatus, Task
from gouhook_gis.service.records.adding import add_run
from gouhook_gis.service.records.events import tell
from gouhook_gis.service.records.locking import locked


def end(session: Session, row: RunTable, status: RunStatus) -> None:
    """Give a run its final status."""
    _end(session, row, status)
    if row.batch_id is not None:
        if row.task == Task.COLLECT:
            _let_go(session, row)
        _sum_up(session, row.batch_id)


def _end(session: Session, row: RunTable, status: RunStatus) -> None:
    row.status, row.finished, row.step = status.value, datetime.now(UTC), None
    tell(session, row, status.value)


def _let_go(session: Session, collected: RunTable) -> None:
    """Have the checks begin that waited for the parcels; without those none of them is done."""
    chosen = select(RunTable).where(
        RunTable.batch_id == collected.batch_id,
        RunTable.held,
        RunTable.status == RunStatus.QUEUED.value,
    )
    for row in session.scalars(chosen.order_by(RunTable.created, RunTable.id).with_for_update()):
        if collected.status == RunStatus.SUCCEEDED:
            row.held = False
            enqueue(session, row.id, after_others=True)
        else:
            _end(session, row, RunStatus.CANCELLED)


def _sum_up(session: Session, batch_id: str) -> None:
    """Ask for the sum of a batch whose last check has just ended, once.

    The batch is held to the end of the transaction: of two checks that end at the same time the
    second sees the end of the first.
    """
    session.flush()
    batch = locked(session, BatchTable, batch_id)
    if batch is None or batch.cancelled is not None:
        return
    chosen = select(RunTable.task, RunTable.status).where(RunTable.batch_id == batch_id)
    runs = session.execute(chosen.distinct()).all()
    over = all(status in FINAL for _, status in runs)
    collected = (Task.COLLECT.value, RunStatus.SUCCEEDED.value) in runs
    if over and collected and all(task != Task.SUMMARISE for task, _ in runs):
        asked = BatchRequest.model_validate(batch.options)
        add_run(session, asked, task=Task.SUMMARISE, owner=batch.owner, batch_id=batch_id)
