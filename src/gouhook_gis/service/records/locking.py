"""A row that nobody else changes until the end of the transaction."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from gouhook_gis.service.database.tables import Base

Row = TypeVar("Row", bound=Base)


def locked(session: Session, table: type[Row], key: str) -> Row | None:
    """Return a row, locked, as it is now: also where this session has read it before."""
    return session.get(table, key, with_for_update=True, populate_existing=True)
