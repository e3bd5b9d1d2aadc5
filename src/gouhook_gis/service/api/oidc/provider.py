"""The provider that people sign in with: what it says of itself, its keys, and what it signs of
somebody who comes back from it with a code.

What it says is kept for an hour; for a key that is not among its keys it is asked again, but once
a minute at most. Who asks at the same time shares the answer.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import httpx
from joserfc.jwk import KeySet

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service.accounts.attempt import Attempt
from gouhook_gis.service.accounts.id_token import (
    TokenError,
    UnknownKeyError,
    claims_of,
    keys_of,
)
from gouhook_gis.service.accounts.oidc_settings import OidcSettings, sound_address
from gouhook_gis.service.api.oidc.fetching import Fetcher, Said, UnfitError
from gouhook_gis.service.errors import BusyError, UnauthorizedError

_LOG = logging.getLogger(__name__)
_KEPT_S = 3600.0
_ASKED_AGAIN_S = 60.0
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class _Known:
    """What the provider said of itself, its keys, and when it did (monotonic, s)."""

    said: Said
    keys: KeySet
    at: float


class Provider:
    """One provider. UsageError where its settings name files that cannot be read; every question
    raises BusyError where it is away, or is not as it was told to us.
    """

    def __init__(self, told: OidcSettings) -> None:
        self._issuer, self._client = str(told.oidc_issuer), str(told.oidc_client_id)
        self._scope, self._asks_more = told.oidc_scope, told.oidc_userinfo
        self._secret = _secret(told)
        self._fetcher = Fetcher(_trusted(told))
        self._known: _Known | None = None
        self._asking: asyncio.Task[_Known] | None = None

    async def look(self) -> None:
        """Ask what it says of itself."""
        await self._knowing()

    async def address(self, attempt: Attempt, back: str) -> str:
        """Return where a browser is sent to sign in; `back` is where it returns with a code."""
        known = await self._knowing()
        asked = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": back,
            "scope": self._scope,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        place = str(known.said["authorization_endpoint"])
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked, quote_via=quote)}"

    async def require_same(self, issuer: str | None) -> None:
        """Raise UnauthorizedError for an answer that names another issuer, or none where the
        provider always does (RFC 9207).
        """
        known = await self._knowing()
        always = known.said.get("authorization_response_iss_parameter_supported") is True
        if issuer != self._issuer and (always or issuer is not None):
            raise UnauthorizedError("service.oidc_attempt")

    async def claims(self, attempt: Attempt, code: str, back: str) -> dict[str, Any]:
        """Return what the provider signed of whoever came back with a code, and where that is
        wanted what else it says of them. UnauthorizedError where it does not know the code, or its
        token proves nothing.
        """
        said = await self._tokens(attempt, code, back)
        try:
            try:
                proved = self._proved(said, await self._knowing(), attempt)
            except UnknownKeyError:
                proved = self._proved(said, await self._knowing(_ASKED_AGAIN_S), attempt)
            return await self._more(said, proved["sub"]) | proved if self._asks_more else proved
        except TokenError as error:
            _LOG.warning("a token of the provider was refused: %s", error)
            raise UnauthorizedError("service.oidc_token") from error

    async def _more(self, said: Said, subject: str) -> dict[str, Any]:
        """Return what is said of somebody beside the ID token, of just this one."""
        place, access = (
            (await self._knowing()).said.get("userinfo_endpoint"),
            said.get("access_token"),
        )
        try:
            if not sound_address(str(place)) or not isinstance(access, str):
                raise UnfitError("it has no userinfo")
            more = await self._fetcher.get(str(place), access)
        except UnfitError as error:
            raise _unfit(error) from error
        if more.get("sub") != subject:
            raise TokenError("userinfo is about somebody else")
        return dict(more)

    def _proved(self, said: Said, known: _Known, attempt: Attempt) -> dict[str, Any]:
        token = str(said["id_token"])
        return claims_of(
            token, known.keys, issuer=self._issuer, client_id=self._client, nonce=attempt.nonce
        )

    async def _tokens(self, attempt: Attempt, code: str, back: str) -> Said:
        known = await self._knowing()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": attempt.verifier,
        }
        by_header = None
        if self._secret is None:
            form["client_id"] = self._client
        elif "client_secret_basic" in _ways(known.said):
            # RFC 6749, 2.3.1: both halves are written as in a form before they are joined.
            by_header = httpx.BasicAuth(quote_plus(self._client), quote_plus(self._secret))
        else:
            form |= {"client_id": self._client, "client_secret": self._secret}
        try:
            status, said = await self._fetcher.post(
                str(known.said["token_endpoint"]), form, by_header
            )
            if status == HTTPStatus.OK and isinstance(said.get("id_token"), str):
                return said
            if said.get("error") != "invalid_grant":
                raise UnfitError(f"it gives no ID token: {status} {said.get('error')!r:.60}")
        except UnfitError as error:
            raise _unfit(error) from error
        raise UnauthorizedError("service.oidc_attempt")

    async def _knowing(self, younger_s: float = _KEPT_S) -> _Known:
        """Return what is known of the provider, asked again where that is older."""
        known = self._known
        if known is not None and time.monotonic() - known.at <= younger_s:
            return known
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._asked())
        self._known = await asyncio.shield(self._asking)
        return self._known

    async def _asked(self) -> _Known:
        place = f"{self._issuer.removesuffix('/')}/.well-known/openid-configuration"
        try:
            said = await self._fetcher.get(place)
            if said.get("issuer") != self._issuer:
                raise UnfitError("it calls itself another issuer")
            unsound = [one for one in _ENDPOINTS if not sound_address(str(said.get(one)))]
            if unsound:
                raise UnfitError(f"its {unsound[0]} is no https address")
            keys = keys_of(await self._fetcher.get(str(said["jwks_uri"])))
        except UnfitError as error:
            raise _unfit(error) from error
        return _Known(said, keys, time.monotonic())


def _ways(said: Said) -> tuple[str, ...]:
    """Return how a client may prove itself; not said, it is by header."""
    told = said.get("token_endpoint_auth_methods_supported")
    return tuple(map(str, told)) if isinstance(told, list) else ("client_secret_basic",)


def _unfit(error: UnfitError) -> BusyError:
    _LOG.error("the provider is not as it was told to us: %s", error)
    return BusyError("service.oidc_unfit")


def _secret(told: OidcSettings) -> str | None:
    if told.oidc_client_secret is not None:
        return told.oidc_client_secret.get_secret_value()
    if told.oidc_client_secret_file is None:
        return None
    try:
        return told.oidc_client_secret_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("service.oidc_secret_file") from error


def _trusted(told: OidcSettings) -> ssl.SSLContext:
    """Return whose certificates count: those below the intranet's own authority alone, where it
    has one.
    """
    if told.oidc_ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=told.oidc_ca_file)
    except (OSError, ssl.SSLError) as error:
        raise UsageError("service.oidc_ca_file") from error
