"""A run that is asked for, and a run's row as everyone else knows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from gouhook_gis.domain.message import Message
from gouhook_gis.service.database.queue import enqueue
from gouhook_gis.service.database.tables import RunTable
from gouhook_gis.service.models import Request, Run, RunStatus, Task
from gouhook_gis.service.records.events import tell
from gouhook_gis.service.records.ids import new_id


def add_run(
    session: Session,
    request: Request,
    *,
    task: Task = Task.CHECK,
    submission_id: str | None = None,
    rerun_of: str | None = None,
    notices: Sequence[Message] = (),
    owner: str | None = None,
    batch_id: str | None = None,
    held: bool = False,
) -> Run:
    """Ask for a run; it is begun once this transaction is in force, or (`held`) once another run
    lets it go. `notices` say what was made of the request; `owner` is the account that asks.
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
        batch_id=batch_id,
        held=held,
        notices=[notice.model_dump(mode="json") for notice in notices],
        events=0,
    )
    session.add(row)
    tell(session, row, "queued")
    session.flush()
    if not held:
        enqueue(session, row.id, after_others=batch_id is not None)
    return as_run(row)


def as_run(row: RunTable) -> Run:
    """Return the row as what everyone else knows."""
    return Run.model_validate(row, from_attributes=True)
