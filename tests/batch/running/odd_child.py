"""A child of a batch whose tasks are small and odd: `python -m tests.batch.running.odd_child`."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from gouhook_gis.batch.running.child import main
from gouhook_gis.domain.errors import UsageError


def perform(request: dict[str, Any]) -> dict[str, Any]:
    """Do what `do` says."""
    return globals()[f"_{request['do']}"](request)


def _echo(request: dict[str, Any]) -> dict[str, Any]:
    return {"value": request["value"], "pid": os.getpid()}


def _hold(request: dict[str, Any]) -> dict[str, Any]:
    """Write down who does it, then wait until a file is there."""
    with Path(request["log"]).open("a", encoding="utf-8") as log:
        log.write(f"{request['value']} {os.getpid()}\n")
    while not Path(request["until"]).exists():
        time.sleep(0.01)
    return _echo(request)


def _die(_: dict[str, Any]) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def _eat(request: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": len(bytes(range(256)) * (request["bytes"] // 256))}


def _wait(_: dict[str, Any]) -> dict[str, Any]:
    """Wait for a thread that begins and finds no memory."""

    def hungry() -> None:
        raise MemoryError

    _thread.start_new_thread(hungry, ())
    threading.Event().wait()
    return {}


def _hang(_: dict[str, Any]) -> dict[str, Any]:
    subprocess.run([sys.executable, "-c", "import time; time.sleep(3600)"])
    return {}


def _refuse(_: dict[str, Any]) -> dict[str, Any]:
    raise UsageError("pack.unknown_profile", name="nowhere", known=["sichuan"])


def _crash(_: dict[str, Any]) -> dict[str, Any]:
    raise ValueError("a mistake of ours")


def _burn(request: dict[str, Any]) -> dict[str, Any]:
    """Take processor time, s, and memory, bytes that are written to."""
    held, began = bytearray(b"x" * request["bytes"]), time.process_time()
    while time.process_time() - began < request["seconds"]:
        pass
    return {"held": len(held)}


def _print(_: dict[str, Any]) -> dict[str, Any]:
    """Disturb the answers, as a library might."""
    print('{"answer": 0}', flush=True)  # noqa: T201
    return {}


if __name__ == "__main__":
    sys.exit(main(lambda: perform))
