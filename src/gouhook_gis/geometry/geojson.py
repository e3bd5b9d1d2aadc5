"""Geometry for readers: GeoJSON as evidence."""

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
    return evidences(np.array([geom], dtype=object), epsg)[0]


def evidences(geoms: Geometries, epsg: int) -> list[dict[str, Any]]:
    """Return `evidence` of each of (n,) geometries; none may be None."""
    shown = rounded(geoms, decimals(epsg))
    lost = (shapely.area(shown) == 0) & (shapely.area(geoms) > 0)
    shown[lost] = canonical(geoms[lost])
    return [json.loads(text) for text in shapely.to_geojson(shown)]
