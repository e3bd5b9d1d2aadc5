"""Asking the child that says what is in uploads (`gouhook_gis.service.looking`)."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from pathlib import Path
from typing import Any

from gouhook_gis.children.processes import end, start
from gouhook_gis.domain.contents import Contents
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message
from gouhook_gis.service.errors import BusyError
from gouhook_gis.service.mapping import ContentsRequest

_LOG = logging.getLogger(__name__)
# By name: importing it would bring what this process does without.
_MODULE = "gouhook_gis.service.looking"
# Of one answer: a large upload takes minutes.
_SECONDS = 900.0
# So long it is kept when nobody asks: to start it takes seconds, to keep it 200 MB.
_IDLE_S = 600.0
_ANSWER = 64 * 1024 * 1024


class Looker:
    """One child, which answers one question at a time; `rules` is a folder of the desk's own."""

    def __init__(self, rules: Path | None = None) -> None:
        self._rules = rules
        self._one = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._leaving: asyncio.TimerHandle | None = None

    async def begin(self) -> None:
        """Have the child start: soon somebody will ask."""
        async with self._one:
            await self._ready()

    async def contents(self, upload: Path, request: ContentsRequest) -> Contents:
        """Return what is in an upload. Raises UsageError for an option that cannot be understood,
        BusyError where it took too long or did not work.
        """
        asked = {"upload": str(upload), "request": request.model_dump(mode="json")}
        async with self._one:
            said = await self._ask(asked)
        if "refused" in said:
            told = Message.model_validate(said["refused"])
            raise UsageError(told.id, **told.params)
        if "contents" not in said:
            _LOG.error("what is in an upload is not known: %s", said.get("failed"))
            raise BusyError("service.desk_failed")
        return Contents.model_validate(said["contents"])

    async def end(self) -> None:
        """Let go of the child."""
        if self._leaving is not None:
            self._leaving.cancel()
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            end(child)
            await child.wait()

    async def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        child = await self._ready()
        assert child.stdin is not None  # noqa: S101 - started with pipes
        assert child.stdout is not None  # noqa: S101
        try:
            child.stdin.write(json.dumps(asked).encode() + b"\n")
            line = await asyncio.wait_for(child.stdout.readline(), _SECONDS)
        except TimeoutError as error:
            await self.end()
            raise BusyError("service.desk_slow") from error
        except ValueError:  # no line ends within the limit
            await self.end()
            return {"failed": "the answer is too long"}
        except BaseException:
            # Its next line would be the answer to this question.
            await self.end()
            raise
        if not line:
            await self.end()
            return {"failed": "the child has ended"}
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def _ready(self) -> asyncio.subprocess.Process:
        loop = asyncio.get_running_loop()
        if self._leaving is not None:
            self._leaving.cancel()
        self._leaving = loop.call_later(_IDLE_S, lambda: loop.create_task(self._leave()))
        if self._child is None or self._child.returncode is not None:
            rules = [] if self._rules is None else [str(self._rules)]
            self._child = await start(_MODULE, *rules, longest=_ANSWER)
            assert self._child.stdin is not None  # noqa: S101 - a pipe
            self._child.stdin.write(json.dumps({"parent": os.getpid()}).encode() + b"\n")
        return self._child

    async def _leave(self) -> None:
        async with self._one:
            await self.end()
