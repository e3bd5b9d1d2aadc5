"""Geometry for readers: GeoJSON as evidence, WKB as it is kept in models."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.rings import canonical, decimals, rounded


def evidence(geom: BaseGeometry, epsg: int) -> dict[str, Any]:
    """Return a GeoJSON geometry in `epsg`, easting or longitude first, in canonical writing.

    Coordinates are rounded to 0.0001 m, or 1e-9° in the geographic system (unless nothing
    would be left of a piece narrower than that): it shows where something is and is never
    measured again.
    """
    plain = np.array([geom], dtype=object)
    shown = rounded(plain, decimals(epsg))
    if shapely.area(shown)[0] == 0 < shapely.area(plain)[0]:
        shown = canonical(plain)
    result: dict[str, Any] = json.loads(shapely.to_geojson(shown[0]))
    return result


def from_wkb(wkb: Geometries) -> Geometries:
    """Return the geometries (n,) of WKB bytes, None for None."""
    geoms: Geometries = shapely.from_wkb(wkb)
    return geoms


def to_wkb(geoms: Geometries) -> Geometries:
    """Return the 2D, little-endian WKB (n,) of geometries, None for None."""
    return shapely.to_wkb(geoms, output_dimension=2, byte_order=1).astype(object)
