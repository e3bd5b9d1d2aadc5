"""What an administrator does with accounts, and their owners with keys: recorded and audited, for
the API and the command line alike.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import JsonValue
from sqlalchemy.orm import Session

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.service.accounts import passwords, tokens
from gouhook_gis.service.accounts.models import (
    Account,
    AccountChange,
    ApiKey,
    NewAccount,
    require_fitting,
)
from gouhook_gis.service.accounts.roles import Caller, Role
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import ConflictError, NotFoundError
from gouhook_gis.service.records import accounts, keys, sessions
from gouhook_gis.service.records.audit import audit

Who = Caller | str


def wanted(session: Session, account_id: str) -> Account:
    """Return an account. NotFoundError where there is none."""
    found = accounts.account(session, account_id)
    if found is None:
        raise NotFoundError("service.no_account")
    return found


def named(session: Session, name: str) -> Account:
    """Return the account of a (canonical) name. NotFoundError where there is none."""
    found = accounts.account_named(session, name)
    if found is None:
        raise NotFoundError("service.no_account_named", name=name)
    return found


def first_admin(session: Session, who: Who, new: NewAccount, password: str) -> Account:
    """Make the first account, an administrator's. ConflictError where there is an account."""
    if accounts.any_account(session):
        raise ConflictError("service.accounts_there")
    return make(session, who, new.model_copy(update={"role": Role.ADMIN}), password)


def make(session: Session, who: Who, new: NewAccount, password: str) -> Account:
    """Make an account; `password` is the hash of what its owner is told once. ConflictError where
    the name is taken.
    """
    made = accounts.add_account(session, new, password=password)
    if made is None:
        raise ConflictError("service.account_there", name=new.name)
    audit(session, who, Deed.ACCOUNT_MADE, made.name, **_told(made))
    return made


def change(session: Session, who: Who, account_id: str, asked: AccountChange) -> Account:
    """Change what is asked of an account; ended, it is signed out. NotFoundError; ConflictError
    where nobody would be left to make accounts; UsageError for counties of a role that sees all.
    """
    admins = accounts.active_admins(session)
    before = wanted(session, account_id)
    changes = asked.model_dump(exclude_none=True, mode="json")
    after = before.model_copy(update={name: getattr(asked, name) for name in changes})
    try:
        require_fitting(after.role, after.counties)
    except Wrong as error:
        raise UsageError("service.counties_of_all") from error
    if list(admins) == [account_id] and (after.disabled or after.role is not Role.ADMIN):
        raise ConflictError("service.last_admin")
    changed = accounts.change(session, account_id, **changes)
    if changed.disabled:
        sessions.end_sessions(session, account_id)
    audit(session, who, Deed.ACCOUNT_CHANGED, changed.name, **changes)
    return changed


def reset(session: Session, who: Who, account_id: str, password: str) -> Account:
    """Give an account another password, of which `password` is the hash, to be changed at the
    next sign-in; where it was signed in it is no longer. NotFoundError.
    """
    wanted(session, account_id)
    changed = accounts.set_password(session, account_id, password, must_change=True)
    sessions.end_sessions(session, account_id)
    audit(session, who, Deed.PASSWORD_RESET, changed.name)
    return changed


def unlock(session: Session, who: Who, account_id: str) -> Account:
    """Forget failures to sign in. NotFoundError."""
    found = wanted(session, account_id)
    audit(session, who, Deed.ACCOUNT_UNLOCKED, found.name)
    return accounts.forgive(session, account_id)


def make_key(
    session: Session, who: Who, owner: Account, title: str, expires: datetime | None
) -> tuple[ApiKey, str]:
    """Make a key; return it and what its program sends, to be told once. UsageError where it
    would be over already.
    """
    if expires is not None and expires <= datetime.now(UTC):
        raise UsageError("service.key_expired_already")
    secret = tokens.new_secret()
    made = keys.add_key(session, owner.id, title, tokens.sha256(secret), expires)
    audit(session, who, Deed.KEY_MADE, owner.name, key=made.id, title=title)
    return made, tokens.written(tokens.Key(made.id, secret))


def revoke_key(session: Session, who: Who, owner: Account, key_id: str) -> None:
    """Have a key count no more. NotFoundError where the account has no such key that counts."""
    if not keys.revoke_key(session, owner.id, key_id):
        raise NotFoundError("service.no_key")
    audit(session, who, Deed.KEY_REVOKED, owner.name, key=key_id)


def one_time() -> tuple[str, str]:
    """Return a random password and its hash; takes a while, so not within a transaction."""
    password = passwords.made()
    return password, passwords.hashed(password)


def _told(made: Account) -> dict[str, JsonValue]:
    return {"role": made.role.value, "counties": list(made.counties)}
