"""Signing in through a provider: to it, and back from it with a code."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service import signing, vouching
from gouhook_gis.service.accounts import tokens
from gouhook_gis.service.accounts.attempt import LIFE, Attempt, own_path
from gouhook_gis.service.accounts.oidc import Claims, person
from gouhook_gis.service.api.callers import COOKIE, address_of
from gouhook_gis.service.api.context import Context, Here
from gouhook_gis.service.api.oidc.told import ToldRoute
from gouhook_gis.service.api.session import set_cookie
from gouhook_gis.service.errors import NotFoundError, UnauthorizedError
from gouhook_gis.service.models import Said
from gouhook_gis.service.records.sign_ins import begin_sign_in, end_sign_in

if TYPE_CHECKING:
    from gouhook_gis.service.api.oidc.provider import Provider

_LOG = logging.getLogger(__name__)
_BASE = "/api/v1/session/oidc"
_FOUND = 302
_ERROR = re.compile(r"[a-z_]{1,40}")

router = APIRouter(prefix=_BASE, tags=["accounts"], route_class=ToldRoute)


@router.get("", status_code=_FOUND, response_class=RedirectResponse, summary="Sign in elsewhere")
async def begin(request: Request, here: Here, to: Said = "/") -> Response:
    """A browser is sent to the provider, and afterwards to the path `to` of the page."""
    if own_path(to) is None:
        raise UsageError("service.oidc_path")
    provider = _provider(here)
    here.limits.sign_in_from(address_of(request))
    attempt = Attempt.begin()
    place = await provider.address(attempt, _back(request, here))
    await run_in_threadpool(_keep, here, attempt, to)
    response = RedirectResponse(place, _FOUND)
    _set_attempt(response, here, attempt.token)
    return response


@router.get(
    "/back", status_code=_FOUND, response_class=RedirectResponse, summary="Back from the provider"
)
async def back(
    request: Request,
    here: Here,
    state: Said = "",
    code: Said = "",
    iss: Said | None = None,
    error: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """With a code of the provider, in the browser that was sent there, once."""
    provider = _provider(here)
    attempt = Attempt.of(request.cookies.get(_cookie(here)))
    if attempt is None or not tokens.same(state, attempt.state):
        raise UnauthorizedError("service.oidc_attempt")
    to = await run_in_threadpool(_end, here, attempt)
    await provider.require_same(iss)
    if error or not code:
        shown = error if _ERROR.fullmatch(error) else "?"
        _LOG.warning("the provider did not sign somebody in: %s", shown)
        raise UnauthorizedError("service.oidc_denied")
    claims = await provider.claims(attempt, code, _back(request, here))
    earlier = request.cookies.get(COOKIE)
    token = await run_in_threadpool(_sign_in, here, claims, address_of(request), earlier)
    response = RedirectResponse(to, _FOUND)
    set_cookie(response, here, token)
    _set_attempt(response, here, None)
    return response


def _provider(here: Context) -> Provider:
    if here.provider is None:
        raise NotFoundError("service.no_oidc")
    return here.provider


def _back(request: Request, here: Context) -> str:
    """Return the address of `back` as the provider knows it."""
    return f"{here.settings.public_url or str(request.base_url).rstrip('/')}{_BASE}/back"


def _cookie(here: Context) -> str:
    """Return the name of the cookie of an attempt: over https one that no neighbouring site of the
    same domain can set.
    """
    return "__Host-gouhook_sign_in" if here.settings.public_url else "gouhook_sign_in"


def _set_attempt(response: Response, here: Context, token: str | None) -> None:
    response.set_cookie(
        _cookie(here),
        token or "",
        max_age=int(LIFE.total_seconds()) if token else 0,
        path="/",
        httponly=True,
        samesite="lax",
        secure=here.settings.public_url is not None,
    )


def _keep(here: Context, attempt: Attempt, to: str) -> None:
    with here.database.changing() as session:
        begin_sign_in(session, attempt, to)


def _end(here: Context, attempt: Attempt) -> str:
    with here.database.changing() as session:
        to = end_sign_in(session, attempt)
    if to is None:
        raise UnauthorizedError("service.oidc_attempt")
    return to


def _sign_in(here: Context, claims: Claims, address: str, earlier: str | None) -> str:
    """Return the token of a session of whoever the claims are about; a refusal is audited too."""
    told = here.settings
    try:
        with here.database.changing() as session:
            account = vouching.account_for(
                session, person(claims, told), provision=told.oidc_provision
            )
            return signing.begin(session, account, address, str(told.oidc_issuer), earlier)
    except UsageError as error:
        with here.database.changing() as session:
            vouching.refused(session, claims, error.message.id, address)
        raise
