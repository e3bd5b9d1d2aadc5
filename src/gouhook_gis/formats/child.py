"""The child that reads one untrusted source: `python -m gouhook_gis.formats.child`.

It takes two lines of JSON on its standard input: its limits, then a request, and leaves the
reading in the folder named there. Confinement comes first, while the process has one thread and
no library loaded; the request may come later, and never where nobody needs the child any more.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

OUT_OF_MEMORY = 3
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def main() -> int:
    """Confine this process, take the request, read the source; return the exit code."""
    told = json.loads(sys.stdin.readline())
    isolation = _confine(told["limits"], told["parent"])
    gc.set_threshold(200_000, 20, 100)  # all that the libraries load stays
    # Imported only now: loading starts threads and maps memory, under the limits.
    from gouhook_gis.formats.options import ReadOptions
    from gouhook_gis.formats.read import read_copy
    from gouhook_gis.formats.settings import Limits
    from gouhook_gis.formats.transfer import write_reading

    line = sys.stdin.readline()
    if not line:
        return 0
    request = json.loads(line)
    folder = Path(request["folder"])
    try:
        reading = read_copy(
            Path(request["source"]),
            folder / "copy",
            Limits.model_validate(told["limits"]),
            ReadOptions.model_validate(request["options"]),
        )
        write_reading(replace(reading, isolation=isolation), folder)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _confine(limits: dict[str, Any], parent: int) -> str:
    """Put memory, CPU and file limits in force, leave the network, and say what holds."""
    memory, cpu = int(limits["memory_bytes"]), int(limits["cpu_seconds"])
    separated = sys.platform == "linux" and _leave_network()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    size = int(limits["expanded_bytes"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # After leaving the network: new credentials forget this wish.
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked to be told
            os.kill(os.getpid(), signal.SIGKILL)
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
