"""Attempts to sign in at a provider: each is begun once, and ends once, whichever process of the
service is asked.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from gouhook_gis.service.accounts.attempt import LIFE, Attempt
from gouhook_gis.service.database.tables import SignInTable


def begin_sign_in(session: Session, attempt: Attempt, to: str) -> None:
    """Record an attempt; those that took too long are forgotten."""
    now = datetime.now(UTC)
    session.execute(delete(SignInTable).where(SignInTable.begun <= now - LIFE))
    session.add(SignInTable(token_sha256=attempt.sha256, to=to, begun=now))


def end_sign_in(session: Session, attempt: Attempt) -> str | None:
    """Forget an attempt and return where the page goes; None where there is none (any more)."""
    gone = delete(SignInTable).where(
        SignInTable.token_sha256 == attempt.sha256, SignInTable.begun > datetime.now(UTC) - LIFE
    )
    return session.scalar(gone.returning(SignInTable.to))
