"""The child that reads one untrusted source: `python -m gouhook_gis.formats.child`.

It takes two lines of JSON on its standard input: its limits, then a request, and leaves what was
read in the folder named there. Confinement comes first, while the process has one thread and
no library loaded; the request may come later, and never where nobody needs the child any more.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from gouhook_gis.formats.lifeline import die_with
from gouhook_gis.lean import leave_out_frames

OUT_OF_MEMORY = 3
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38


def main() -> int:
    """Confine this process, take the request, read the source; return the exit code."""
    told = json.loads(sys.stdin.readline())
    isolation = confine(told["limits"], told["parent"])
    keep_what_is_loaded()
    leave_out_frames()
    # Imported only now: loading starts threads and maps memory, under the limits.
    import gouhook_gis.formats.read
    import gouhook_gis.formats.transfer  # noqa: F401 - both are there when the request comes

    line = sys.stdin.readline()
    return obey(told["limits"], json.loads(line), isolation) if line else 0


def obey(limits: dict[str, Any], request: dict[str, Any], isolation: str) -> int:
    """Read the `source` of a request and leave in its `folder` what was asked for: with `options`
    the reading, else the source with the records of one `layer` or of none. Return the exit code.
    """
    folder = Path(request["folder"])
    # What a library puts aside goes with the folder, whatever ends this process.
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    try:
        if "options" in request:
            _read(limits, request, folder, isolation)
        else:
            _take_over(limits, request, folder)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _read(limits: dict[str, Any], request: dict[str, Any], folder: Path, isolation: str) -> None:
    from gouhook_gis.formats.options import ReadOptions
    from gouhook_gis.formats.read import read_copy
    from gouhook_gis.formats.settings import Limits
    from gouhook_gis.formats.transfer import write_reading

    reading = read_copy(
        Path(request["source"]),
        folder / "copy",
        Limits.model_validate(limits),
        ReadOptions.model_validate(request["options"]),
    )
    write_reading(replace(reading, isolation=isolation), folder)


def _take_over(limits: dict[str, Any], request: dict[str, Any], folder: Path) -> None:
    from gouhook_gis.formats.settings import Limits
    from gouhook_gis.formats.source_transfer import write_source

    source, within = Path(request["source"]), Limits.model_validate(limits)
    write_source(source, within, request["layer"], folder)


def keep_what_is_loaded() -> None:
    """Look for garbage seldom: all that the libraries load stays."""
    gc.set_threshold(200_000, 20, 100)


def confine(limits: dict[str, Any], parent: int) -> str:
    """Put memory, CPU and file limits in force, leave the network, die with `parent`, and say
    what holds.
    """
    memory, cpu = int(limits["memory_bytes"]), int(limits["cpu_seconds"])
    separated = sys.platform == "linux" and _leave_network()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    size = int(limits["expanded_bytes"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with(parent)  # after leaving the network: new credentials forget this wish
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    network = "no network" if separated else "network not separated"
    return f"child: memory {memory / 1024**3:g} GiB, cpu {cpu} s, {network}"


def _leave_network() -> bool:
    """Move into a network namespace without interfaces; False where the system forbids it."""
    libc = ctypes.CDLL(None)
    # Root needs no user namespace, and in one would lose the right to read others' files.
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    return bool(libc.unshare(flags) == 0)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
