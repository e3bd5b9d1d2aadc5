"""One command as a process: how long, how much memory, how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

GOUHOOK = Path(sys.executable).with_name("gouhook")


@dataclass(frozen=True)
class Run:
    """One command: seconds on the clock, peak memory of its largest process, exit code."""

    seconds: float
    peak_mib: float
    code: int
    output: str


def measure(command: list[str]) -> Run:
    """Run a command to its end. The peak is that of the largest process among its children."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return Run(seconds, usage.ru_maxrss / 1024, child.returncode, text)
