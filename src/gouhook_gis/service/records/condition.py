"""What tells how an installation fares: runs that wait, accounts and keys to look after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gouhook_gis.domain.model import Model
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.database.tables import AccountTable, ApiKeyTable, AuditTable, RunTable
from gouhook_gis.service.models import RunStatus


def waiting(session: Session) -> int:
    """Return how many runs wait."""
    chosen = select(func.count()).where(RunTable.status == RunStatus.QUEUED.value)
    return session.scalar(chosen) or 0


def oldest_waiting(session: Session) -> datetime | None:
    """Return since when the run waits that has waited longest; members of a batch wait for each
    other, and are not asked.
    """
    chosen = select(RunTable.created).where(
        RunTable.status == RunStatus.QUEUED.value, RunTable.batch_id.is_(None)
    )
    return session.scalar(chosen.order_by(RunTable.created).limit(1))


def began_before(session: Session, moment: datetime) -> Sequence[str]:
    """Return the runs that are under way since before a moment."""
    chosen = select(RunTable.id).where(
        RunTable.status == RunStatus.RUNNING.value, RunTable.started < moment
    )
    return session.scalars(chosen).all()


def newest_act(session: Session, act: str) -> datetime | None:
    """Return when something was last done, None where it never was."""
    chosen = select(AuditTable.at).where(AuditTable.act == act)
    return session.scalar(chosen.order_by(AuditTable.number.desc()).limit(1))


class AccountState(Model):
    """Accounts by what there is to say of them; names, but for the counts."""

    all: int
    admins: int
    must_change: tuple[str, ...]
    locked: tuple[str, ...]
    without_county: tuple[str, ...]


def account_state(session: Session, now: datetime) -> AccountState:
    """Return how the accounts are that may be used."""
    held = session.scalars(select(AccountTable).order_by(AccountTable.name)).all()
    usable = [row for row in held if not row.disabled]
    return AccountState(
        all=len(held),
        admins=sum(row.role == Role.ADMIN for row in usable),
        must_change=tuple(row.name for row in usable if row.must_change),
        locked=tuple(
            row.name for row in usable if row.locked_until is not None and row.locked_until > now
        ),
        without_county=tuple(
            row.name for row in usable if row.role == Role.SURVEYOR and not row.counties
        ),
    )


def keys_ending(session: Session, now: datetime, before: datetime) -> tuple[int, int]:
    """Return how many keys that count end before a moment, and how many never do."""
    counts = ApiKeyTable.revoked.is_(None) & (
        ApiKeyTable.expires.is_(None) | (ApiKeyTable.expires > now)
    )
    ending = select(func.count()).where(counts, ApiKeyTable.expires < before)
    never = select(func.count()).where(counts, ApiKeyTable.expires.is_(None))
    return session.scalar(ending) or 0, session.scalar(never) or 0
