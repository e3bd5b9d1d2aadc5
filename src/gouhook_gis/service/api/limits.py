"""How often and how much one caller may ask, where people sign in."""

from __future__ import annotations

from math import ceil

from starlette.types import ASGIApp, Receive, Scope, Send

from gouhook_gis.service.accounts.rates import Held, Rate
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.errors import TooManyError
from gouhook_gis.service.settings import Settings

_SOON_S = 5
# A page follows one run; of all who listen nobody has more than a tenth.
_LISTENERS = 20


class Limits:
    """What this process counts; another one in front of the same database counts for itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._accounts = Rate(settings.account_requests)
        self._addresses = Rate(settings.address_requests)
        self._sign_ins = Rate(settings.sign_ins)
        self.contents = Held(settings.account_contents)
        self.listeners = Held(_LISTENERS)

    def request_of(self, who: Caller) -> None:
        """Count a request of an account. TooManyError."""
        if who.account_id is not None:
            wait = self._accounts.take(who.account_id)
            _require(wait, "service.many_requests", limit=self._settings.account_requests)

    def request_from(self, address: str) -> None:
        """Count a request from an address. TooManyError."""
        wait = self._addresses.take(address)
        _require(wait, "service.many_requests", limit=self._settings.address_requests)

    def sign_in_from(self, address: str) -> None:
        """Count an attempt to give a password. TooManyError."""
        _require(self._sign_ins.take(address), "service.many_sign_ins")

    def too_many_contents(self) -> TooManyError:
        """Return the error of who has too many uploads looked into at a time."""
        limit = self._settings.account_contents
        return TooManyError("service.many_contents", after=_SOON_S, limit=limit)

    def too_many_listeners(self) -> TooManyError:
        """Return the error of who follows too many runs at a time."""
        return TooManyError("service.many_own_listeners", after=_SOON_S, limit=_LISTENERS)


class RateLimit:
    """Refuses an address that asks too often, before anything is looked up."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or raise TooManyError."""
        if scope["type"] == "http":
            client = scope.get("client")
            self._limits.request_from(client[0] if client else "")
        await self._app(scope, receive, send)


def _require(wait: float, message_id: str, **params: int) -> None:
    if wait:
        seconds = ceil(wait)
        raise TooManyError(message_id, after=seconds, seconds=seconds, **params)
