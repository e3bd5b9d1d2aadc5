"""Many geometries drawn as one: what a finding about several parcels or pieces shows."""

from __future__ import annotations

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.arrays import Geometries


def together(polygons: Geometries) -> BaseGeometry:
    """Return polygons and multipolygons (n,) as one multipolygon, parts as they are."""
    return _first(shapely.multipolygons([shapely.get_parts(polygons)]))


def marks(shapes: Geometries) -> BaseGeometry:
    """Return a multipoint with one point inside each of (n,) shapes."""
    return _first(shapely.multipoints([shapely.point_on_surface(shapes)]))


def _first(shapes: object) -> BaseGeometry:
    shape: BaseGeometry = np.asarray(shapes, dtype=object)[0]
    return shape
