"""The process that reads: started under limits, told once what to read, waited for.

It can be started before it is needed, so that it loads its libraries while this process loads
its own. Nothing heavy is imported here, for the same reason.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from typing import IO, Any

from gouhook_gis.formats.settings import Limits

_LOG = logging.getLogger(__name__)
ISOLATION_VARIABLE = "GOUHOOK_ISOLATION"
CHILD = "gouhook_gis.formats.child"
# Dropped for the child: a system PROJ breaks the wheels' own, and Python's own switches.
_DROPPED = ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "GDAL_DRIVER_PATH", "PYTHONSTARTUP")
# Settings of ours and of PostgreSQL: an address there may hold a password.
_PRIVATE = ("GOUHOOK_", "PG")
# One thread each is enough, and their stacks count against the child's memory; Arrow's jemalloc
# would start one of its own.
THREADS = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "ARROW_IO_THREADS"), "1"),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_waiting: list[ReadingChild] = []
_taking = threading.Lock()


class ReadingChild:
    """One child: it confines itself to `limits`, loads its libraries, and waits for a request."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=environment(),
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
        confined = {"limits": limits.model_dump(mode="json"), "parent": os.getpid()}
        # One that dies at once says so when it is waited for.
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(json.dumps(confined) + "\n")
                self._process.stdin.flush()

    def read(self, request: dict[str, Any]) -> int | None:
        """Have `request` done; return the exit code (negative: the signal), None where time ran
        out. Whatever happens, the child has ended.
        """
        with self._errors:
            returned = self._wait(json.dumps(request) + "\n")
            note_end(returned, self._errors)
        return returned

    def _wait(self, request: str) -> int | None:
        child = self._process
        try:
            child.communicate(request, timeout=self.limits.wall_seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        return child.returncode


def environment() -> dict[str, str]:
    """Return the environment of a process that reads what is not trusted."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _DROPPED and not name.startswith(_PRIVATE)
    }
    return {**kept, **THREADS}


def note_end(returned: int | None, errors: IO[bytes]) -> None:
    """Log what a reader that failed said in the file `errors`."""
    if returned != 0:
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
        _LOG.debug("child ended with %s: %s", returned, said)


def stand_by(limits: Limits) -> None:
    """Start the child of the next reading under `limits` now. One that is never told what to
    read ends with this process.
    """
    if why_in_process() is None:
        child = ReadingChild(limits)
        with _taking:
            _waiting.append(child)


def child_for(limits: Limits) -> ReadingChild:
    """Return the child that stands by under `limits`, else a new one."""
    with _taking:
        for child in _waiting:
            if child.limits == limits:
                _waiting.remove(child)
                return child
    return ReadingChild(limits)


def why_in_process() -> str | None:
    """Say why this process has to read itself, None where a child can."""
    if os.environ.get(ISOLATION_VARIABLE) == "in-process":
        return f"{ISOLATION_VARIABLE}=in-process"
    if importlib.util.find_spec("resource") is None:
        return f"no process limits on {sys.platform}"
    return None
