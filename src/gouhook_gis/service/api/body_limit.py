"""A body that is no upload is a few options, which are read as a whole: a limit for those."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BYTES = 1024 * 1024
_FEW = 8 * 1024
_DRAINED = 64 * 1024 * 1024


class BodyLimit:
    """Lets at most 1 MiB through, to the paths `passwords` 8 KiB, to the paths `uploads` all.

    FastAPI has such a limit, which answers in plain text from outside of our error handlers.
    """

    def __init__(
        self, app: ASGIApp, uploads: Collection[str], passwords: Collection[str] = ()
    ) -> None:
        self._app = app
        self._uploads, self._passwords = frozenset(uploads), frozenset(passwords)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; reading its body ends with 413 once it is too large."""
        if scope["type"] != "http" or scope["path"] in self._uploads:
            await self._app(scope, receive, send)
            return
        size, most = 0, _FEW if scope["path"] in self._passwords else _BYTES

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                await drain(_rest(receive, message))
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, counted, send)


async def drain(body: AsyncIterator[bytes]) -> None:
    """Read on and drop what comes, up to 64 MiB: a connection that is closed on bytes nobody has
    read is reset, and the answer is lost with it.
    """
    size = 0
    async for chunk in body:
        size += len(chunk)
        if size > _DRAINED:
            return


async def _rest(receive: Receive, message: Message) -> AsyncIterator[bytes]:
    while message.get("more_body"):
        message = await receive()
        yield message.get("body", b"")
