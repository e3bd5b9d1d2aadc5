"""Workers that stand still for a while, so that what waits goes on waiting."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.service.api.serving import PATIENCE_S, Process
from tests.service.processes import descendants, words_of


@contextmanager
def held(service: Process) -> Iterator[None]:
    """Stop the workers of a service: they begin nothing and go on with nothing."""
    deadline = time.monotonic() + PATIENCE_S
    while not (
        found := [pid for pid in descendants(service.pid) if b"runs.child" in words_of(pid)]
    ):
        assert time.monotonic() < deadline, "there is no worker"
        time.sleep(0.05)
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in found:
            os.kill(pid, signal.SIGCONT)
