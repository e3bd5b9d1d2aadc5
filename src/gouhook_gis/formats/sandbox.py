"""Reading an untrusted source in a child process that cannot harm this one."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.members import readable
from gouhook_gis.formats.notes import file_issue
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.reading_child import child_for, why_in_process
from gouhook_gis.formats.reading_zygote import READER, LostError
from gouhook_gis.formats.settings import GIB, Limits

if TYPE_CHECKING:
    from gouhook_gis.formats.stream import Source, Stream

_OUT_OF_MEMORY = 3  # as in `child`, which cannot be imported where there are no process limits


def read_isolated(path: Path, limits: Limits, options: ReadOptions) -> Reading:
    """Read the source `path` in a child process under `limits`, without network where possible:
    one forked for it where this process began READER, else one of its own.

    What the child's death says is a fatal issue of the reading. On systems without such limits
    (Windows), and where GOUHOOK_ISOLATION=in-process, this process reads; `isolation` says so.
    """
    reason = why_in_process()
    if reason is not None:
        from gouhook_gis.formats.read import IN_PROCESS, read_source

        return replace(read_source(path, limits, options), isolation=f"{IN_PROCESS}: {reason}")
    request = {"options": options.model_dump(mode="json")}
    with _obeyed(path, limits, request) as (folder, returned):
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


def open_isolated(path: Path, limits: Limits) -> Source:
    """Do as `stream.open_source` does, in a child process where there can be one.

    It reads once to say what there is, and once for each layer that is opened: all of it, to a
    file that is mapped here. RefusedError also for what the child died of; RuntimeError where GDAL
    stumbled, when the layer is opened.
    """
    from gouhook_gis.formats import source_transfer
    from gouhook_gis.formats.stream import Source, open_source

    if why_in_process() is not None:
        return open_source(path, limits)

    @contextmanager
    def told(layer: str | None) -> Iterator[tuple[dict[str, Any], Path]]:
        with _obeyed(path, limits, {"layer": layer}) as (folder, returned):
            found = source_transfer.read_told(folder) if returned == 0 else None
            if found is None:
                died = _obituary(readable(path.name), returned, limits).message
                raise RefusedError(died.id, **died.params)
            yield found, folder

    def start(layer: str) -> Stream:
        with told(layer) as (found, folder):
            return source_transfer.read_stream(found, folder)

    with told(None) as (found, _):
        return Source(source_transfer.files_of(found), tuple(found["layers"]), start)


@contextmanager
def _obeyed(
    path: Path, limits: Limits, request: dict[str, Any]
) -> Iterator[tuple[Path, int | None]]:
    """Have a reader do `request` with the source `path`; give the folder with what it left, and its
    exit code (None: time ran out).
    """
    with tempfile.TemporaryDirectory(prefix="gouhook-", ignore_cleanup_errors=True) as name:

        def asked(place: str) -> dict[str, Any]:
            folder = Path(name) / place
            folder.mkdir()
            return {**request, "source": str(path.absolute()), "folder": str(folder)}

        try:
            place, returned = "forked", READER.read(limits, asked("forked"))
        except LostError:  # what was lost may still write where it was told to
            place, returned = "alone", child_for(limits).read(asked("alone"))
        yield Path(name) / place, returned


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
