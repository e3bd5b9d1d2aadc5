"""An elevation model and a land-cover raster, of cells whose values are known by construction."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio.features import rasterize
from rasterio.transform import Affine, from_origin

from shapely.geometry.base import BaseGeometry

from generator.figures import NOISE
from generator.frame import EPSG, Array

CELL = 10.0
# The plain, m; the hills begin at this easting, and their ridges run north, 400 m apart.
PLAIN_M, HILLS_FROM, HALF_WAVE = 400.0, 35_630_000.0, 200.0
# From the border of the steep hillside to the parcel in it, m: Horn's slope takes three cells.
MARGIN = 30.0


@dataclass(frozen=True)
class Grid:
    """Cells of `CELL` m over whole multiples of it; `west` and `north` are its outer corner."""

    west: float
    north: float
    columns: int
    rows: int

    @property
    def transform(self) -> Affine:
        """From cells to EPSG:4523."""
        return from_origin(self.west, self.north, CELL, CELL)

    def centres(self) -> tuple[Array, Array]:
        """Return the eastings of the columns and the northings of the rows, cell centres."""
        east = self.west + CELL * (np.arange(self.columns) + 0.5)
        north = self.north - CELL * (np.arange(self.rows) + 0.5)
        return east, north


def grid_over(shapes: Iterable[BaseGeometry], margin: float) -> Grid:
    """Return the grid of the shapes' bounds (EPSG:4523), `margin` m wider on every side."""
    bounds = np.array([shape.bounds for shape in shapes])
    west, south = np.floor((bounds[:, :2].min(axis=0) - margin) / CELL) * CELL
    east, north = np.ceil((bounds[:, 2:].max(axis=0) + margin) / CELL) * CELL
    columns, rows = round((east - west) / CELL), round((north - south) / CELL)
    return Grid(float(west), float(north), columns, rows)


def elevation(
    grid: Grid, hills: float, steep: float, hillside: BaseGeometry
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return heights, m: a plain, then ridges whose sides have `hills` degrees, and one hillside
    of `steep` degrees that rises eastward around the box of a shape.

    Heights go by the easting alone, so all rows are equal but for the hillside.
    """
    east, north = grid.centres()
    along = np.maximum(east - HILLS_FROM, 0.0) % (2 * HALF_WAVE)
    rise = np.minimum(along, 2 * HALF_WAVE - along)
    heights = np.tile(PLAIN_M + math.tan(math.radians(hills)) * rise, (grid.rows, 1))
    west, south, right, top = hillside.buffer(MARGIN).bounds
    inside = ((north >= south) & (north <= top))[:, None] & (east >= west) & (east <= right)
    side = PLAIN_M + math.tan(math.radians(steep)) * (east - west)
    return np.where(inside, side, heights).astype(np.float32)


def land_cover(
    grid: Grid,
    ground: Iterable[tuple[BaseGeometry, int]],
    parcels: Iterable[tuple[BaseGeometry, int]],
) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Return classes of shapes with their class: `ground` by cell centres, then every cell that a
    parcel touches is of its class, so that a parcel's share of it is 1 exactly. 0 is no value.
    """
    shape = (grid.rows, grid.columns)
    cells = rasterize(
        list(ground), out_shape=shape, transform=grid.transform, fill=0, dtype=np.uint8
    )
    rasterize(
        [(one.buffer(NOISE), value) for one, value in parcels],
        out=cells,
        transform=grid.transform,
        all_touched=True,
    )
    return cells


def write_raster(
    path: Path, grid: Grid, cells: np.ndarray[tuple[int, int], np.dtype[np.generic]], nodata: float
) -> None:
    """Write one band as a compressed GeoTIFF in EPSG:4523."""
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=grid.columns,
        height=grid.rows,
        count=1,
        dtype=cells.dtype,
        crs=f"EPSG:{EPSG}",
        transform=grid.transform,
        nodata=nodata,
        compress="deflate",
        zlevel=9,
    ) as raster:
        raster.write(cells, 1)
