"""Reading an untrusted source in a child process that cannot harm this one."""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pydantic import JsonValue

from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.members import readable
from gouhook_gis.formats.notes import file_issue
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.settings import GIB, Limits

_LOG = logging.getLogger(__name__)
ISOLATION_VARIABLE = "GOUHOOK_ISOLATION"
_CHILD = "gouhook_gis.formats.child"
_OUT_OF_MEMORY = 3  # as in `child`, which cannot be imported where there are no process limits
# Dropped for the child: a system PROJ breaks the wheels' own, and Python's own switches.
_DROPPED = ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "GDAL_DRIVER_PATH", "PYTHONSTARTUP")
# One thread each is enough, and their stacks count against the child's memory.
_THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "ARROW_IO_THREADS"), "1")


def read_isolated(path: Path, limits: Limits, options: ReadOptions) -> Reading:
    """Read the source `path` in a child process under `limits`, without network where possible.

    What the child's death says is a fatal issue of the reading. On systems without such limits
    (Windows), and where GOUHOOK_ISOLATION=in-process, this process reads; `isolation` says so.
    """
    reason = _why_in_process()
    if reason is not None:
        from gouhook_gis.formats.read import IN_PROCESS, read_source

        return replace(read_source(path, limits, options), isolation=f"{IN_PROCESS}: {reason}")
    with tempfile.TemporaryDirectory(prefix="gouhook-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        returned = _run(_request(path, folder, limits, options), folder / "stderr", limits)
        if returned == 0:
            from gouhook_gis.formats.transfer import read_reading

            reading = read_reading(folder)
            if reading is not None:
                return reading
    return Reading(
        name=readable(path.name),
        sha256=None,
        files=(),
        layers=(),
        issues=(_obituary(readable(path.name), returned, limits),),
        isolation=f"child: memory {limits.memory_bytes / GIB:g} GiB, cpu {limits.cpu_seconds} s",
    )


def _why_in_process() -> str | None:
    if os.environ.get(ISOLATION_VARIABLE) == "in-process":
        return f"{ISOLATION_VARIABLE}=in-process"
    if importlib.util.find_spec("resource") is None:
        return f"no process limits on {sys.platform}"
    return None


def _request(path: Path, folder: Path, limits: Limits, options: ReadOptions) -> str:
    request: dict[str, JsonValue] = {
        "source": str(path.absolute()),
        "folder": str(folder),
        "parent": os.getpid(),
        "limits": limits.model_dump(mode="json"),
        "options": options.model_dump(mode="json"),
    }
    return json.dumps(request)


def _run(request: str, errors: Path, limits: Limits) -> int | None:
    """Run the child; return its exit code (negative: the signal), None where time ran out."""
    with errors.open("wb") as stream:
        returned = _wait(request, stream, limits)
    if returned != 0:
        _LOG.debug("child ended with %s: %s", returned, errors.read_text("utf-8", "replace"))
    return returned


def _wait(request: str, errors: BinaryIO, limits: Limits) -> int | None:
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-m", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env={**kept, **_THREADS},
        start_new_session=True,
        text=True,
        encoding="utf-8",
    )
    try:
        child.communicate(request, timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return child.returncode


def _obituary(file: str, returned: int | None, limits: Limits) -> Issue:
    """Say what the child died of, in words a surveyor can act on."""
    if returned is None:
        return file_issue("F01.time_limit", file, fatal=True, limit_s=limits.wall_seconds)
    if returned == -signal.SIGKILL:
        return file_issue("F01.killed", file, fatal=True)
    if returned == -signal.SIGXCPU:
        return file_issue("F01.cpu_limit", file, fatal=True, limit_s=limits.cpu_seconds)
    if returned in (_OUT_OF_MEMORY, -signal.SIGABRT):
        limit = limits.memory_bytes >> 20
        return file_issue("F01.memory_limit", file, fatal=True, limit_mib=limit)
    return file_issue("F02.reader_crashed", file, fatal=True, code=returned)
