"""Official ellipsoidal areas, written for the sample alone.

The expected figures must not come from the code they are meant to test, so this file is a
second implementation of 国土调查办发〔2008〕32号, with the series and constants of CGCS2000,
for plane coordinates of the 3° zone 35 (EPSG:4523). `karney_area` is a third, by pyproj.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

import shapely
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

from generator.frame import EPSG, Array

_B = 6356752.31414036
_E2 = 0.0066943800229
_EP2 = 0.00673949677548
_C = 6399593.62586
_K0, _K1, _K2, _K3, _K4 = (
    1.57048761144159e-07,
    5.05250178820567e-03,
    2.98472900956587e-05,
    2.41626669230084e-07,
    2.22241238938534e-09,
)
_ZONE_EAST = 35_500_000.0
_MERIDIAN = math.radians(105.0)
_SECOND = 206264.8062471
_LONGEST_EDGE = 70.0
# Coefficients of the zone area (A … E of the text), in powers of e².
_SERIES = (
    1 + 3 / 6 * _E2 + 30 / 80 * _E2**2 + 35 / 112 * _E2**3 + 630 / 2304 * _E2**4,
    1 / 6 * _E2 + 15 / 80 * _E2**2 + 21 / 112 * _E2**3 + 420 / 2304 * _E2**4,
    3 / 80 * _E2**2 + 7 / 112 * _E2**3 + 180 / 2304 * _E2**4,
    1 / 112 * _E2**3 + 45 / 2304 * _E2**4,
    5 / 2304 * _E2**4,
)
_GEOD = Geod(a=6378137.0, rf=298.257222101)
_TO_DEGREES = Transformer.from_crs(EPSG, 4490, always_xy=True)


def official_area(geometry: BaseGeometry) -> float:
    """Return the official area of a polygon or multipolygon in EPSG:4523, m², unrounded."""
    parts = shapely.get_parts(geometry)
    return math.fsum(
        _ring_area(shapely.get_coordinates(ring)) * (1.0 if number == 0 else -1.0)
        for part in parts
        for number, ring in enumerate([part.exterior, *part.interiors])
    )


def karney_area(geometry: BaseGeometry) -> float:
    """Return the geodesic area of a polygon or multipolygon in EPSG:4523, m²."""
    total = 0.0
    for part in shapely.get_parts(geometry):
        for number, ring in enumerate([part.exterior, *part.interiors]):
            east, north = shapely.get_coordinates(ring).T
            area = abs(_GEOD.polygon_area_perimeter(*_TO_DEGREES.transform(east, north))[0])
            total += area if number == 0 else -area
    return total


def _ring_area(ring: Array) -> float:
    points = _densified(np.round(ring, 4))
    latitude, longitude = _inverse(points)
    latitude = np.round(latitude * _SECOND, 6) / _SECOND
    longitude = np.round(longitude * _SECOND, 6) / _SECOND
    middle = (latitude[:-1] + latitude[1:]) / 2
    half = np.diff(latitude) / 2
    strip = sum(
        (-1) ** n * k * np.sin((2 * n + 1) * half) * np.cos((2 * n + 1) * middle)
        for n, k in enumerate(_SERIES)
    )
    width = (longitude[:-1] + longitude[1:]) / 2 - _MERIDIAN
    return abs(math.fsum(2 * _B**2 * width * strip))


def _densified(ring: Array) -> Array:
    """Split every edge longer than 70 m by int(length / 70) evenly spaced points."""
    points = [ring[:1]]
    for start, end in pairwise(ring):
        length = math.dist(start, end)
        extra = int(length / _LONGEST_EDGE) if length > _LONGEST_EDGE else 0
        shares = np.arange(1, extra + 2)[:, None] / (extra + 1)
        points.append(start + shares * (end - start))
    return np.concatenate(points)


def _inverse(points: Array) -> tuple[Array, Array]:
    """Return latitude and longitude (radians) by the inverse Gauss-Krüger series."""
    arc = _K0 * points[:, 1]
    sine = np.sin(arc)
    foot = arc + np.cos(arc) * (_K1 * sine - _K2 * sine**3 + _K3 * sine**5 - _K4 * sine**7)
    t = np.tan(foot)
    eta2 = _EP2 * np.cos(foot) ** 2
    v2 = 1 + eta2
    y = (points[:, 0] - _ZONE_EAST) * np.sqrt(v2) / _C
    latitude = foot - v2 * t / 2 * (
        y**2
        - (5 + 3 * t**2 + eta2 - 9 * eta2 * t**2) * y**4 / 12
        + (61 + 90 * t**2 + 45 * t**4) * y**6 / 360
    )
    longitude = _MERIDIAN + (
        y
        - (1 + 2 * t**2 + eta2) * y**3 / 6
        + (5 + 28 * t**2 + 24 * t**4 + 6 * eta2 + 8 * eta2 * t**2) * y**5 / 120
    ) / np.cos(foot)
    return latitude, longitude
