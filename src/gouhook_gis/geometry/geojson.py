"""Geometry for readers: GeoJSON as evidence."""

from __future__ import annotations

import json
from typing import Any

import shapely

from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.rings import canonical, decimals, rounded


def evidences(geoms: Geometries, epsg: int) -> list[dict[str, Any]]:
    """Return (n,) geometries in `epsg` as GeoJSON, easting or longitude first, in canonical
    writing; none may be None.

    Coordinates are rounded to 0.0001 m, or 1e-9° in the geographic system (unless nothing
    would be left of a piece narrower than that): it shows where something is and is never
    measured again.
    """
    shown = rounded(geoms, decimals(epsg))
    lost = (shapely.area(shown) == 0) & (shapely.area(geoms) > 0)
    shown[lost] = canonical(geoms[lost])
    return [json.loads(text) for text in shapely.to_geojson(shown)]
