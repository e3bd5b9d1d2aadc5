"""Polygons as numbers: points, and where rings, parts and shapes begin among them."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Integers, Mask

Scalar = TypeVar("Scalar", bound=np.generic)


def sealed(array: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    """Return a view of `array`, contiguous, that cannot be written, as mapped arrays are: a
    compiled loop is compiled for one of the two.
    """
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


class Ragged(NamedTuple):
    """Polygons and multipolygons (n,): `points` (m, 2); offsets from rings to points, from parts
    to rings, from shapes (n + 1) to parts. Arrays that cannot be written, as mapped ones are.
    """

    points: Floats
    rings: Integers
    parts: Integers
    shapes: Integers

    @classmethod
    def sealed(
        cls,
        points: Floats,
        rings: npt.NDArray[np.integer],
        parts: npt.NDArray[np.integer],
        shapes: npt.NDArray[np.integer],
    ) -> Ragged:
        """Make one of arrays as they come; none is copied that is of the right type."""
        offsets = (sealed(np.asarray(o, dtype=np.int64)) for o in (rings, parts, shapes))
        return cls(sealed(np.asarray(points, dtype=np.float64)), *offsets)

    @classmethod
    def of(cls, geoms: Geometries) -> Ragged:
        """Make one of polygons and multipolygons (n,), in 2D; None becomes empty.

        Polygons without holes are told by their points alone: `shapely.to_ragged_array`, which
        makes an object of every ring, is asked only for the others.
        """
        sizes = shapely.get_num_coordinates(geoms).astype(np.int64)
        polygon = shapely.get_type_id(geoms) == shapely.GeometryType.POLYGON
        plain = polygon & (shapely.get_num_interior_rings(geoms) == 0) & (sizes > 0)
        # How many parts a shape has, rings a part, points a ring.
        counts = [np.ones(len(geoms), dtype=np.int64), np.ones(len(geoms), dtype=np.int64), sizes]
        if not plain.all():
            counts = _mixed(geoms, plain, counts)
        shapes, parts, rings = (np.concatenate([[0], np.cumsum(count)]) for count in counts)
        return cls.sealed(shapely.get_coordinates(geoms), rings, parts, shapes)


def _mixed(geoms: Geometries, plain: Mask, counts: list[Integers]) -> list[Integers]:
    """Return `counts`, which hold for the plain polygons, with those of the others among them."""
    other = geoms[~plain]
    other[shapely.is_missing(other)] = shapely.Polygon()
    _, _, offsets = shapely.to_ragged_array(other, include_z=False)
    # Where all are polygons there is no level of parts: each has one.
    shapes = offsets[2] if len(offsets) == 3 else np.arange(len(other) + 1)
    found: list[Integers] = []
    own = ~plain
    for ends, count in zip((shapes, offsets[1], offsets[0]), counts, strict=True):
        level = np.empty(len(own), dtype=np.int64)
        level[own] = np.diff(ends)
        level[~own] = count[plain]
        found.append(level)
        own = np.repeat(own, level)
    return found
