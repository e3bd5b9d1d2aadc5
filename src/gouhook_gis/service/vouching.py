"""Accounts of people for whom a provider vouches (OpenID Connect): found, made, kept as it says.

The provider's `subject` is somebody for good. What they are called there may change hands: by
their name alone somebody gets but an account that was made for that name and that nobody has used,
and never an administrator's; any other one is linked by an administrator.
"""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from gouhook_gis.service import administration
from gouhook_gis.service.accounts.models import (
    Account,
    AccountChange,
    Name,
    NewAccount,
    canonical_name,
)
from gouhook_gis.service.accounts.oidc import Claims, Person, standing
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.administration import Who
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import ConflictError, ForbiddenError
from gouhook_gis.service.records import accounts, keys, sessions
from gouhook_gis.service.records.audit import audit

# The actor of what the provider's word changes.
ACTOR = "service"
_NAME: TypeAdapter[str] = TypeAdapter(Name)


def account_for(session: Session, person: Person, *, provision: bool) -> Account:
    """Return the account of somebody who comes from the provider, with role and counties as it says
    now; made where `provision` allows. ForbiddenError where there is none, it was disabled, or may
    not be given to them; ConflictError where the last administrator would be none any more.
    """
    found = accounts.account_vouched(session, person.issuer, person.subject)
    if found is None:
        found = _first_time(session, person, provision=provision)
    if found.disabled:
        raise ForbiddenError("service.account_disabled")
    role, counties = standing(person, found.role, found.counties)
    if (role, counties) != (found.role, found.counties):
        asked = AccountChange(role=role, counties=counties)
        found = administration.change(session, ACTOR, found.id, asked)
    return found


def link(session: Session, who: Who, name: str, issuer: str, subject: str) -> Account:
    """Have a provider's `subject` sign in as the account of a name, nobody else. NotFoundError;
    ConflictError where they have another account.
    """
    found = administration.named(session, str(canonical_name(name)))
    other = accounts.account_vouched(session, issuer, subject)
    if other is not None and other.id != found.id:
        raise ConflictError("service.oidc_linked", name=other.name)
    changed = accounts.change(session, found.id, issuer=issuer, subject=subject)
    sessions.end_sessions(session, found.id)
    audit(session, who, Deed.ACCOUNT_CHANGED, changed.name, by=issuer, known_as=subject)
    return changed


def unlink(session: Session, who: Who, name: str) -> Account:
    """Have nobody of a provider sign in as an account; who did is signed out. NotFoundError."""
    found = administration.named(session, str(canonical_name(name)))
    changed = accounts.change(session, found.id, issuer=None, subject=None)
    sessions.end_sessions(session, found.id)
    audit(session, who, Deed.ACCOUNT_CHANGED, changed.name, by=None, known_as=None)
    return changed


def refused(session: Session, claims: Claims, why: str, address: str) -> None:
    """Write down that somebody whom a provider vouches for was not let in."""
    subject, issuer = str(claims["sub"]), str(claims["iss"])
    audit(session, ACTOR, Deed.SIGN_IN_REFUSED, subject, why=why, by=issuer, address=address)


def _first_time(session: Session, person: Person, *, provision: bool) -> Account:
    name = _name(person)
    found = accounts.account_named(session, name, hold=True)
    if found is None:
        if not provision or person.role is None:
            raise ForbiddenError("service.oidc_no_account", name=name)
        return _made(session, person, person.role, name)
    used = found.signed_in or found.issuer or keys.keys_of(session, found.id)
    if used or found.role is Role.ADMIN:
        raise ForbiddenError("service.oidc_other_account", name=name)
    # What was told once to sign in with is of no use any more.
    accounts.change(session, found.id, password=None, must_change=False)
    return link(session, ACTOR, name, person.issuer, person.subject)


def _made(session: Session, person: Person, role: Role, name: str) -> Account:
    role, counties = standing(person, role, ())
    new = NewAccount(name=name, title=person.title or "", role=role, counties=counties)
    made = accounts.add_account(session, new, issuer=person.issuer, subject=person.subject)
    if made is None:  # made meanwhile: for them, in another tab, or for somebody else
        found = accounts.account_vouched(session, person.issuer, person.subject)
        if found is None:
            raise ForbiddenError("service.oidc_other_account", name=name)
        return found
    audit(
        session,
        ACTOR,
        Deed.ACCOUNT_MADE,
        made.name,
        role=role.value,
        counties=list(counties),
        by=person.issuer,
    )
    return made


def _name(person: Person) -> str:
    try:
        return _NAME.validate_python(person.name)
    except ValidationError:
        raise ForbiddenError("service.oidc_name") from None
