"""How much of the ground looks otherwise in a later image: a hint, never a proof.

Both images are sampled on one lattice. Light, season and sensor differ between them, so each
value v is first held against the ground around the parcel in the same image:

    z = (v − median) / (1.4826 · MAD)

with median and median absolute deviation of the ring of `RING_M` around the parcel, other parcels
left out (1.4826 makes the MAD a standard deviation where values are normal). A sample differs
where |z after − z before| > `LIMIT`, 3 of these, an empirical value (经验值).

Weak where the ring itself was rebuilt, where crops stand or lie fallow, where the images do not lie
on one another to a cell (edges of roofs and roads differ all along), under clouds and shadows; and
new ground of the old brightness does not show.
"""

from __future__ import annotations

import math

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.arrays import Floats, Geometries, Mask
from gouhook_gis.geometry.grid import Raster, Read
from gouhook_gis.geometry.resample import metres, sampled
from gouhook_gis.geometry.transform import transform_points

RING_M = 100.0
LIMIT = 3.0
# Samples of a parcel and of its ring at most (a spread needs fewer), and cells of an image that
# are read at once.
_SAMPLES, _BESIDE, _CELLS = 250_000, 10_000, 4_000_000
# A spread of fewer samples says nothing.
_LEAST = 30
_TO_DEVIATION = 1.4826


def changed_shares(shapes: Geometries, plane: int, before: Raster, after: Raster) -> Floats:
    """Return the share (n,) of polygons (in `plane`) whose samples differ between two images.

    NaN where there is no shape, a sample of the parcel has no value in one of the images, or
    the ring has no spread.
    """
    found = np.full(len(shapes), np.nan)
    sides = [metres(image.grid) for image in (before, after)]
    step = max(side for pair in sides for side in pair)
    tree = shapely.STRtree(shapes)
    with before.reading() as read_before, after.reading() as read_after:
        for i in np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes))):
            around = shapely.buffer(shapes[i], RING_M)
            ring = shapely.difference(around, shapely.union_all(shapes[tree.query(around)]))
            own, beside = _lattice(shapes[i], step, _SAMPLES), _lattice(ring, step, _BESIDE)
            points = np.concatenate([own, beside])
            inside = np.arange(len(points)) < len(own)
            first = _sampled(read_before, before, points, plane)
            second = _sampled(read_after, after, points, plane)
            found[i] = _share(first, second, inside)
    return found


def _share(before: Floats, after: Floats, inside: Mask) -> float:
    """Return the share of samples `inside` that differ, the others being the ring."""
    if not inside.any() or np.isnan(before[inside]).any() or np.isnan(after[inside]).any():
        return math.nan
    scores = []
    for values in (before, after):
        ring = values[~inside]
        ring = ring[~np.isnan(ring)]
        if len(ring) < _LEAST:
            return math.nan
        middle = np.median(ring)
        deviation = _TO_DEVIATION * np.median(np.abs(ring - middle))
        if deviation == 0:
            return math.nan
        scores.append((values[inside] - middle) / deviation)
    return float(np.mean(np.abs(scores[1] - scores[0]) > LIMIT))


def _lattice(shape: BaseGeometry, step: float, most: int) -> Floats:
    """Return points (n, 2) in a shape, `step` apart on multiples of it.

    Every third, fifth … where the box around it would hold more than `most`: an odd number, so
    that they stay on the middles of the cells.
    """
    west, south, east, north = shapely.bounds(shape)
    if math.isnan(west):
        return np.zeros((0, 2))
    times = math.ceil(math.sqrt((east - west) * (north - south) / most) / step)
    step *= max(times | 1, 1)
    x = (np.arange(math.floor(west / step), math.ceil(east / step)) + 0.5) * step
    y = (np.arange(math.floor(south / step), math.ceil(north / step)) + 0.5) * step
    points = np.column_stack([np.tile(x, len(y)), np.repeat(y, len(x))])
    inside: Mask = shapely.contains_xy(shape, points[:, 0], points[:, 1])
    return points[inside]


def _sampled(read: Read, image: Raster, points: Floats, plane: int) -> Floats:
    """Return the values of an image at points (n, 2) of `plane`; so many at a time that the
    window around them stays small.
    """
    grid = image.grid
    there = transform_points(points, plane, grid.epsg)
    reach = np.ptp(there, axis=0) / (grid.width, grid.height)
    runs = max(math.ceil(reach[0] * reach[1] / _CELLS), 1)
    return np.concatenate([sampled(read, grid, some) for some in np.array_split(there, runs)])
