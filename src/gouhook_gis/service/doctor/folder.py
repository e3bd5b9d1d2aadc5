"""The data folder: whose it is, whether it can be written to, what lies in it."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from gouhook_gis.domain.message import render
from gouhook_gis.service.backup.missing import missing
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong
from gouhook_gis.service.files import Files

_PARTS = ("uploads", "runs", "tmp", "logs")
_DAY_S = 86400
_SHOWN = 5


def folder(place: Place) -> Iterator[Said]:
    """That it is there, its owner's alone, writable, and on one file system."""
    root = place.data
    if not root.is_dir():
        yield wrong("folder_missing", path=str(root))
        return
    bad = False
    parts = [path for name in _PARTS if (path := root / name).is_dir()]
    if os.name == "posix" and stat.S_IMODE(root.stat().st_mode) & 0o077:
        yield warning("folder_open", path=str(root), mode=oct(stat.S_IMODE(root.stat().st_mode)))
        bad = True
    for path in (root, *parts):
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            yield wrong("folder_read_only", path=str(path))
            bad = True
    elsewhere = [path.name for path in parts if path.stat().st_dev != root.stat().st_dev]
    if elsewhere:
        yield wrong("folder_parted", path=str(root), names=elsewhere)
        bad = True
    if not bad:
        yield well("folder", path=str(root))


def space(place: Place) -> Iterator[Said]:
    """Room for what may come, and what was left behind."""
    root, most = place.data, place.settings.upload_bytes
    if not root.is_dir():
        yield wrong("folder_missing", path=str(root))
        return
    free = shutil.disk_usage(root).free
    params = {"free": free / 1e9, "upload": most / 1e9}
    # An upload, what is unpacked of it, and its report.
    if free < most:
        yield wrong("space", **params)
    elif free < 4 * most:
        yield warning("space", **params)
    else:
        yield well("space_left", **params)
    left = [path.name for path in _within(root / "tmp") if _age_s(path) > _DAY_S]
    if left:
        yield warning("left_over", count=len(left), names=left[:_SHOWN])


def records(place: Place) -> Iterator[Said]:
    """That every file of which a record speaks is there."""
    if not all((place.data / name).is_dir() for name in _PARTS):  # none is made here
        yield wrong("folder_missing", path=str(place.data))
        return
    with place.reading():
        lost = missing(place.database, Files(place.data))
    if lost:
        yield wrong("files_missing", count=len(lost), first=render(lost[0]).strip())
    else:
        yield well("records")


def _within(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
