"""How much an account, or a county, has at a time."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gouhook_gis.service.database.tables import AccountTable, RunTable, SubmissionTable
from gouhook_gis.service.models import RunStatus, Task
from gouhook_gis.service.records.locking import locked

_UNFINISHED = (RunStatus.QUEUED.value, RunStatus.RUNNING.value)


def unfinished(session: Session, account_id: str) -> int:
    """Return how many runs that an account asked for, but for those of batches, are not over. The
    account is held to the end of the transaction, so that two at a time do not both take the last
    place.
    """
    locked(session, AccountTable, account_id)
    chosen = select(func.count()).select_from(RunTable)
    asked = chosen.where(
        RunTable.owner == account_id,
        RunTable.status.in_(_UNFINISHED),
        RunTable.batch_id.is_(None),
    )
    return session.scalar(asked) or 0


def unfinished_members(session: Session, account_id: str) -> int:
    """Return how many members of batches that an account asked for are not over. It is held as
    above.
    """
    locked(session, AccountTable, account_id)
    chosen = select(func.count()).where(
        RunTable.owner == account_id,
        RunTable.batch_id.is_not(None),
        RunTable.task == Task.CHECK.value,
        RunTable.status.in_(_UNFINISHED),
    )
    return session.scalar(chosen) or 0


def kept_bytes(
    session: Session, *, owner: str | None = None, county_code: str | None = None
) -> int:
    """Return the bytes of the uploads that an account handed in, or that are of a county, and were
    not taken away. What was handed in twice counts twice. An account is held as above.
    """
    if owner is not None:
        locked(session, AccountTable, owner)
    chosen = select(func.sum(SubmissionTable.size)).where(SubmissionTable.deleted.is_(None))
    if owner is not None:
        chosen = chosen.where(SubmissionTable.owner == owner)
    if county_code is not None:
        chosen = chosen.where(SubmissionTable.county_code == county_code)
    return int(session.scalar(chosen) or 0)
