"""A child that does not outlive its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Have the system kill this process when the thread that started it ends.

    Linux only. Elsewhere the child ends when it next looks for work: its input has ended; and
    what it still finishes counts only as long as nobody has begun that run anew.
    """
    if sys.platform != "linux":
        return
    _end_by(signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked to be told
        os.kill(os.getpid(), signal.SIGKILL)


def live_on() -> None:
    """Take that back: the thread may end, and whoever has to go with the process looks himself."""
    if sys.platform == "linux":
        _end_by(0)


def _end_by(number: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
