"""A raster file whose place and bands are known, read window by window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.grid import Grid, Read, Window, windowed

# GDAL looks at the content of a file, not at its name, and has drivers that follow paths in it:
# only these two are let near, each for files that begin as its own do.
_DRIVERS = {
    b"II*\0": "GTiff",
    b"MM\0*": "GTiff",
    b"II+\0": "GTiff",
    b"MM\0+": "GTiff",
    b"EHFA_HEADER_TAG": "HFA",
}
# What GDAL would read beside the file could name other files, and is not in its hash. The cache
# of blocks is bounded: by default it takes a share of all memory there is.
_QUIET = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_GEOREF_SOURCES": "INTERNAL",
    "GDAL_CACHEMAX": 128,
}


def driver_of(path: Path) -> str | None:
    """Return the driver for a file by its first bytes, None where it is no raster that we read."""
    with path.open("rb") as stream:
        head = stream.read(16)
    return next((name for magic, name in _DRIVERS.items() if head.startswith(magic)), None)


@contextmanager
def told(path: Path, message_id: str = "raster.unreadable") -> Iterator[None]:
    """Turn what GDAL and the system raise into a UsageError that names the file and the reason."""
    from rasterio.errors import RasterioError

    try:
        yield
    except (RasterioError, OSError) as error:
        detail = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UsageError(message_id, path=str(path), detail=detail) from error


@contextmanager
def dataset(path: Path) -> Iterator[Any]:
    """Open a local file with the driver of its first bytes; give rasterio's dataset.

    Raises UsageError where it cannot be opened; what is read of it is `told` by whoever reads.
    """
    import rasterio

    with rasterio.Env(**_QUIET):
        with told(path):
            opened = rasterio.open(path.resolve(), driver=driver_of(path) or "GTiff")
        with opened:
            yield opened


@dataclass(frozen=True)
class RasterFile:
    """The `bands` (from 1) of a file that was looked at before; their mean where several."""

    path: Path
    grid: Grid
    bands: tuple[int, ...]

    @contextmanager
    def reading(self) -> Iterator[Read]:
        """Open the file, and give what reads its windows. UsageError where it breaks off."""
        with dataset(self.path) as opened:
            yield lambda window: windowed(self.grid, window, lambda own: self._values(opened, own))

    def _values(self, opened: Any, window: Window) -> Floats:
        """Return the values (rows, columns) of a window: scale and offset applied, NaN for none."""
        from rasterio.windows import Window as Cells

        place = Cells(window.column, window.row, window.columns, window.rows)
        total = np.zeros((window.rows, window.columns))
        for band in self.bands:
            with told(self.path):
                read = opened.read(band, window=place, masked=True)
            values = read.data.astype(np.float64)
            values = values * opened.scales[band - 1] + opened.offsets[band - 1]
            values[np.ma.getmaskarray(read) | ~np.isfinite(values)] = np.nan
            total += values
        return total / len(self.bands)
