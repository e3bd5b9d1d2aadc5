"""Processes of ours: their beginning, their environment, their end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Protocol

# A PROJ of the system in these variables breaks the wheels' own.
_DROPPED = ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "GDAL_DRIVER_PATH", "PYTHONSTARTUP")


class EndedError(Exception):
    """A process is no more: it died, or was ended."""


class TooLongError(Exception):
    """A process took too long, and was ended."""


class Process(Protocol):
    """A process of `subprocess` or of asyncio, the first of a session of its own."""

    @property
    def pid(self) -> int:
        """Return its number."""
        ...

    def kill(self) -> None:
        """Kill it alone."""
        ...


def environment() -> dict[str, str]:
    """Return the environment of a process of ours."""
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    return {**kept, "PYTHONUTF8": "1"}


async def start(module: str, *arguments: str, longest: int) -> asyncio.subprocess.Process:
    """Start a module of ours that answers lines with lines, of `longest` bytes at most. OSError
    where there is no room.
    """
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment(),
        start_new_session=True,  # Ctrl-C is for its parent, which ends its children itself
        limit=longest,
    )


def bound(memory_bytes: int) -> None:
    """Limit the memory of this process' own; layers mapped from disk do not count (Linux)."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def end(process: Process) -> None:
    """Kill a process that was not reaped yet, and all that it has started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        pass  # it ended in this very moment
