"""At the door: which host and origin a request may name, and what every response forbids.

A page of another site can make a browser send requests to a service on loopback, under a name
that it lets point there (DNS rebinding): so a foreign Host is refused, and a foreign Origin.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gouhook_gis.service.errors import ForbiddenError, MisdirectedError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_SAFE = ("GET", "HEAD", "OPTIONS")
_OURS = ("same-origin", "none")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_YEAR_S = 365 * 24 * 3600


class Headed:
    """Adds the headers above where a response does not say otherwise; the outermost layer, so that
    what is refused at the door has them too. With `https` browsers are told to keep to it.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        kept = {"Strict-Transport-Security": f"max-age={_YEAR_S}"} if https else {}
        self._headers = HEADERS | kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, headed)


class Guard:
    """Refuses what names another host or comes from another site. Beside this machine itself a
    request may name the host of `public_url`; a page of that host has just that origin.
    """

    def __init__(
        self, app: ASGIApp, public_url: str | None = None, public_host: str | None = None
    ) -> None:
        self._app = app
        self._public_url, self._public_host = public_url, public_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or raise MisdirectedError or ForbiddenError."""
        if scope["type"] == "http":
            self._refuse_foreign(scope["method"], Headers(scope=scope))
        await self._app(scope, receive, send)

    def _refuse_foreign(self, method: str, headers: Headers) -> None:
        host = headers.get("host", "")
        public = self._public_host is not None and _name(host) == self._public_host
        if not public and _name(host) not in LOOPBACK:
            if self._public_url is not None:
                raise MisdirectedError("service.foreign_public_host", url=self._public_url)
            raise MisdirectedError("service.foreign_host")
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "none")
        ours = self._public_url if public else f"http://{host}"
        elsewhere = origin is not None and origin != ours
        # Another site may link to us; it may not have us work for its pictures and scripts.
        followed = method in _SAFE and headers.get("sec-fetch-mode", "navigate") == "navigate"
        if elsewhere or (site not in _OURS and not followed):
            raise ForbiddenError("service.foreign_origin")


def _name(host: str) -> str:
    """Return a Host header without its port, in lower case."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
