"""Edges longer than 70 m are split before anything is projected or integrated along them.

An edge is straight in the reference system of its file. The points added depend on the two
ends of an edge only, not on its direction, so that neighbours keep sharing their boundary.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Integers
from gouhook_gis.geometry.ellipsoid import ECCENTRICITY2, MAX_EDGE_M, SEMI_MAJOR_M
from gouhook_gis.geometry.kernel.formulas import cosine, length2


def split_long_edges(geoms: Geometries, *, geographic: bool) -> Geometries:
    """Return copies (2D) in which no edge is longer than 70 m; None stays None.

    `geographic` says that coordinates are degrees of CGCS2000; edges are then straight in
    degrees and their length is taken on the ellipsoid. Points, lines and polygons, single or
    multiple; GeometryCollections raise ValueError.
    """
    result = np.full(len(geoms), None, dtype=object)
    kinds = shapely.get_type_id(geoms)
    for kind in np.unique(kinds[kinds >= 0]):
        rows = np.flatnonzero(kinds == kind)
        shape, coords, offsets = shapely.to_ragged_array(geoms[rows], include_z=False)
        bounds: list[Integers] = [offset.astype(np.int64) for offset in offsets]
        if bounds:
            coords, bounds[0] = split_rings(coords, bounds[0], geographic=geographic)
        result[rows] = shapely.from_ragged_array(shape, coords, tuple(bounds))
    return result


def split_rings(
    coords: Floats, offsets: npt.NDArray[np.integer], *, geographic: bool
) -> tuple[Floats, Integers]:
    """Split the edges of rings or lines; `offsets` (k+1,) are their starts in `coords` (n, 2).

    An edge longer than 70 m gets int(length / 70) evenly spaced points, as in
    国土调查办发〔2008〕32号. Returns the coordinates and offsets of the same rings.
    """
    extra = np.zeros(len(coords), dtype=np.int64)
    extra[:-1] = _points_to_add(coords[:-1], coords[1:], geographic=geographic)
    extra[offsets[1:] - 1] = 0  # no edge leads from the end of a ring to the next ring
    starts = np.concatenate([[0], np.cumsum(extra + 1)])
    moved: Integers = starts[offsets]
    if not extra.any():
        return coords, moved
    source = np.repeat(np.arange(len(coords)), extra + 1)
    step = np.arange(len(source)) - starts[source]
    result = coords[source]
    inner = np.flatnonzero(step)
    source, step = source[inner], step[inner]
    result[inner] = _between(coords[source], coords[source + 1], step, extra[source] + 1)
    return result, moved


def _between(start: Floats, end: Floats, step: Integers, steps: Integers) -> Floats:
    """Return the points at step / steps of the way, reckoned from the lesser end."""
    backwards = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    share = np.where(backwards, steps - step, step) / steps
    lesser = np.where(backwards[:, None], end, start)
    greater = np.where(backwards[:, None], start, end)
    points: Floats = lesser + (greater - lesser) * share[:, None]
    return points


def _points_to_add(start: Floats, end: Floats, *, geographic: bool) -> Integers:
    with np.errstate(invalid="ignore", over="ignore"):
        delta_x, delta_y = end[:, 0] - start[:, 0], end[:, 1] - start[:, 1]
        if geographic:
            middle = (start[:, 1] + end[:, 1]) * 0.5
            square = length2(delta_x, delta_y, middle, ECCENTRICITY2, SEMI_MAJOR_M, cosine)
        else:
            square = delta_x * delta_x + delta_y * delta_y
        long = np.flatnonzero((square > MAX_EDGE_M * MAX_EDGE_M) & np.isfinite(square))
    count = np.zeros(len(start), dtype=np.int64)
    count[long] = np.sqrt(square[long]) / MAX_EDGE_M
    return count
