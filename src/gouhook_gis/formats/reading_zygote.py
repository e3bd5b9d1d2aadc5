"""Readers forked from a process that has loaded their libraries: for whoever reads often.

A reading then costs what the reading costs, not the second or two of loading. The process is
started by `READER.begin()`, again where it has died, and ends with this one. Where there is
none, `formats.reading_child` has a child of its own for each reading.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
from typing import Any

from gouhook_gis.formats import reading_child
from gouhook_gis.formats.reading_child import environment, note_end, why_in_process
from gouhook_gis.formats.settings import Limits

_LOG = logging.getLogger(__name__)
ZYGOTE = "gouhook_gis.formats.zygote"
# So often in a row a reader may be lost with the process it was to be forked from.
LOSSES = 3
# How long one waits to be told that a reader was killed, s.
_KILLING_S = 10.0


class LostError(Exception):
    """There is nothing to fork from, or it died before it could say what came of a reading."""


class Reader:
    """Asks for readings, from any thread."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._zygote: _Zygote | None = None
        self._wanted = False
        self._losses = 0

    @property
    def pid(self) -> int | None:
        """Return the number of the process that is forked from, None where none is alive."""
        zygote = self._zygote
        return zygote.process.pid if zygote is not None and zygote.alive() else None

    @property
    def begun(self) -> bool:
        """Whether readings are forked."""
        return self._wanted and self._losses < LOSSES

    def begin(self) -> None:
        """Start the process in the background: for a process that will read more than once.

        Only on Linux: elsewhere a fork of the libraries is not safe, or there is none.
        """
        if _forkable() and why_in_process() is None:
            with self._changing:
                self._wanted, self._losses = True, 0
                self._living()

    def end(self) -> None:
        """End the process, and what was forked from it."""
        with self._changing:
            self._wanted = False
            if self._zygote is not None:
                self._zygote.end()
                self._zygote = None

    def read(self, limits: Limits, request: dict[str, Any]) -> int | None:
        """Have `request` done in a fork under `limits`; return its exit code (negative: the
        signal), None where time ran out. Whatever happens, the fork has ended.

        LostError where nothing is known of it.
        """
        if not self.begun:
            raise LostError
        told = json.dumps({"limits": limits.model_dump(mode="json"), "request": request})
        done, theirs = socket.socketpair()
        with done, tempfile.TemporaryFile() as errors:
            try:
                with theirs, self._changing:
                    asked = [theirs.fileno(), errors.fileno()]
                    socket.send_fds(self._living().control, [told.encode()], asked)
                returned = _told(done, limits.wall_seconds)
            except OSError as error:
                self._losses += 1
                _LOG.info("a reader was lost: %s", error)
                raise LostError from error
            note_end(returned, errors)
        self._losses = 0
        return returned

    def _living(self) -> _Zygote:
        if self._zygote is None or not self._zygote.alive():
            if self._zygote is not None:
                self._zygote.end()
            self._zygote = _Zygote()
            atexit.unregister(self.end)
            atexit.register(self.end)
        return self._zygote


class _Zygote:
    """The process that is forked from, and the socket on which it is asked."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # In the process group of this one: whoever kills all of it, kills this too.
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", ZYGOTE, str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=environment(),
            )

    def alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        self.process.kill()
        self.control.close()
        with self._errors:
            note_end(self.process.wait(), self._errors)


def stand_by(limits: Limits) -> None:
    """Have the reader of the next reading under `limits` ready early. Forked ones always are."""
    if not READER.begun:
        reading_child.stand_by(limits)


def _forkable() -> bool:
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # a kernel before 5.3
        return False
    return True


def _told(done: socket.socket, seconds: float) -> int | None:
    """Return the exit code that comes from `done`, None where it did not come in time: then the
    reader is killed. ConnectionError where nobody can tell.
    """
    done.settimeout(seconds)
    try:
        said = done.recv(16)
    except TimeoutError:
        done.shutdown(socket.SHUT_WR)
        done.settimeout(_KILLING_S)
        with contextlib.suppress(TimeoutError):
            done.recv(16)
        return None
    if not said:
        raise ConnectionError("the process that it was forked from has died")
    return int(said)


READER = Reader()
