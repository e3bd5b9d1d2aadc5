"""Rasters for tests: small files written as a GIS would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_origin

E, N = 35_500_000.0, 3_400_000.0


def write_raster(
    path: Path,
    values: Any,
    *,
    west: float = E,
    north: float = N,
    cell: float | tuple[float, float] = 10.0,
    crs: str | None = "EPSG:4523",
    dtype: str = "float64",
    nodata: float | None = None,
    scale: float = 1.0,
    offset: float = 0.0,
    **creation: Any,
) -> Path:
    """Write values (rows, columns) or (bands, rows, columns); the north-west corner is given."""
    bands = np.asarray(values)
    bands = bands[None] if bands.ndim == 2 else bands
    width, height = cell if isinstance(cell, tuple) else (cell, cell)
    options = {
        "driver": "HFA" if path.suffix == ".img" else "GTiff",
        "transform": from_origin(west, north, width, height),
        **creation,
    }
    count, rows, columns = bands.shape
    with rasterio.open(
        path,
        "w",
        height=rows,
        width=columns,
        count=count,
        dtype=dtype,
        crs=crs,
        nodata=nodata,
        **options,
    ) as made:
        made.write(bands.astype(dtype))
        made.scales, made.offsets = (scale,) * count, (offset,) * count
    return path
