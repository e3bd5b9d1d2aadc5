"""A file that may be taken away between its look-up and its opening."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from gouhook_gis.domain.errors import GouhookError


class LastingFile(FileResponse):
    """A file as the answer; what `missing` returns is raised where it is not there any more. The
    answer does not begin before the file is open.
    """

    def __init__(
        self,
        path: Path,
        media_type: str,
        headers: Mapping[str, str],
        missing: Callable[[], GouhookError],
    ) -> None:
        super().__init__(path, media_type=media_type, headers=headers)
        self._missing = missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        held: list[Message] = []

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                held.append(message)
                return
            if held:
                await send(held.pop())
            await send(message)

        try:
            await super().__call__(scope, receive, opened)
        except (FileNotFoundError, RuntimeError) as error:  # starlette raises either
            if Path(self.path).is_file():
                raise
            raise await run_in_threadpool(self._missing) from error
