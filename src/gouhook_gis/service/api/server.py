"""The web server: uvicorn, on a loopback address, saying where it listens."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable, Sequence

import uvicorn
from fastapi import FastAPI

from gouhook_gis.domain.errors import UsageError

# Answers under way get so long when the service stops, s.
_LAST_S = 10
_BACKLOG = 512


def require_guarded(host: str, *, accounts: bool, public_url: str | None) -> None:
    """Raise UsageError for an address that others can reach, unless people sign in and the
    service knows its name behind a proxy with TLS: else passwords would go in the clear.
    """
    try:
        inside = host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        inside = False
    if inside:
        return
    if not accounts:
        raise UsageError("service.not_loopback", host=host)
    if public_url is None:
        raise UsageError("service.no_public_url", host=host)


class Server:
    """Serves `app`; `closing` is set once it is told to stop, before it waits for answers. What a
    request says of its client (X-Forwarded-For, -Proto) counts where it comes from `proxies`.
    """

    def __init__(
        self,
        app: FastAPI,
        host: str,
        port: int,
        closing: asyncio.Event,
        proxies: Sequence[str] = (),
    ) -> None:
        self._closing = closing
        self._socket = _listening(host.strip("[]"), port)
        self._uvicorn = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                ws="none",
                proxy_headers=bool(proxies),
                forwarded_allow_ips=list(proxies),
                timeout_graceful_shutdown=_LAST_S,
            )
        )

    @property
    def url(self) -> str:
        """Return the address that is served."""
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def serve(self, ready: Callable[[str], None]) -> None:
        """Serve until a signal says to stop; `ready` is told the address once it answers."""
        asyncio.run(self._serve(ready))

    def stop(self) -> None:
        """Have `serve` return."""
        self._uvicorn.should_exit = True

    async def _serve(self, ready: Callable[[str], None]) -> None:
        watching = asyncio.create_task(self._watch(ready))
        try:
            await self._uvicorn.serve(sockets=[self._socket])
        finally:
            watching.cancel()

    async def _watch(self, ready: Callable[[str], None]) -> None:
        while not self._uvicorn.started:
            await asyncio.sleep(0.02)
        ready(self.url)
        while not self._uvicorn.should_exit:
            await asyncio.sleep(0.1)
        self._closing.set()


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. UsageError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, or asyncio leaves Nagle on, and an answer waits 40 ms for its last piece.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise UsageError("service.port_taken", port=port) from error
        raise UsageError("service.no_address", host=host) from error
    made.listen(_BACKLOG)
    return made
