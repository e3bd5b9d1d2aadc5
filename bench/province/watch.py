"""A command and all processes below it: seconds, processor time, and who held how much memory."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_S = 0.2
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Watched:
    """One command. `cpu_s` is of the process and of all that it left below it. Peaks are of
    anonymous memory, MiB, looked at five times a second: of the process itself, of the largest
    below it, and of all together; pages of mapped layers are the system's and not in them.
    """

    wall_s: float
    cpu_s: float
    own_mib: float
    child_mib: float
    all_mib: float
    code: int
    output: str


def watched(command: Sequence[str]) -> Watched:
    """Run a command to its end and look at it meanwhile.

    What outlives who started it comes to us to be waited for (Linux): readers are forked from a
    process that a batch kills with its child, and half of the work is theirs.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        peaks, ended = [0, 0, 0], threading.Event()
        looking = threading.Thread(target=_look, args=(process.pid, peaks, ended))
        looking.start()
        _, status, usage = os.wait4(process.pid, 0)
        ended.set()
        looking.join()
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    own, child, together = (round(peak / 1024, 1) for peak in peaks)
    cpu = usage.ru_utime + usage.ru_stime + _orphans_s()
    return Watched(round(seconds, 2), round(cpu, 2), own, child, together, process.returncode, said)


def _orphans_s() -> float:
    """Wait for all that were left to us; return their processor time, s."""
    seconds = 0.0
    with contextlib.suppress(ChildProcessError):  # there is none any more
        while True:
            _, _, usage = os.wait4(-1, 0)
            seconds += usage.ru_utime + usage.ru_stime
    return seconds


def _look(pid: int, peaks: list[int], ended: threading.Event) -> None:
    """Keep the largest of own, child's and all kB of anonymous memory in `peaks`."""
    while not ended.wait(_LOOK_S):
        own = _anonymous(pid)
        below = [_anonymous(one) for one in _descendants(pid)]
        for place, seen in enumerate((own, max(below, default=0), own + sum(below))):
            peaks[place] = max(peaks[place], seen)


def _descendants(pid: int) -> list[int]:
    found, left = [], [pid]
    while left:
        children = _children(left.pop())
        found += children
        left += children
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(one) for one in (task / "children").read_text("ascii").split()]
    except OSError:  # ended meanwhile
        pass
    return found


def _anonymous(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("RssAnon:")), 0)
