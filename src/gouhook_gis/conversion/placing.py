"""Files written whole or not at all, and never over another one unless asked."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from gouhook_gis.domain.errors import GouhookError, UsageError

SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Indexes and metadata of an earlier shapefile, wrong for the new one.
_STALE = (".sbn", ".sbx", ".qix", ".fix", ".atx")


def check_place(source: Path, out: Path, *, overwrite: bool) -> None:
    """Raise UsageError where `out` is the source itself, lies in no folder, or is there already."""
    if not out.parent.is_dir():
        raise UsageError("convert.no_folder", path=str(out.parent))
    there = [path for path in _files(out) if path.exists()]
    if source.exists() and any(path.samefile(source) for path in there):
        raise UsageError("convert.onto_itself", path=str(out))
    if there and not overwrite:
        raise UsageError("convert.exists", files=[path.name for path in there])


def place(out: Path, write: Callable[[Path], None]) -> tuple[Path, ...]:
    """Call `write` with a path in a folder of its own, then move what it wrote to `out`.

    Raises GouhookError where the folder cannot be written, a file is held open or the disk is
    full; what was there is then as it was.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".gouhook-", dir=out.parent) as scratch:
            draft = Path(scratch) / out.name
            write(draft)
            made = sorted(Path(scratch).iterdir())
            for path in made:
                path.replace(out.parent / path.name)
    except (OSError, DataLayerError, DataSourceError, FeatureError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise GouhookError("convert.not_written", path=str(out), detail=detail) from error
    for path in _files(out):
        if path.suffix.lower() in _STALE:
            path.unlink(missing_ok=True)
    return tuple(out.parent / path.name for path in made)


def _files(out: Path) -> list[Path]:
    """Return the files that `out` stands for."""
    if out.suffix.lower() != ".shp":
        return [out]
    return [out, *(out.with_suffix(suffix) for suffix in (*SHAPEFILE[1:], *_STALE))]
