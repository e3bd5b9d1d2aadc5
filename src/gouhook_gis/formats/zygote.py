"""The process that readers are forked from: `python -m gouhook_gis.formats.zygote PARENT` (Linux).

It loads what a reader needs and reads nothing of anybody's. Each message on the socket that is
its standard input asks for one reading and brings two descriptors: a socket, and a file for what
the reader says. A fork confines itself as `child` does, reads, and is gone; its exit code is
written to the socket. Whoever closes the socket, or shuts down his side, has the fork killed.

Its own end comes when nobody can ask any more, and then its forks die with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NoReturn

from gouhook_gis.formats.child import confine, keep_what_is_loaded, obey
from gouhook_gis.formats.lifeline import die_with, live_on
from gouhook_gis.lean import leave_out_frames

# Longest request, bytes: a path of 4096 bytes, each escaped, and little beside it.
REQUEST_BYTES = 1 << 16
# What a reader of ours imports only where it is needed, and most need.
LOADED = (
    "gouhook_gis.formats.read",
    "gouhook_gis.formats.transfer",
    "gouhook_gis.formats.source_transfer",
    "gouhook_gis.formats.exif",
    "pyogrio",
    "openpyxl",
)


def main(parent: int) -> int:
    """Load, then fork for whoever asks, until nobody can."""
    die_with(parent)
    # Ctrl-C is for the process that asks, which then asks no more.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=os.dup(0)) as control:
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        keep_what_is_loaded()
        leave_out_frames()
        for name in LOADED:
            importlib.import_module(name)
        gc.collect()
        gc.freeze()  # pages that nobody writes to stay shared with the forks
        live_on()  # the thread of `parent` may end; that `parent` has ended, the socket says
        Zygote(control).serve()
    return 0


class Zygote:
    """The readers alive, and the descriptors that belong to them."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._readers: dict[int, tuple[int, int]] = {}  # process: its pidfd, its socket

    def serve(self) -> None:
        """Begin, end and kill readers as they are asked for, as they die, as nobody waits."""
        self._watch(self._control.fileno(), lambda: None)
        while True:
            for key, _ in self._selector.select():
                if key.fd != self._control.fileno():
                    key.data()
                    continue
                message, descriptors, _, _ = socket.recv_fds(self._control, REQUEST_BYTES, 2)
                if not message:
                    return
                self._begin(message, *descriptors)

    def _watch(self, descriptor: int, call: Callable[[], None]) -> None:
        self._selector.register(descriptor, selectors.EVENT_READ, call)

    def _begin(self, message: bytes, done: int, errors: int) -> None:
        """Fork a reader. Where the system has no room for one, the socket closes without a word."""
        if len([*Path("/proc/self/task").iterdir()]) != 1:
            raise RuntimeError("a fork would hold the locks of threads that it does not have")
        here = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            os.close(done)
        else:
            if pid == 0:
                os.close(done)
                self._read(message, errors, here)
            pidfd = os.pidfd_open(pid)
            self._readers[pid] = pidfd, done
            self._watch(pidfd, partial(self._end, pid))
            self._watch(done, partial(self._kill, pid))
        os.close(errors)

    def _read(self, message: bytes, errors: int, parent: int) -> NoReturn:
        """Be the reader: let go of all that is another's, confine this process, read."""
        code = 1
        try:
            os.setsid()  # whoever leads a session cannot leave its group
            os.dup2(errors, 2)
            os.close(errors)
            self._selector.close()
            self._control.close()
            for descriptor in chain.from_iterable(self._readers.values()):
                os.close(descriptor)
            told = json.loads(message)
            isolation = confine(told["limits"], parent)
            code = obey(told["limits"], told["request"], isolation)
        except BaseException:  # noqa: BLE001 - nothing may come back into `serve`
            traceback.print_exc()
        finally:
            os._exit(code)

    def _end(self, pid: int) -> None:
        """Tell how a reader ended, and end what it started."""
        pidfd, done = self._readers[pid]
        self._kill(pid)  # while its number is still its own
        del self._readers[pid]
        _, status = os.waitpid(pid, 0)
        with contextlib.suppress(OSError):  # nobody waits any more
            os.write(done, str(os.waitstatus_to_exitcode(status)).encode())
        for descriptor in (pidfd, done):
            with contextlib.suppress(KeyError):
                self._selector.unregister(descriptor)
            os.close(descriptor)

    def _kill(self, pid: int) -> None:
        """Kill a reader for which nobody waits, and what it started."""
        if pid not in self._readers:
            return  # it ended in this very moment
        with contextlib.suppress(KeyError):
            self._selector.unregister(self._readers[pid][1])
        # Itself first: it leads no group yet where it was forked in this very moment.
        for kill in (os.kill, os.killpg):
            with contextlib.suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
