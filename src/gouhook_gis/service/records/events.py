"""What happens to a run, numbered, so that a listener who was away misses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from gouhook_gis.service.database.tables import EventTable, RunTable
from gouhook_gis.service.models import Event


def tell(session: Session, row: RunTable, kind: str, **data: JsonValue) -> None:
    """Add an event of the run, whose row must be locked: it numbers them."""
    row.events += 1
    session.flush()  # the run first: an event refers to it
    session.add(
        EventTable(run_id=row.id, seq=row.events, kind=kind, data=data, at=datetime.now(UTC))
    )


def events_after(session: Session, run_id: str, seq: int = 0, limit: int = 1000) -> Sequence[Event]:
    """Return the events of a run after the number `seq`, in order."""
    chosen = (
        select(EventTable)
        .where(EventTable.run_id == run_id, EventTable.seq > seq)
        .order_by(EventTable.seq)
        .limit(limit)
    )
    return [Event.model_validate(row, from_attributes=True) for row in session.scalars(chosen)]
