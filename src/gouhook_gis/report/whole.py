"""Files that appear in a folder whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from gouhook_gis.domain.errors import GouhookError


@contextmanager
def drafted(folder: Path) -> Iterator[Path]:
    """Make `folder` and a place in it to write; whatever the system refuses is GouhookError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".gouhook-", dir=folder) as scratch:
            yield Path(scratch)
    except (OSError, DataLayerError, DataSourceError, FeatureError, FileCreateError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise GouhookError("report.not_written", path=str(folder), detail=detail) from error


def check_writable(folder: Path) -> None:
    """Raise what `write_all` would where `folder` cannot be made or written at all."""
    with drafted(folder):
        pass


def put(draft: Path, folder: Path, name: str) -> None:
    """Put a file of the draft into the place of its elder, or take that away without one."""
    try:
        if (draft / name).exists():
            (draft / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    except PermissionError as error:
        raise GouhookError("report.file_held", path=str(folder / name)) from error
