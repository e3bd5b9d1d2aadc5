"""The lines of the audit from the first to the last, and single ones by their place in the chain;
however many there are, few are held at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import func, select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service.database.tables import AuditTable
from gouhook_gis.service.models import Act

_BATCH = 2000
_COLUMNS = [getattr(AuditTable, name) for name in Act.model_fields]


class UnreadableLineError(UsageError):
    """What stands in a line is none: somebody wrote it past us."""


def every_line(session: Session, after: int = 0) -> Iterator[Act]:
    """Yield all lines after the number `after`, in the order of their numbers. Raises
    UnreadableLineError once all before the line in question are told.
    """
    size = _BATCH
    while True:
        try:
            found = _lines(session, after, size)
        except (ValueError, RecursionError, DataError) as error:
            if size == 1:
                raise UnreadableLineError("audit.unreadable", line=after + 1) from error
            size = 1  # some line of these: those before it first
            continue
        if not found:
            return
        yield from found
        after = found[-1].number


def _lines(session: Session, after: int, size: int) -> list[Act]:
    chosen = select(*_COLUMNS).where(AuditTable.number > after).order_by(AuditTable.number)
    found = session.execute(chosen.limit(size)).mappings()
    return [Act.model_validate(dict(row)) for row in found]


def hashes(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return the hashes of those of the lines `numbers` that there are."""
    chosen = select(AuditTable.number, AuditTable.hash).where(AuditTable.number.in_(numbers))
    return dict(session.execute(chosen).all())


def number_of(session: Session, wanted: str) -> int | None:
    """Return the number of the line that has a hash, None where none has; looks at every line."""
    chosen = select(AuditTable.number).where(AuditTable.hash == wanted)
    return session.scalar(chosen.order_by(AuditTable.number).limit(1))


def line_count(session: Session) -> int:
    """Return how many lines there are."""
    return session.scalar(select(func.count()).select_from(AuditTable)) or 0
