"""Signing in and out, and one's password: `/api/v1/session`."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.model import Model
from gouhook_gis.service import signing
from gouhook_gis.service.accounts import passwords, tokens
from gouhook_gis.service.accounts.lockout import FREE
from gouhook_gis.service.accounts.models import Account
from gouhook_gis.service.accounts.roles import Caller, Right, Role, Via
from gouhook_gis.service.api.callers import (
    COOKIE,
    SignedInCaller,
    Somebody,
    address_of,
    require_accounts,
)
from gouhook_gis.service.api.context import Context, Here
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import ConflictError, UnauthorizedError
from gouhook_gis.service.models import Label
from gouhook_gis.service.records import accounts, sessions
from gouhook_gis.service.records.audit import audit
from gouhook_gis.service.switched_on import forget_first_password

router = APIRouter(prefix="/api/v1/session", tags=["accounts"])
Password = Annotated[str, Field(max_length=passwords.MOST)]


class Credentials(Model):
    """Who signs in."""

    name: Label
    password: Password


class PasswordChange(Model):
    """Another password of one's own."""

    old: Password
    new: Password


class SessionView(Model):
    """Who is calling, and what they may do. `counties` begin the administrative codes of theirs,
    null: all. `csrf` is what the page sends as X-Gouhook-CSRF with whatever changes something.
    With `must_change` nothing goes before the password is changed.
    """

    name: str
    title: str
    role: Role
    counties: tuple[str, ...] | None
    rights: tuple[Right, ...]
    csrf: str | None
    must_change: bool
    via: Via


@router.get("", summary="Who is calling")
def show(request: Request, who: Somebody) -> SessionView:
    """401 where nobody is signed in."""
    token = request.cookies.get(COOKIE) if who.via is Via.SESSION else None
    return session_view(who, token)


@router.post("", summary="Sign in", dependencies=[Depends(require_accounts)])
async def sign_in(
    request: Request, response: Response, here: Here, told: Credentials
) -> SessionView:
    """With name and password; the session is a cookie. After five failures in a row a name is
    locked for a minute, then for twice as long each time.
    """
    address = address_of(request)
    proved = await _proved(here, told.name, told.password, address)
    if proved is None:
        raise UnauthorizedError("service.wrong_password", free=FREE)
    if proved.account.disabled:
        raise UnauthorizedError("service.account_disabled")
    earlier = request.cookies.get(COOKIE)
    token = await run_in_threadpool(_begin, here, proved, address, earlier)
    set_cookie(response, here, token)
    return session_view(proved.account.caller(Via.SESSION, address), token)


@router.delete("", status_code=204, summary="Sign out")
def sign_out(request: Request, here: Here, who: SignedInCaller) -> Response:
    """The session counts no more, and the browser is asked to forget what it kept of reports."""
    with here.database.changing() as session:
        signing.end(session, who, request.cookies[COOKIE])
    response = Response(status_code=204, headers={"Clear-Site-Data": '"cache"'})
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=_secure(here))
    return response


@router.post("/password", summary="Change one's password")
async def change_password(
    request: Request, response: Response, here: Here, who: SignedInCaller, told: PasswordChange
) -> SessionView:
    """At least 12 characters, and not what anybody would try. Whatever else is signed in to this
    account is signed out.
    """
    address = address_of(request)
    if not await run_in_threadpool(_has_password, here, who):
        raise ConflictError("service.password_elsewhere")
    proved = await _proved(here, who.name, told.old, address)
    if proved is None:
        raise UsageError("service.password_wrong")
    account = proved.account
    passwords.require_sound(told.new, account.name)
    if tokens.same(told.old, told.new):
        raise UsageError("service.password_same")
    async with here.hashing:
        kept = await run_in_threadpool(passwords.hashed, told.new)
    token = await run_in_threadpool(_change, here, who, proved, kept)
    if account.role is Role.ADMIN:
        forget_first_password(here.settings.data)
    set_cookie(response, here, token)
    changed = account.model_copy(update={"must_change": False})
    return session_view(changed.caller(Via.SESSION, address), token)


def session_view(who: Caller, token: str | None) -> SessionView:
    """Return what a caller is told of itself; `token` is that of its session."""
    return SessionView(
        name=who.name,
        title=who.title or who.name,
        role=who.role,
        counties=who.counties,
        rights=tuple(right for right in Right if who.may(right)),
        csrf=None if token is None else tokens.csrf_of(token),
        must_change=who.must_change,
        via=who.via,
    )


def set_cookie(response: Response, here: Context, token: str) -> None:
    """Have the browser keep a session until it is closed: no script reads it, no other site has
    it sent along with anything but a link, and it goes over https alone where there is such.
    """
    response.set_cookie(
        COOKIE, token, path="/", httponly=True, samesite="lax", secure=_secure(here)
    )


def _secure(here: Context) -> bool:
    return here.settings.public_url is not None


class _Proved(NamedTuple):
    """An account, and the hash of the password that proved it."""

    account: Account
    kept: str | None


async def _proved(here: Context, name: str, password: str, address: str) -> _Proved | None:
    """Return the account that a name and a password prove, None where they do not. An unknown
    name takes as long as a wrong password. TooManyError.
    """
    here.limits.sign_in_from(address)
    tried = await run_in_threadpool(signing.attempt, here.database, here.strangers, name, address)
    async with here.hashing:
        right = await run_in_threadpool(passwords.fits, password, tried.kept)
    return await run_in_threadpool(_looked_at, here, tried, address, password, right=right)


def _looked_at(
    here: Context, tried: signing.Attempt, address: str, password: str, *, right: bool
) -> _Proved | None:
    """Write down how an attempt ended. A disabled account is returned, to be told so."""
    found = tried.account
    newer = passwords.hashed(password) if right and _outdated(tried) else None
    with here.database.changing() as session:
        if found is None or not right:
            signing.refused(session, found, address, "password")
            return None
        if newer is not None:
            accounts.refresh_password(session, found.id, newer)
        if found.disabled:
            signing.refused(session, found, address, "disabled")
        return _Proved(accounts.forgive(session, found.id), newer or tried.kept)


def _has_password(here: Context, who: Caller) -> bool:
    with here.database.reading() as session:
        found = accounts.account_named(session, who.name)
    return found is not None and found.local


def _outdated(tried: signing.Attempt) -> bool:
    return tried.kept is not None and passwords.outdated(tried.kept)


def _begin(here: Context, proved: _Proved, address: str, earlier: str | None) -> str:
    with here.database.changing() as session:
        if not accounts.keeps(session, proved.account.id, proved.kept):  # reset meanwhile
            raise UnauthorizedError("service.wrong_password", free=FREE)
        return signing.begin(session, proved.account, address, "password", earlier)


def _change(here: Context, who: Caller, proved: _Proved, kept: str) -> str:
    account = proved.account
    with here.database.changing() as session:
        if not accounts.keeps(session, account.id, proved.kept):  # reset meanwhile
            raise UsageError("service.password_wrong")
        accounts.set_password(session, account.id, kept, must_change=False)
        sessions.end_sessions(session, account.id)
        audit(session, who, Deed.PASSWORD_CHANGED, account.name)
        return signing.begin(session, account, who.address or "", "password")
