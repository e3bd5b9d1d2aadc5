"""Accounts: who there is, and what is kept of passwords and of failures to give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gouhook_gis.service.accounts.lockout import pause
from gouhook_gis.service.accounts.models import Account, NewAccount
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.database.tables import AccountTable
from gouhook_gis.service.records.ids import new_id
from gouhook_gis.service.records.locking import locked


def any_account(session: Session) -> bool:
    """Whether there is one: then people sign in."""
    return session.scalar(select(AccountTable.id).limit(1)) is not None


def accounts(session: Session) -> Sequence[Account]:
    """Return all accounts, by name."""
    rows = session.scalars(select(AccountTable).order_by(AccountTable.name))
    return [as_account(row) for row in rows]


def account(session: Session, account_id: str) -> Account | None:
    """Return an account."""
    row = session.get(AccountTable, account_id)
    return None if row is None else as_account(row)


def account_named(session: Session, name: str, *, hold: bool = False) -> Account | None:
    """Return the account of a (canonical) name; `hold`: nobody else changes it until the end of
    the transaction.
    """
    chosen = select(AccountTable).where(AccountTable.name == name)
    row = session.scalar(chosen.with_for_update() if hold else chosen)
    return None if row is None else as_account(row)


def account_vouched(session: Session, issuer: str, subject: str) -> Account | None:
    """Return the account that a provider means by `subject`."""
    chosen = select(AccountTable).where(
        AccountTable.issuer == issuer, AccountTable.subject == subject
    )
    row = session.scalar(chosen)
    return None if row is None else as_account(row)


def password_of(session: Session, account_id: str) -> str | None:
    """Return the hash of a password, None where none was set."""
    return session.scalar(select(AccountTable.password).where(AccountTable.id == account_id))


def add_account(
    session: Session,
    new: NewAccount,
    *,
    password: str | None = None,
    issuer: str | None = None,
    subject: str | None = None,
) -> Account | None:
    """Record an account; None where the name is taken. `password` is the hash of one to be
    changed at the first sign-in.
    """
    row = AccountTable(
        id=new_id(),
        name=new.name,
        title=new.title or new.name,
        role=new.role.value,
        counties=list(new.counties),
        password=password,
        must_change=password is not None,
        disabled=False,
        created=datetime.now(UTC),
        failures=0,
        issuer=issuer,
        subject=subject,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return as_account(row)


def change(session: Session, account_id: str, **values: JsonValue) -> Account:
    """Set columns of an account that is there."""
    row = _there(session, account_id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return as_account(row)


def set_password(session: Session, account_id: str, password: str, *, must_change: bool) -> Account:
    """Keep the hash of a new password. What failed before is forgotten."""
    change(session, account_id, password=password, must_change=must_change)
    return forgive(session, account_id)


def keeps(session: Session, account_id: str, password: str | None) -> bool:
    """Whether this is the hash of the password of an account that may sign in. It stays so to the
    end of the transaction.
    """
    row = _there(session, account_id)
    return row.password == password and not row.disabled


def refresh_password(session: Session, account_id: str, password: str) -> None:
    """Keep another hash of the same password."""
    change(session, account_id, password=password)


def failed(session: Session, account_id: str) -> Account:
    """Count a failure, and lock the account where it is one too many. Counted before a password is
    looked at, so that many at a time are not looked at for one.
    """
    row = _there(session, account_id)
    row.failures += 1
    waits = pause(row.failures)
    row.locked_until = datetime.now(UTC) + waits if waits else None
    session.flush()
    return as_account(row)


def succeeded(session: Session, account_id: str) -> Account:
    """Record a sign-in; what failed before is forgotten."""
    _there(session, account_id).signed_in = datetime.now(UTC)
    return forgive(session, account_id)


def forgive(session: Session, account_id: str) -> Account:
    """Forget failures: the account is no longer locked."""
    row = _there(session, account_id)
    row.failures, row.locked_until = 0, None
    session.flush()
    return as_account(row)


def active_admins(session: Session) -> Sequence[str]:
    """Return the ids of the administrators that may sign in, locked: two who end one another at
    the same time do so one after the other.
    """
    chosen = (
        select(AccountTable)
        .where(AccountTable.role == Role.ADMIN.value, AccountTable.disabled.is_(False))
        .order_by(AccountTable.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [row.id for row in session.scalars(chosen)]


def _there(session: Session, account_id: str) -> AccountTable:
    row = locked(session, AccountTable, account_id)
    if row is None:
        raise LookupError(account_id)
    return row


def as_account(row: AccountTable) -> Account:
    """Return a row as what it is, without its secrets."""
    return Account(
        id=row.id,
        name=row.name,
        title=row.title,
        role=Role(row.role),
        counties=tuple(row.counties),
        local=row.password is not None,
        issuer=row.issuer,
        must_change=row.must_change,
        disabled=row.disabled,
        created=row.created,
        signed_in=row.signed_in,
        failures=row.failures,
        locked_until=row.locked_until,
    )
