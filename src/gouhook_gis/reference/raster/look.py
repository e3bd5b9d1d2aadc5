"""What a raster file is, before anything is computed from it: refused, or its place and bands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import render
from gouhook_gis.formats.crs import verdict
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.geometry.grid import Grid
from gouhook_gis.reference.raster.file import RasterFile, dataset, driver_of, told

SUFFIXES = (".tif", ".tiff", ".img")
# A block is unpacked as a whole, however small the window: a file of one strip is no raster that
# can be read by windows.
LARGEST_BLOCK = 256 * 1024 * 1024


def is_raster(path: Path) -> bool:
    """Whether a file is a raster by its name."""
    return path.suffix.lower() in SUFFIXES


def look(path: Path, kind: LayerKind, band: int | None = None) -> RasterFile:
    """Return the raster in `path` as one of `kind`; `band` (from 1) where that was said.

    Raises UsageError, with the file and what to do, for another format, a system that is not
    CGCS2000, a grid that is turned, bands that cannot be told apart, values that do not suit
    the kind, and blocks that are too large.
    """
    _refuse_other(path)
    with dataset(path) as opened:
        _refuse_spread(path, opened)
        grid = _grid(path, opened)
        bands = _bands(path, opened, kind, band)
        _refuse_blocks(path, opened, bands)
    return RasterFile(path, grid, bands)


def _refuse_other(path: Path) -> None:
    if not path.is_file():
        raise UsageError("reference.path_missing", path=str(path))
    with told(path):
        driver = driver_of(path)
    if not is_raster(path) or driver is None:
        raise UsageError("raster.unknown_format", path=str(path), suffixes=[*SUFFIXES])


def _refuse_spread(path: Path, opened: Any) -> None:
    """Refuse a file that keeps its values elsewhere (.ige beside .img): its hash says nothing."""
    others = [Path(name).name for name in opened.files if Path(name).name != path.name]
    if others:
        raise UsageError("raster.spread", path=str(path), others=others)


def _grid(path: Path, opened: Any) -> Grid:
    place = opened.transform
    if opened.crs is None or place.is_identity:
        raise UsageError("raster.no_place", path=str(path))
    if place.b or place.d or place.a <= 0 or place.e >= 0:
        raise UsageError("raster.turned", path=str(path))
    bounds = np.array([[*opened.bounds]])
    crs = verdict(opened.crs.to_wkt(), bounds, ReadOptions(), path.name, path.name)
    if crs.epsg is None:
        reasons = "；".join(render(issue.message) for issue in crs.issues)
        raise UsageError("raster.crs_refused", path=str(path), detail=reasons)
    return Grid(place.c, place.f, place.a, -place.e, opened.height, opened.width, crs.epsg)


def _bands(path: Path, opened: Any, kind: LayerKind, band: int | None) -> tuple[int, ...]:
    from rasterio.enums import ColorInterp

    said = {"path": str(path), "kind": kind.kind, "count": opened.count}
    own = [n for n, used in enumerate(opened.colorinterp, 1) if used != ColorInterp.alpha]
    if band is not None and band not in own:
        raise UsageError("raster.band_missing", band=band, **said)
    bands = own if band is None else [band]
    if len(bands) > 1 and kind.cells != "brightness":
        raise UsageError("raster.bands", **said)
    types = {np.dtype(opened.dtypes[n - 1]).kind for n in bands}
    if not types or not types <= set("iu" if kind.cells == "class" else "iuf"):
        wanted = "classes" if kind.cells == "class" else "numbers"
        raise UsageError(f"raster.not_{wanted}", **said)
    return tuple(bands)


def _refuse_blocks(path: Path, opened: Any, bands: Sequence[int]) -> None:
    for band in bands:
        cells = math.prod(opened.block_shapes[band - 1])
        size = cells * np.dtype(opened.dtypes[band - 1]).itemsize
        # Bands that are stored together are unpacked together.
        size *= opened.count if opened.interleaving and opened.interleaving.name == "pixel" else 1
        if size > LARGEST_BLOCK:
            raise UsageError("raster.block", path=str(path), size_mib=size >> 20)
