"""Who is calling, and whether they may: every route of the API names the right that it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError

from gouhook_gis.service.accounts import tokens
from gouhook_gis.service.accounts.models import SignedIn
from gouhook_gis.service.accounts.roles import LOCAL, Caller, Right, Via
from gouhook_gis.service.api.context import Context, Here
from gouhook_gis.service.errors import ConflictError, ForbiddenError, UnauthorizedError
from gouhook_gis.service.records import keys, sessions

COOKIE = "gouhook_session"
CSRF = "X-Gouhook-CSRF"
_BEARER = "bearer "
_SAFE = ("GET", "HEAD", "OPTIONS")
# When a session or a key was used is written down this often.
_TOLD = timedelta(minutes=1)


def address_of(request: Request) -> str:
    """Return whence a request came, behind a trusted proxy the client's own address."""
    return request.client.host if request.client else ""


def caller(request: Request, here: Here) -> Caller:
    """Return who is calling: the one local user of a service without accounts, which answers on
    loopback alone. Else whose key or, without one, whose session it is; what an account may is
    looked up each time. UnauthorizedError where nobody is signed in, ForbiddenError where another
    site may have sent the request, TooManyError.
    """
    if not here.accounts:
        return LOCAL
    bearer = request.headers.get("authorization")
    who = _by_session(request, here) if bearer is None else _by_key(request, here, bearer)
    here.limits.request_of(who)
    return who


def perhaps(request: Request, here: Here) -> Caller | None:
    """Return who is calling, None where nobody is signed in."""
    try:
        return caller(request, here)
    except UnauthorizedError:
        return None


def watcher(request: Request, here: Here) -> Caller | None:
    """Return who watches over the service, None where nobody is signed in or that cannot be
    looked up: whether the database is away is what is asked.
    """
    try:
        return perhaps(request, here)
    except SQLAlchemyError:
        return None


def needs(right: Right) -> Callable[[Caller], Caller]:
    """Return what gives a route its caller. ForbiddenError where the role lacks the right, or the
    password is to be changed first.
    """

    def allowed(who: Annotated[Caller, Depends(caller)]) -> Caller:
        if who.must_change:
            raise ForbiddenError("service.must_change")
        if not who.may(right):
            raise ForbiddenError("service.no_right", role=f"account_role.{who.role}")
        return who

    return allowed


def signed_in(here: Here, who: Annotated[Caller, Depends(caller)]) -> Caller:
    """Return who is signed in at the page, the password to be changed or not. ConflictError where
    there are no accounts, ForbiddenError for a key.
    """
    require_accounts(here)
    if who.via is not Via.SESSION:
        raise ForbiddenError("service.not_by_key")
    return who


def owner(who: Annotated[Caller, Depends(signed_in)]) -> Caller:
    """Return who is signed in at the page. ForbiddenError where the password is to be changed."""
    if who.must_change:
        raise ForbiddenError("service.must_change")
    return who


def require_accounts(here: Here) -> None:
    """Raise ConflictError, with what to do, where there are no accounts."""
    if not here.accounts:
        raise ConflictError("service.no_accounts")


Somebody = Annotated[Caller, Depends(caller)]
Perhaps = Annotated[Caller | None, Depends(perhaps)]
Watcher = Annotated[Caller | None, Depends(watcher)]
SignedInCaller = Annotated[Caller, Depends(signed_in)]
Owner = Annotated[Caller, Depends(owner)]
Reader = Annotated[Caller, Depends(needs(Right.READ))]
Submitter = Annotated[Caller, Depends(needs(Right.SUBMIT))]
LayerKeeper = Annotated[Caller, Depends(needs(Right.LAYERS))]
Auditor = Annotated[Caller, Depends(needs(Right.AUDIT))]
Administrator = Annotated[Caller, Depends(needs(Right.ACCOUNTS))]


def _by_session(request: Request, here: Context) -> Caller:
    token, address = request.cookies.get(COOKIE), address_of(request)
    found = None if token is None else _session(here, tokens.sha256(token), address)
    if token is None or found is None:
        raise UnauthorizedError("service.not_signed_in")
    if request.method not in _SAFE:
        sent = request.headers.get(CSRF, "")
        if not tokens.same(sent, tokens.csrf_of(token)):
            raise ForbiddenError("service.no_csrf")
    return found.account.caller(Via.SESSION, address)


def _session(here: Context, token_sha256: str, address: str) -> SignedIn | None:
    """Return the session of a token, None where it counts no more."""
    told, now = here.settings, datetime.now(UTC)
    with here.database.reading() as session:
        found = sessions.session_of(session, token_sha256)
    if found is None or found.account.disabled:
        return None
    idle, whole = timedelta(minutes=told.session_idle_minutes), timedelta(hours=told.session_hours)
    elsewhere = told.session_address and found.address != address
    if elsewhere or not found.lasts(now, idle, whole):
        return None
    if now - found.used > min(_TOLD, idle / 4):
        with here.database.changing() as session:
            sessions.use_session(session, token_sha256)
    return found


def _by_key(request: Request, here: Context, bearer: str) -> Caller:
    """Return whose key was sent. UnauthorizedError for one that is wrong or counts no more."""
    sent = tokens.read(bearer[len(_BEARER) :].strip())
    if sent is None or not bearer.lower().startswith(_BEARER):
        raise UnauthorizedError("service.key_wrong")
    now = datetime.now(UTC)
    with here.database.reading() as session:
        found = keys.key_with_secret(session, sent.id)
    if found is None:
        raise UnauthorizedError("service.key_wrong")
    key, kept, account = found
    if not tokens.same(tokens.sha256(sent.secret), kept) or not key.lasts(now) or account.disabled:
        raise UnauthorizedError("service.key_wrong")
    if key.used is None or now - key.used > _TOLD:
        with here.database.changing() as session:
            keys.use_key(session, key.id)
    return account.caller(Via.KEY, address_of(request))
