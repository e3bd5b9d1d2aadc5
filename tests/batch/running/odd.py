"""Small tasks for `odd_child`, and waiting for what comes of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gouhook_gis.batch.running.limits import MIB, TaskLimits
from gouhook_gis.batch.running.runner import Task

ODD = "tests.batch.running.odd_child"
LIMITS = TaskLimits(seconds=300, memory_bytes=1024 * MIB)
PATIENCE_S = 120.0


def task(name: str, do: str, **request: Any) -> Task:
    return Task(name, {"do": do, **request})


def echoes(count: int) -> list[Task]:
    return [task(f"t{number}", "echo", value=number) for number in range(count)]


def until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def living(pid: int) -> bool:
    """Whether a process lives that is more than a name in a table."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
