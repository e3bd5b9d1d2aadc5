"""Reading an untrusted source in a child process that cannot harm this one."""

from __future__ import annotations

import signal
import tempfile
from dataclasses import replace
from pathlib import Path

from pydantic import JsonValue

from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.members import readable
from gouhook_gis.formats.notes import file_issue
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.reading_child import child_for, why_in_process
from gouhook_gis.formats.settings import GIB, Limits

_OUT_OF_MEMORY = 3  # as in `child`, which cannot be imported where there are no process limits


def read_isolated(path: Path, limits: Limits, options: ReadOptions) -> Reading:
    """Read the source `path` in a child process under `limits`, without network where possible.

    What the child's death says is a fatal issue of the reading. On systems without such limits
    (Windows), and where GOUHOOK_ISOLATION=in-process, this process reads; `isolation` says so.
    """
    reason = why_in_process()
    if reason is not None:
        from gouhook_gis.formats.read import IN_PROCESS, read_source

        return replace(read_source(path, limits, options), isolation=f"{IN_PROCESS}: {reason}")
    with tempfile.TemporaryDirectory(prefix="gouhook-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        returned = child_for(limits).read(_request(path, folder, options))
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


def _request(path: Path, folder: Path, options: ReadOptions) -> dict[str, JsonValue]:
    return {
        "source": str(path.absolute()),
        "folder": str(folder),
        "options": options.model_dump(mode="json"),
    }


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
