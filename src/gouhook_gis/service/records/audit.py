"""The audit: lines that outlive what they are about, each chained to the one before."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import JsonValue
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.orm import Session

from gouhook_gis.service.accounts.roles import Caller, Via
from gouhook_gis.service.audit.chain import FIRST, hash_of
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.database.tables import AuditTable
from gouhook_gis.service.models import Act
from gouhook_gis.service.records.listing import midnight

_LOG = logging.getLogger(__name__)
_WAITING, _WRITTEN = "gouhook_audit_waiting", "gouhook_audit_written"
_ALONE = text("SELECT pg_advisory_xact_lock(1735746657)")  # no other lock has this number


def audit(session: Session, who: Caller | str, deed: Deed, subject: str, **data: JsonValue) -> None:
    """Add a line: who did what to which upload, run, layer or account. `who` is a caller, whose
    role and address are kept with it, or what works without being asked ("retention").

    No coordinate, no password, no key. The line is written as the last thing of the transaction:
    of two at a time one waits for the other's end, so this is short.
    """
    line: dict[str, Any] = {"act": str(deed), "subject": subject, "role": None, "actor": who}
    if isinstance(who, Caller):
        line |= {"actor": who.name, "role": who.role.value}
        data |= {} if who.address is None else {"address": who.address}
        data |= {"via": who.via.value} if who.via is Via.KEY else {}
    session.info.setdefault(_WAITING, []).append(line | {"data": data})


def acts(session: Session, subject: str | None = None, limit: int = 100) -> Sequence[Act]:
    """Return the newest lines, about one subject or about all."""
    return audited(session, subject=subject, limit=limit)[0]


def audited(
    session: Session,
    *,
    actor: str | None = None,
    act: str | None = None,
    subject: str | None = None,
    since: date | None = None,
    until: date | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[Sequence[Act], int]:
    """Return a page of the lines that fit, newest first, and how many there are; `since` and
    `until` are days in local time, both included.
    """
    wanted = {AuditTable.actor: actor, AuditTable.act: act, AuditTable.subject: subject}
    fits = [column == value for column, value in wanted.items() if value is not None]
    if since is not None:
        fits.append(AuditTable.at >= midnight(since))
    if until is not None:
        fits.append(AuditTable.at < midnight(until + timedelta(days=1)))
    newest = select(AuditTable).where(*fits).order_by(AuditTable.number.desc())
    total = session.scalar(select(func.count()).select_from(AuditTable).where(*fits))
    rows = session.scalars(newest.offset(offset).limit(limit))
    return [Act.model_validate(row, from_attributes=True) for row in rows], total or 0


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """Give the lines of a transaction their numbers and hashes, where nobody else can."""
    lines = session.info.get(_WAITING)
    if session.in_nested_transaction() or not lines:
        return
    session.flush()  # what it changes first: no lock is waited for while this one is held
    if session.connection().dialect.name == "postgresql":
        session.execute(_ALONE)
    newest = select(AuditTable.number, AuditTable.hash).order_by(AuditTable.number.desc()).limit(1)
    number, previous = session.execute(newest).one_or_none() or (0, FIRST)
    for line in lines:
        number += 1
        line |= {"number": number, "at": datetime.now(UTC), "previous": previous}
        previous = line["hash"] = hash_of(**line)
    session.execute(insert(AuditTable), lines)
    session.info[_WRITTEN] = session.info.pop(_WAITING)


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    """Note what is in force now in the log, where a changed database does not reach."""
    if not session.in_nested_transaction():
        for line in session.info.pop(_WRITTEN, ()):
            told = {"audit_line": line["number"], "audit_hash": line["hash"]}
            _LOG.info("audited", extra=told)
