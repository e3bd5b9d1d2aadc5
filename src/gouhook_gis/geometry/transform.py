"""From one CGCS2000 reference system to another; never between datums."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

import shapely
from pyproj import Transformer

from gouhook_gis.geometry.arrays import Floats, Geometries
from gouhook_gis.geometry.edges import split_long_edges
from gouhook_gis.geometry.polygons import all_finite
from gouhook_gis.geometry.zones import GEOGRAPHIC, Zone, zone_of


def to_epsg(geoms: Geometries, source: int, target: int) -> Geometries:
    """Return `geoms` (easting or longitude first) in `target`; 2D, None stays None.

    The same code gives the same array. Between systems of one meridian (with and without zone
    number) the false easting is added exactly and no vertex is inserted. Otherwise edges are
    split at 70 m first, because an edge is straight in the system of its file. ValueError where
    a code is not CGCS2000; coordinates far outside a zone become infinite.
    """
    origin, goal = zone_of(source), zone_of(target)
    if source == target or _one_meridian(origin, goal):
        return vertices_to_epsg(geoms, source, target)
    split = split_long_edges(geoms, geographic=origin.geographic)
    return vertices_to_epsg(split, source, target)


def vertices_to_epsg(geoms: Geometries, source: int, target: int) -> Geometries:
    """Return `geoms` in `target`, vertex by vertex, with none inserted: for boundaries that are
    handed on as surveyed points, not for measuring. Otherwise as `to_epsg`.
    """
    if source == target:
        return geoms
    return _mapped(geoms, lambda coords: shifted_points(coords, source, target))


def keeps_form(source: int, target: int) -> bool:
    """Whether `to_epsg` leaves canonical, valid shapes canonical and valid, to the last bit.

    So it is with the same code, and where the zone number in front is taken away: doubles hold
    the shorter easting without rounding.
    """
    origin, goal = zone_of(source), zone_of(target)
    one_meridian = origin.central_meridian == goal.central_meridian
    return one_meridian and goal.false_easting <= origin.false_easting


def transform_points(coords: Floats, source: int, target: int) -> Floats:
    """Return points (n, 2), easting or longitude first, in `target`."""
    if source == target:
        return coords
    x, y = _transformer(source, target).transform(coords[:, 0], coords[:, 1])
    return np.column_stack([x, y])


def shifted_points(coords: Floats, source: int, target: int) -> Floats:
    """Return points (n, 2) as `transform_points`; between planes of one meridian by adding, so
    that no coordinate is rounded.
    """
    origin, goal = zone_of(source), zone_of(target)
    if not _one_meridian(origin, goal):
        return transform_points(coords, source, target)
    shifted: Floats = coords + np.array([goal.false_easting - origin.false_easting, 0.0])
    return shifted


def centroid_longitude(geoms: Geometries, epsg: int) -> Floats:
    """Return the longitudes (n,) in degrees of the middles of the bounding boxes.

    The box and not the centre of mass, because it needs no valid geometry and no order of
    vertices. NaN for None, empty and non-finite geometries.
    """
    bounds = shapely.bounds(geoms)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    finite = np.isfinite(middle).all(axis=1) & all_finite(geoms)
    longitudes = np.full(len(geoms), np.nan)
    longitudes[finite] = transform_points(middle[finite], epsg, GEOGRAPHIC)[:, 0]
    return longitudes


def _one_meridian(one: Zone, other: Zone) -> bool:
    return one.central_meridian is not None and one.central_meridian == other.central_meridian


def _mapped(geoms: Geometries, function: Callable[[Floats], Floats]) -> Geometries:
    result: Geometries = shapely.transform(geoms, function)
    return result


@cache
def _transformer(source: int, target: int) -> Transformer:
    """Make a transformer that refuses a shift of datum of unknown accuracy."""
    return Transformer.from_crs(
        source, target, always_xy=True, allow_ballpark=False, only_best=True
    )
