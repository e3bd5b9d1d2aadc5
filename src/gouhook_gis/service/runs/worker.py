"""A worker process as its parent sees it: it is told a run, it answers or it dies."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from enum import Enum
from typing import Any

from gouhook_gis.service.children import end, environment
from gouhook_gis.service.settings import Settings

_MODULE = "gouhook_gis.service.runs.child"


class Answer(Enum):
    """How a run came back."""

    DONE = "done"
    AGAIN = "again"  # the database was away: nothing was said about the run
    DIED = "died"
    TOO_LONG = "too_long"


class Worker:
    """One child process, started anew where it has died. It lives as long as the thread that
    first uses it.
    """

    def __init__(self, settings: Settings) -> None:
        self._told = settings.as_told()
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._changing = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Return the number of the process, None where none is alive."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def do(self, run_id: str, attempt: int, seconds: float) -> Answer:
        """Have one attempt at a run made, and wait for it."""
        return self._ask({"run": run_id, "attempt": attempt}, seconds)

    def mirror(self, seconds: float) -> Answer:
        """Have the table of layers made what the catalogue holds."""
        return self._ask({"mirror": True}, seconds)

    def ready(self) -> None:
        """Start the process if none is alive."""
        self._living()

    def stop(self) -> None:
        """End the process for good, whatever it does."""
        with self._changing:
            self._stopped = True
            if self._process is not None:
                _kill(self._process)

    def _ask(self, request: dict[str, Any], seconds: float) -> Answer:
        process = self._living()
        if process is None or process.stdin is None or process.stdout is None:
            return Answer.DIED
        late = threading.Event()

        def over() -> None:
            late.set()
            _kill(process)

        clock = threading.Timer(seconds, over)
        clock.daemon = True
        clock.start()
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (BrokenPipeError, ValueError):
            line = ""
        finally:
            clock.cancel()
        if line.endswith("\n"):
            return Answer(json.loads(line)["answer"])
        self._bury(process)
        return Answer.TOO_LONG if late.is_set() else Answer.DIED

    def _living(self) -> subprocess.Popen[str] | None:
        with self._changing:
            if self._stopped:
                return None
            if self._process is None or self._process.poll() is not None:
                self._process = self._start()
            return self._process

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the service, which tells its workers itself
            text=True,
            encoding="utf-8",
        )
        if process.stdin is not None:
            # By its input and not as an argument: the address of a database holds a password.
            told = {"settings": self._told, "parent": os.getpid()}
            try:
                process.stdin.write(json.dumps(told) + "\n")
                process.stdin.flush()
            except BrokenPipeError:
                pass  # it died at once, which the first question will tell
        return process

    def _bury(self, process: subprocess.Popen[str]) -> None:
        _kill(process)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):  # what was not written any more
                    stream.close()


def _kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        end(process)
