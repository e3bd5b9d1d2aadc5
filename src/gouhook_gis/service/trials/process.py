"""The process of a trial as its keeper sees it: it is asked, it answers or it dies."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from gouhook_gis.children.processes import EndedError, TooLongError, end, start
from gouhook_gis.domain import errors
from gouhook_gis.domain.message import Message
from gouhook_gis.service.errors import BusyError
from gouhook_gis.service.settings import Settings
from gouhook_gis.service.trials.task import TrialTask

_MODULE = "gouhook_gis.service.trials.child"
# Longest answer, bytes: a thousand findings with their shapes.
_ANSWER = 256 * 1024 * 1024


class Process:
    """One child process. It lives as long as the thread of the event loop."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._one = asyncio.Lock()

    @classmethod
    async def start(cls, settings: Settings, task: TrialTask, folder: Path) -> Self:
        """Start the process; `folder` is for what it writes. OSError where there is no room."""
        process = await start(_MODULE, longest=_ANSWER)
        told = {
            "parent": os.getpid(),
            "settings": settings.as_told(),
            "task": task.model_dump(mode="json"),
            "folder": str(folder),
        }
        made = cls(process)
        # By its input and not as an argument: the address of a database holds a password.
        await made._tell(told)
        return made

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    @property
    def busy(self) -> bool:
        """Whether it is working on an answer."""
        return self._one.locked()

    async def begun(self, seconds: float) -> dict[str, Any]:
        """Return what it says once it is ready. Raises what it refused, EndedError,
        TooLongError.
        """
        async with self._one:
            said: dict[str, Any] = await self._heard("ready", seconds)
            return said

    async def ask(self, question: Mapping[str, Any], seconds: float) -> Any:
        """Return the answer to a question; one at a time. Raises as `begun`."""
        async with self._one:
            await self._tell(question)
            return await self._heard("answer", seconds)

    async def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process.returncode is None:
            end(self._process)
        await self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def _tell(self, told: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 - asked for when it was started
        with suppress(BrokenPipeError, ConnectionResetError):  # it has died: that is heard next
            self._process.stdin.write(json.dumps(told).encode() + b"\n")
            await self._process.stdin.drain()

    async def _heard(self, name: str, seconds: float) -> Any:
        assert self._process.stdout is not None  # noqa: S101 - asked for when it was started
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), seconds)
        except TimeoutError as error:
            raise TooLongError from error
        except ValueError as error:  # no line ends within the limit
            raise EndedError from error
        if not line.endswith(b"\n"):
            raise EndedError
        said = json.loads(line)
        if name in said:
            return said[name]
        if "refused" in said:
            refused = Message.model_validate(said["refused"])
            kind = errors.UsageError if said["kind"] == "UsageError" else errors.RefusedError
            raise kind(refused.id, **refused.params)
        raise BusyError("trial.error", incident=said["failed"])
