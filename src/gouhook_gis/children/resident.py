"""A process that is kept, as its parent sees it: it is asked, it answers or it dies."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from gouhook_gis.children.processes import EndedError, TooLongError, end, environment

# To load its libraries, s: far more than a machine at its limits needs.
_LOADING_S = 600.0


class Resident:
    """One child process of `module`, started where none is alive, asked by one thread at a time.

    It is `told` what it needs by its input and not by arguments: the address of a database holds
    a password. One that `greets` says a line when it is ready, so that the time of a question is
    that of its answer alone. `variables` are put into its environment. It lives as long as the
    thread that first uses it.
    """

    def __init__(
        self,
        module: str,
        told: Mapping[str, Any],
        *,
        greets: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._module, self._told, self._greets = module, told, greets
        self._variables = variables or {}
        self._process: subprocess.Popen[str] | None = None
        self._loading = False
        self._stopped = False
        self._changing = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Return the number of the process, None where none is alive."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def stopped(self) -> bool:
        """Whether it was ended for good."""
        return self._stopped

    def ready(self) -> None:
        """Start the process if none is alive."""
        with contextlib.suppress(EndedError):  # ended for good
            self._living()

    def ask(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Return the answer. EndedError where there will be none, TooLongError where it did not
        come in time; the process has then ended, and the next question begins another. OSError
        where there is no room to start one.
        """
        process = self._living()
        if self._loading:
            self._greeted(process)
        _tell(process, question)
        answer: dict[str, Any] = json.loads(self._line(process, seconds))
        return answer

    def drop(self) -> None:
        """End the process; the next question begins another."""
        with self._changing:
            if self._process is not None:
                _bury(self._process)
                self._process = None

    def stop(self) -> None:
        """End the process for good, whatever it does, from any thread."""
        with self._changing:
            self._stopped = True
            if self._process is not None:
                _kill(self._process)
                self._process.wait()

    def _greeted(self, process: subprocess.Popen[str]) -> None:
        try:
            self._line(process, _LOADING_S)
        except TooLongError as error:  # no fault of the question
            raise EndedError from error
        self._loading = False

    def _line(self, process: subprocess.Popen[str], seconds: float) -> str:
        """Return the next line that the process says."""
        assert process.stdout is not None  # noqa: S101 - started with pipes
        late = threading.Event()

        def over() -> None:
            late.set()
            _kill(process)

        clock = threading.Timer(seconds, over)
        clock.daemon = True
        clock.start()
        try:
            line = process.stdout.readline()
        except ValueError:  # closed in this very moment
            line = ""
        finally:
            clock.cancel()
        if line.endswith("\n"):
            return line
        _bury(process)
        raise TooLongError if late.is_set() else EndedError

    def _living(self) -> subprocess.Popen[str]:
        with self._changing:
            if self._stopped:
                raise EndedError
            if self._process is not None and self._process.poll() is not None:
                _bury(self._process)
                self._process = None
            if self._process is None:
                self._process = self._start()
                self._loading = self._greets
            return self._process

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment(), **self._variables},
            start_new_session=True,  # Ctrl-C is for its parent, which ends its children itself
            text=True,
            encoding="utf-8",
        )
        _tell(process, {**self._told, "parent": os.getpid()})
        return process


def _tell(process: subprocess.Popen[str], told: Mapping[str, Any]) -> None:
    assert process.stdin is not None  # noqa: S101 - started with pipes
    with contextlib.suppress(BrokenPipeError, ValueError):  # it died: its next line will not come
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()


def _kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        end(process)


def _bury(process: subprocess.Popen[str]) -> None:
    _kill(process)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):  # what was not written any more
                stream.close()
