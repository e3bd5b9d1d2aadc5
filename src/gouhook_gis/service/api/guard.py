"""At the door: which host and origin a request may name, and what every response forbids.

A page of another site can make a browser send requests to a service on loopback, under a name
that it lets point there (DNS rebinding): so a foreign Host is refused, and a foreign Origin.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gouhook_gis.service.errors import ForbiddenError, MisdirectedError

_LOG = logging.getLogger(__name__)
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


class Guard:
    """Refuses what names another host or comes from another site; adds the headers above where a
    response does not say otherwise. `hosts` are names without a port.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = LOOPBACK) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or raise MisdirectedError or ForbiddenError."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        self._refuse_foreign(scope["method"], Headers(scope=scope))
        await self._app(scope, receive, headed)

    def _refuse_foreign(self, method: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            raise MisdirectedError("service.foreign_host")
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "none")
        elsewhere = origin is not None and origin.partition("://")[2] != host
        # Another site may link to us; it may not have us work for its pictures and scripts.
        followed = method in _SAFE and headers.get("sec-fetch-mode", "navigate") == "navigate"
        if elsewhere or (site not in _OURS and not followed):
            raise ForbiddenError("service.foreign_origin")


def _name(host: str) -> str:
    """Return a Host header without its port, in lower case."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
