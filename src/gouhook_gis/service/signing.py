"""Signing in and out: what is looked up, counted and written down; hashing is the caller's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy.orm import Session

from gouhook_gis.service.accounts import tokens
from gouhook_gis.service.accounts.lockout import Strangers
from gouhook_gis.service.accounts.models import Account, canonical_name
from gouhook_gis.service.accounts.roles import Caller, Via
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.errors import TooManyError
from gouhook_gis.service.records import accounts, sessions
from gouhook_gis.service.records.audit import audit

# Who is nobody: what was typed for a name may be a password.
UNKNOWN = "unknown"


class Attempt(NamedTuple):
    """An attempt that counts as failed until the password was looked at; `kept` is its hash. Both
    None where nobody has the name.
    """

    account: Account | None
    kept: str | None


def attempt(database: Database, strangers: Strangers, name: str, address: str) -> Attempt:
    """Begin an attempt to sign in. TooManyError where the name is locked."""
    now, canonical = datetime.now(UTC), str(canonical_name(name))
    with database.changing() as session:
        # Held, so that of many attempts at once each sees those before it.
        found = accounts.account_named(session, canonical, hold=True)
        if found is None:
            failures, until = strangers.locked_until(canonical)
        else:
            failures, until = found.failures, found.locked_until
        wait = timedelta() if until is None else until - now
        if wait > timedelta():
            refused(session, found, address, "locked")
        elif found is None:
            strangers.failed(canonical, now)
        else:
            kept = accounts.password_of(session, found.id)
            return Attempt(accounts.failed(session, found.id), kept)
    if wait > timedelta():
        seconds = ceil(wait.total_seconds())
        raise TooManyError(
            "service.account_locked", after=seconds, failures=failures, minutes=ceil(seconds / 60)
        )
    return Attempt(None, None)


def refused(session: Session, account: Account | None, address: str, why: str) -> None:
    """Write down that somebody was not let in."""
    name = UNKNOWN if account is None else account.name
    audit(session, name, Deed.SIGN_IN_REFUSED, name, why=why, address=address)


def begin(
    session: Session, account: Account, address: str, how: str, earlier: str | None = None
) -> str:
    """Sign an account in; return the token of its session. `how` is "password", or the provider
    that vouched for it; the session `earlier`, of whoever was signed in here before, ends.
    """
    if earlier is not None:
        sessions.end_session(session, tokens.sha256(earlier))
    token = tokens.new_token()
    who = accounts.succeeded(session, account.id).caller(Via.SESSION, address)
    sessions.begin_session(session, account.id, tokens.sha256(token), address)
    audit(session, who, Deed.SIGNED_IN, account.name, by=how)
    return token


def end(session: Session, who: Caller, token: str) -> None:
    """Sign out."""
    sessions.end_session(session, tokens.sha256(token))
    audit(session, who, Deed.SIGNED_OUT, who.name)
