"""One writer a catalogue: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gouhook_gis.domain.errors import UsageError

LOCK = ".lock"

if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the catalogue `root` for writing, made where it is not there yet.

    Raises UsageError where somebody else does, and where it may not be written to.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        opened = (root / LOCK).open("ab")
    except OSError as error:
        raise UsageError("catalogue.not_writable", path=str(root), detail=error.strerror) from error
    with opened as stream:
        try:
            _take(stream)
        except OSError as error:
            raise UsageError("catalogue.busy", path=str(root)) from error
        yield
