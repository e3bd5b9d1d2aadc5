"""Where a small project lies: an invented county of two villages, drawn parallel to the axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

import shapely
from pyproj import Geod, Transformer
from shapely import box
from shapely.geometry.base import BaseGeometry

from generator.plan import Rectangle

Role = Literal["demolition", "new_construction"]
_GEOD = Geod(a=6378137.0, rf=298.257222101)

# Metres on the board.
VILLAGE_RECTANGLES: tuple[Rectangle, ...] = ((0, 0, 1000, 600), (1000, 0, 2000, 600))


@dataclass(frozen=True)
class Plot:
    """A parcel: number, rectangle on the board, village by its number, purpose where built."""

    id: str
    rectangle: Rectangle
    village: int
    purpose: str = ""

    @property
    def role(self) -> Role:
        """New construction has a purpose."""
        return "new_construction" if self.purpose else "demolition"

    @property
    def planar(self) -> float:
        """Area on the board, m²."""
        return float(box(*self.rectangle).area)


@dataclass(frozen=True)
class Place:
    """An invented county; `east` and `north` are the board's origin in EPSG `epsg`."""

    county: str
    county_name: str
    township_name: str
    villages: tuple[str, str]
    epsg: int
    east: float
    north: float

    @property
    def township(self) -> str:
        """Its one township."""
        return f"{self.county}100"

    def village_code(self, number: int) -> str:
        """Return the code of a village, 19 digits."""
        return f"{self.township}{201 + number}0000000"

    def village_at(self, shape: BaseGeometry) -> int:
        """Return the number of the village that holds a shape of the board."""
        middle = shape.representative_point()
        return next(i for i, one in enumerate(VILLAGE_RECTANGLES) if box(*one).contains(middle))

    def shape(self, board: BaseGeometry) -> BaseGeometry:
        """Return a shape of the board in EPSG `epsg`."""
        origin = np.array([self.east, self.north])
        return shapely.transform(board, lambda points: points + origin)

    def area(self, board: BaseGeometry) -> float:
        """Return the geodesic area of a shape of the board by Karney's algorithm, m².

        Edges are split at 10 m first: they are straight in the plane, not on the ellipsoid.
        """
        to_degrees = Transformer.from_crs(self.epsg, 4490, always_xy=True)
        total = 0.0
        for part in shapely.get_parts(shapely.segmentize(self.shape(board), 10.0)):
            for sign, ring in [(1.0, part.exterior), *((-1.0, hole) for hole in part.interiors)]:
                east, north = shapely.get_coordinates(ring).T
                degrees = to_degrees.transform(east, north)
                total += sign * abs(_GEOD.polygon_area_perimeter(*degrees)[0])
        return total
