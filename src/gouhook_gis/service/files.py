"""The data folder: what lies where, and how it gets there whole.

uploads/<sha256>        the bytes of a submission, once, however often they were handed in
runs/<run>/             the files of a finished run, put there by one rename
runs/<run>/page/        what the page shows of it (`domain.page_files`)
tmp/<run>.<attempt>/    what one attempt at a run makes on its way
tmp/upload-<random>     an upload that is being received
tmp/trial-<id>/          what the process of a trial writes; goes with it
logs/<day>.jsonl        a line an event
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from gouhook_gis.report.names import safe

_INCOMING, _TRIAL = "upload-", "trial-"
# An upload that has had no byte for so long is not being received, nor recorded, any more, s.
_SILENT_S = 3600.0


class Files:
    """The data folder `root`, made where it is not there yet."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.uploads, self.runs = self.root / "uploads", self.root / "runs"
        self.tmp, self.logs = self.root / "tmp", self.root / "logs"
        # What lies here is other people's: for the service's own user alone.
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.uploads, self.runs, self.tmp, self.logs):
            folder.mkdir(exist_ok=True)

    def upload(self, sha256: str) -> Path:
        """Return where the bytes of a submission are."""
        return self.uploads / sha256

    def run(self, run_id: str) -> Path:
        """Return the folder of a finished run."""
        return self.runs / run_id

    def scratch(self, run_id: str, attempt: int) -> Path:
        """Return the folder of one attempt at a run."""
        return self.tmp / f"{run_id}.{attempt}"

    def trial(self, trial_id: str) -> Path:
        """Return the folder of a trial."""
        return self.tmp / f"{_TRIAL}{trial_id}"

    def forget_attempts(self, run_id: str, newest: int) -> None:
        """Remove what attempts before the newest have left; none of them counts any more."""
        for attempt in range(1, newest):
            remove(self.scratch(run_id, attempt))

    def incoming(self) -> Path:
        """Return a new name for an upload that is about to be received."""
        return self.tmp / f"{_INCOMING}{uuid.uuid4().hex}"

    def keep(self, incoming: Path, sha256: str) -> Path:
        """Give received bytes their place, on the disk for good before they have it."""
        target = self.upload(sha256)
        if target.exists():
            incoming.unlink()
        else:
            durable(incoming)
            incoming.replace(target)
            _durable_names(self.uploads)
        return target

    def lend(self, sha256: str, filename: str, folder: Path) -> Path:
        """Return the bytes of an upload in the new folder `folder`, under the name with which they
        came: it says what they are. Of a path that came with it nothing is taken.
        """
        folder.mkdir(parents=True)
        named = folder / (safe(filename.replace("\\", "/").rsplit("/", 1)[-1]) or "submission")
        try:
            os.link(self.upload(sha256), named)
        except OSError:  # a file system without links
            shutil.copyfile(self.upload(sha256), named)
        return named

    def publish(self, folder: Path, run_id: str) -> None:
        """Make `folder` that of the run, by one rename; an elder, of an attempt that died between
        this and its last word, gives way.
        """
        for path in folder.rglob("*"):
            if path.is_dir():
                _durable_names(path)
            else:
                durable(path)
        _durable_names(folder)
        target = self.run(run_id)
        if target.exists():
            target.replace(self.tmp / f"{run_id}.old-{uuid.uuid4().hex[:8]}")
        folder.rename(target)
        _durable_names(self.runs)

    def forget_run(self, run_id: str) -> None:
        """Remove the files of a run."""
        shutil.rmtree(self.run(run_id), ignore_errors=True)

    def forget_upload(self, sha256: str) -> None:
        """Remove the bytes of a submission."""
        self.upload(sha256).unlink(missing_ok=True)

    def sweep(
        self, running: Callable[[], Collection[tuple[str, int]]], *, alone: bool = False
    ) -> int:
        """Remove what killed processes left in `tmp/`; return how many things that were.

        `running` tells the attempts that run now; it is asked after looking, so that an attempt
        that begins meanwhile loses nothing. `alone` says that nobody else can be receiving an
        upload, or have a trial, either.
        """
        there = list(self.tmp.iterdir())
        kept = {f"{run_id}.{attempt}" for run_id, attempt in running()}
        left = [
            path
            for path in there
            if path.name not in kept
            and (alone or not path.name.startswith((_INCOMING, _TRIAL)) or silent(path))
        ]
        for path in left:
            remove(path)
        return len(left)


def remove(path: Path) -> None:
    """Remove a file or a folder, which may be gone already."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(FileNotFoundError):
            path.unlink()


def below(folder: Path, path: str) -> Path | None:
    """Return `path` in `folder`, links followed; None where it leads out of it or in a circle, or
    is none (a null character).
    """
    root = folder.resolve()
    try:
        found = (root / path).resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    return found if found.is_relative_to(root) else None


def durable(path: Path) -> None:
    """Have the bytes of a file on the disk."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def _durable_names(folder: Path) -> None:
    """Have the names in a folder on the disk, where a folder can be opened (not on Windows)."""
    with suppress(PermissionError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def silent(path: Path) -> bool:
    """Whether nobody has written to a file for so long that nobody does any more."""
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > _SILENT_S
    return False
