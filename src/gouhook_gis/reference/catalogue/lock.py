"""Locks of a catalogue, which the system lets go of when their holder dies.

One process at a time changes what the catalogue holds, for a moment. What takes long, the making
of an edition, is done in a hidden folder of its own, claimed by a lock beside it: as long as that
is held, nobody takes the folder for something that was left behind.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gouhook_gis.domain.errors import UsageError

LOCK = ".lock"
PATIENCE_S = 10.0
_PAUSE_S = 0.05

if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def writing(root: Path, patience_s: float | None = PATIENCE_S) -> Iterator[None]:
    """Hold the catalogue `root` for a change, made where it is not there yet.

    Waits for another holder, with None as long as it takes. Raises UsageError where that one does
    not let go, and where the catalogue may not be written to.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        opened = (root / LOCK).open("ab")
    except OSError as error:
        raise UsageError("catalogue.not_writable", path=str(root), detail=error.strerror) from error
    with opened as stream:
        last = None if patience_s is None else time.monotonic() + patience_s
        while not _taken(stream):
            if last is not None and time.monotonic() >= last:
                raise UsageError("catalogue.busy", path=str(root))
            time.sleep(_PAUSE_S)
        yield


def claim(folder: Path) -> IO[bytes]:
    """Claim a hidden folder that is about to be made, until what is returned is closed."""
    stream = _beside(folder).open("ab")
    _take(stream)
    return stream


def left_behind(folder: Path) -> bool:
    """Whether nobody claims a hidden folder."""
    try:
        with _beside(folder).open("r+b") as stream:
            return _taken(stream)
    except FileNotFoundError:
        return True
    except PermissionError:  # Windows, where it is about to go
        return False


def forget(folder: Path) -> None:
    """Remove the lock beside a hidden folder that is no more."""
    try:
        _beside(folder).unlink(missing_ok=True)
    except PermissionError:  # Windows, where somebody looks whether it is held: the next one tidies
        return


def claimed_name(path: Path) -> str:
    """Return the name of the hidden folder that `path` is, or is the lock of."""
    return path.name.removesuffix(LOCK)


def _beside(folder: Path) -> Path:
    return folder.with_name(folder.name + LOCK)


def _taken(stream: IO[bytes]) -> bool:
    try:
        _take(stream)
    except OSError:
        return False
    return True
