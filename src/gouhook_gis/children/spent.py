"""What a piece of work took of the machine, seen from the process that does it."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

from gouhook_gis.formats.reading_zygote import READER

_PROC = Path("/proc")
# Of /proc/PID/stat, behind the name of the program: user and system time of the process itself
# and of the children that it has waited for, in ticks.
_TIMES = slice(11, 15)


class Spent:
    """Time and memory from the moment at which it is made; one at a time."""

    def __init__(self) -> None:
        self._began, self._cpu = time.monotonic(), _cpu_s()
        _forget_peak()

    def wall_s(self) -> float:
        """Return the time that has passed, s."""
        return time.monotonic() - self._began

    def cpu_s(self) -> float:
        """Return the processor time, with that of the readers that have ended, s."""
        return _cpu_s() - self._cpu

    def peak_bytes(self) -> int | None:
        """Return the most memory that this process had resident at once, mapped files included;
        None where the system does not say.
        """
        if sys.platform == "linux":
            for line in (_PROC / "self" / "status").read_text("ascii", "replace").splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return None


def _forget_peak() -> None:
    """Have the system count anew."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # it may not: the peak is that of the process so far
            (_PROC / "self" / "clear_refs").write_text("5")


def _cpu_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system + _readers_s()


def _readers_s() -> float:
    """Return the time of the process that readers are forked from, and of those that have ended:
    it waits for them itself, so that they are not yet among the children of this one.
    """
    pid = READER.pid
    if pid is None:
        return 0.0
    try:
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return 0.0
    ticks = stat.rpartition(")")[2].split()[_TIMES]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
