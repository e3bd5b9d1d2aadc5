"""The drawing board: the county is drawn on whole metres and turned into EPSG:4523.

The turn is that of the triangle 7-24-25, so whole metres become multiples of 0.04 m: areas and
widths stay what they are on the board, and no edge of the county is parallel to an axis of the
map (a bounding box must never be taken for a parcel).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

import shapely
from shapely.geometry.base import BaseGeometry

EPSG = 4523
ORIGIN_EAST = 35_628_000.0
ORIGIN_NORTH = 3_386_000.0

Array = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]


def to_map(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry of the board (metres) in EPSG:4523, coordinates at 0.0001 m."""
    return shapely.transform(geometry, _turn)


def to_map_all(geometries: list[BaseGeometry]) -> Geometries:
    """Return geometries of the board in EPSG:4523 as an object array."""
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    turned: Geometries = shapely.transform(array, _turn)
    return turned


def _turn(board: Array) -> Array:
    x, y = board[:, 0], board[:, 1]
    east = ORIGIN_EAST + (24.0 * x - 7.0 * y) / 25.0
    north = ORIGIN_NORTH + (7.0 * x + 24.0 * y) / 25.0
    turned: Array = np.column_stack([east, north]).round(4)
    return turned
