"""What rasters show under the parcels of a case: shares of cells, by position in their table."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries
from gouhook_gis.geometry.grid import Grid, Raster
from gouhook_gis.geometry.resample import in_plane
from gouhook_gis.geometry.slope import horn
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zonal import ClassShares, Derive, class_shares
from gouhook_gis.rules.scene import Scene

# No ground in China is lower or higher: what is outside was meant as "no value".
_LOWEST_M, _HIGHEST_M = -500.0, 9000.0
# Heights in single precision (0.1 mm at 1,000 m) leave a slope over cells of 5 m so far open.
_SAME_DEG = 0.001


def raster_of(scene: Scene, slot: str) -> Raster | None:
    """Return the raster that fills `slot`, None where none was supplied."""
    edition = scene.edition(slot)
    return None if edition is None else scene.store.raster(edition.layer_id)


def measurable_shapes(scene: Scene) -> Geometries:
    """Return the parcels (n,) in the scene's plane, None where one cannot be measured."""
    shapes: Geometries = scene.parcels.geometry.copy()
    shapes[~scene.parcels.measurable] = None
    return shapes


def shares_of_classes(scene: Scene, raster: Raster) -> ClassShares:
    """Return the shares of the parcels that lie on each class, on the raster's own cells."""
    shapes = to_epsg(measurable_shapes(scene), scene.plane, raster.grid.epsg)
    return class_shares(shapes, raster)


def shares_of_slopes(scene: Scene, heights: Raster, limits: Floats) -> ClassShares:
    """Return the shares of the parcels by slope: class k is from `limits[k − 1]` degrees to below
    `limits[k]`.

    Slopes are those of the model's own cells where it is in a plane; a model in degrees is
    brought into the scene's plane first, bilinear. A slope that equals a limit but for the
    precision of the heights belongs above it.
    """
    shapes = measurable_shapes(scene)
    heights = in_plane(heights, scene.plane, around(shapes))
    shapes = to_epsg(shapes, scene.plane, heights.grid.epsg)
    return class_shares(shapes, heights, slope_classes(limits), margin=1)


def heights_of(values: Floats, grid: Grid) -> Floats:
    """Return heights, NaN for what no ground in China has."""
    return np.where((values >= _LOWEST_M) & (values <= _HIGHEST_M), values, np.nan)


def slopes_of(values: Floats, grid: Grid) -> Floats:
    """Return the slopes in degrees of heights that have one cell more around them."""
    return horn(heights_of(values, grid), grid.width, grid.height)


def slope_classes(limits: Floats) -> Derive:
    """Return what makes classes of heights (one cell around them), by `limits` in degrees."""

    def classes(values: Floats, grid: Grid) -> Floats:
        slope = slopes_of(values, grid)
        found = np.searchsorted(limits - _SAME_DEG, slope, side="right").astype(np.float64)
        found[np.isnan(slope)] = np.nan
        return found

    return classes


def around(shapes: Geometries) -> Floats:
    """Return the box (4,) around all shapes, zeros where there is none."""
    bounds = shapely.total_bounds(shapes)
    found: Floats = np.where(np.isfinite(bounds), bounds, 0.0)
    return found
