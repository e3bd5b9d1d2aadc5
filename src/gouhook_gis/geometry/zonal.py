"""What polygons have of the cells of a raster, each cell by the exact share that lies inside.

The shares of cells are those of `exactextract`, which keeps them in single precision: a sum is
good to one part in ten million. A cell without a value (NaN) counts nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.geometry.grid import TILE, Grid, Raster, Window, tiles

if TYPE_CHECKING:
    from exactextract.feature import FeatureSource

# From the heights or values of a window with its margin to what is summed, of the same shape.
Derive = Callable[[Floats, Grid], Floats]


@dataclass(frozen=True)
class ClassShares:
    """Shares of the area of n shapes: `codes` (k,) ascending; `shares` (n, k), of each class;
    `measured` (n,), of all cells with a value. NaN for a shape without an area.
    """

    codes: Floats
    shares: Floats
    measured: Floats

    def of(self, *codes: float) -> Floats:
        """Return the share (n,) of several classes together."""
        found = self.shares[:, np.isin(self.codes, codes)].sum(axis=1)
        return np.where(np.isnan(self.measured), np.nan, found)


def class_shares(
    shapes: Geometries,
    raster: Raster,
    derive: Derive | None = None,
    margin: int = 0,
    tile: int = TILE,
) -> ClassShares:
    """Return which share of polygons (n, in the raster's system) has which value of a raster.

    `derive` makes classes of the values of a window with `margin` cells around it (NaN outside
    the raster). Ground outside the raster, or on cells without a value, is not measured. Areas
    are planar, in the raster's system: of a geographic one, as if all cells were equal, which they
    are within a parcel.
    """
    cells: dict[float, Floats] = {}
    grid = raster.grid
    operations = ["count", "unique", "frac"]
    for index, found in _tiled(shapes, raster, derive, margin, tile, operations):
        for position, sums in zip(index, found, strict=True):
            for code, share in zip(sums["unique"], sums["frac"], strict=True):
                if code not in cells:
                    cells[code] = np.zeros(len(shapes))
                cells[code][position] += share * sums["count"]
    codes = np.array(sorted(cells), dtype=np.float64)
    area = shapely.area(shapes)
    area[~(area > 0)] = np.nan
    counted = np.zeros((len(shapes), len(codes)))
    for column, code in enumerate(codes.tolist()):
        counted[:, column] = cells[code]
    shares = counted * (grid.width * grid.height) / area[:, None]
    measured = np.where(np.isnan(area), np.nan, shares.sum(axis=1))
    # Single precision may find a little more than there is.
    excess = np.maximum(measured, 1.0)
    return ClassShares(codes, shares / excess[:, None], measured / excess)


@dataclass(frozen=True)
class Summary:
    """Values under n shapes: their mean (a cell by its share), least and most, NaN where there is
    none; `measured` is the share of the shape's area that has values, NaN without an area.
    """

    mean: Floats
    least: Floats
    most: Floats
    measured: Floats


def summaries(
    shapes: Geometries,
    raster: Raster,
    derive: Derive | None = None,
    margin: int = 0,
    tile: int = TILE,
) -> Summary:
    """Return what values polygons (n, in the raster's system) lie on; `derive` as above."""
    counted, total = np.zeros(len(shapes)), np.zeros(len(shapes))
    least, most = np.full(len(shapes), np.inf), np.full(len(shapes), -np.inf)
    grid = raster.grid
    for index, found in _tiled(
        shapes, raster, derive, margin, tile, ["count", "sum", "min", "max"]
    ):
        own = [row for row, sums in enumerate(found) if sums["count"] > 0]
        place = index[own]
        counted[place] += [found[row]["count"] for row in own]
        total[place] += [found[row]["sum"] for row in own]
        least[place] = np.minimum(least[place], [found[row]["min"] for row in own])
        most[place] = np.maximum(most[place], [found[row]["max"] for row in own])
    none = counted == 0
    least[none], most[none] = np.nan, np.nan
    mean = np.divide(total, counted, out=np.full(len(shapes), np.nan), where=~none)
    area = shapely.area(shapes)
    cell = grid.width * grid.height
    share = np.divide(counted * cell, area, out=np.full(len(shapes), np.nan), where=area > 0)
    return Summary(mean, least, most, np.minimum(share, 1.0))


def _tiled(
    shapes: Geometries,
    raster: Raster,
    derive: Derive | None,
    margin: int,
    tile: int,
    operations: Sequence[str],
) -> Iterator[tuple[Index, list[dict[str, Any]]]]:
    """Yield the positions of the shapes that meet a tile, and the sums of each over it."""
    grid = raster.grid
    with raster.reading() as read:
        for window, index in tiles(shapes, grid, tile):
            values = read(window.wider(margin))
            values = derive(values, grid) if derive else values
            inner = values[margin : margin + window.rows, margin : margin + window.columns]
            yield index, _extracted(shapes[index], inner, grid, window, operations)


def _extracted(
    shapes: Geometries, values: Floats, grid: Grid, window: Window, operations: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the sums of each shape over a window, by operation."""
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    source = NumPyRasterSource(values, *grid.box(window))
    found = exact_extract(source, _polygons(shapely.to_wkb(shapes).tolist()), [*operations])
    return [feature["properties"] for feature in found]


def _polygons(wkb: Sequence[bytes]) -> FeatureSource:
    """Return polygons as exactextract takes them, without the way over GeoJSON."""
    from exactextract.feature import Feature, FeatureSource

    class Polygon(Feature):  # type: ignore[misc]  # exactextract is untyped
        def __init__(self, shape: bytes) -> None:
            super().__init__()
            self.shape = shape

        def geometry(self) -> bytes:
            return self.shape

        def fields(self) -> list[str]:
            return []

    class Polygons(FeatureSource):  # type: ignore[misc]  # exactextract is untyped
        def count(self) -> int:
            return len(wkb)

        def __iter__(self) -> Iterator[Polygon]:
            return map(Polygon, wkb)

        def srs_wkt(self) -> None:
            return None

    return Polygons()
