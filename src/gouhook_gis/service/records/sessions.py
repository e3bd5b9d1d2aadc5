"""Who is signed in at the page; of a token only its hash comes here."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from gouhook_gis.service.accounts.models import SignedIn
from gouhook_gis.service.database.tables import AccountTable, SessionTable
from gouhook_gis.service.records.accounts import as_account


def begin_session(session: Session, account_id: str, token_sha256: str, address: str) -> None:
    """Record that somebody signed in from `address`."""
    now = datetime.now(UTC)
    session.add(
        SessionTable(
            token_sha256=token_sha256, account_id=account_id, address=address, begun=now, used=now
        )
    )


def session_of(session: Session, token_sha256: str) -> SignedIn | None:
    """Return the session of a token, with its account as it is now."""
    chosen = (
        select(SessionTable, AccountTable)
        .join(AccountTable, AccountTable.id == SessionTable.account_id)
        .where(SessionTable.token_sha256 == token_sha256)
    )
    found = session.execute(chosen).first()
    if found is None:
        return None
    row, account = found
    return SignedIn(
        account=as_account(account), address=row.address, begun=row.begun, used=row.used
    )


def use_session(session: Session, token_sha256: str) -> None:
    """Record that it was used now."""
    chosen = update(SessionTable).where(SessionTable.token_sha256 == token_sha256)
    session.execute(chosen.values(used=datetime.now(UTC)))


def end_session(session: Session, token_sha256: str) -> None:
    """Forget a session."""
    session.execute(delete(SessionTable).where(SessionTable.token_sha256 == token_sha256))


def end_sessions(session: Session, account_id: str) -> None:
    """Forget all sessions of an account."""
    session.execute(delete(SessionTable).where(SessionTable.account_id == account_id))


def end_old_sessions(session: Session, unused_since: datetime, begun_before: datetime) -> int:
    """Forget the sessions that are over; return how many there were."""
    over = or_(SessionTable.used <= unused_since, SessionTable.begun <= begun_before)
    gone = delete(SessionTable).where(over).returning(SessionTable.token_sha256)
    return len(session.scalars(gone).all())
