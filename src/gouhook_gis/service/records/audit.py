"""The audit: lines that outlive what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from gouhook_gis.service.database.tables import AuditTable
from gouhook_gis.service.models import Act


def audit(session: Session, actor: str, act: str, subject: str, **data: JsonValue) -> None:
    """Add a line: who did what to which upload, run or layer. No coordinates."""
    session.add(AuditTable(at=datetime.now(UTC), actor=actor, act=act, subject=subject, data=data))


def acts(session: Session, subject: str | None = None, limit: int = 100) -> Sequence[Act]:
    """Return the newest lines, about one subject or about all."""
    chosen = select(AuditTable).order_by(AuditTable.number.desc()).limit(limit)
    if subject is not None:
        chosen = chosen.where(AuditTable.subject == subject)
    return [Act.model_validate(row, from_attributes=True) for row in session.scalars(chosen)]
