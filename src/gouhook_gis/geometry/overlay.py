"""The one overlay engine: which pieces two layers share, and what one leaves uncovered.

Both layers are in one plane (a Gauss-Krüger system of CGCS2000). Geometries are brought into
canonical writing first, so that the same ground gives the same pieces to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask
from gouhook_gis.geometry.polygons import (
    NOISE_AREA_M2,
    gathered,
    mean_width,
    polygon_parts,
    polygonal,
)
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.geometry.zones import zone_of

# How far from a parcel what covers it is cut off.
_MARGIN_M = 1.0


# Preparing a geometry costs about as much as a handful of plain predicates.
_WORTH_PREPARING = 5


@dataclass(frozen=True)
class Pieces:
    """Ground that rows of two layers share; arrays of n rows, sorted by (left, right).

    `left`, `right`: positions in the layers; `geometry`: Polygon or MultiPolygon, canonical;
    `area`: official, m²; `perimeter`: planar, m; `width`: 2 · area / perimeter, m.
    """

    left: Index
    right: Index
    geometry: Geometries
    area: Floats
    perimeter: Floats
    width: Floats

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.left)

    def take(self, index: Index | Mask) -> Pieces:
        """Return the pieces at `index` (positions or mask)."""
        return Pieces(
            left=self.left[index],
            right=self.right[index],
            geometry=self.geometry[index],
            area=self.area[index],
            perimeter=self.perimeter[index],
            width=self.width[index],
        )


def overlay(left: Geometries, right: Geometries, epsg: int) -> Pieces:
    """Return the pieces that polygons of `left` and `right` share, in the plane `epsg`.

    Mere contact (lines, points, and what is left of it by the arithmetic: below 1e-6 m² or
    narrower than 1e-6 m) is no piece. None is left out. ValueError where a geometry that meets
    another is invalid, or `epsg` is no plane.
    """
    require_plane(epsg)
    i, j = shapely.STRtree(right).query(left)
    a, b = matched(left, i), matched(right, j)
    return pieces_of(i, j, shared(a[i], b[j]), epsg)


def matched(geoms: Geometries, index: Index) -> Geometries:
    """Return canonical copies at the positions in `index`, None elsewhere.

    Those that stand in many pairs are prepared: it pays for a village that meets thousands of
    patches, and costs 25 kB each for patches that meet one village. ValueError with position
    and reason where one is invalid.
    """
    used, times = np.unique(index, return_counts=True)
    copies = canonical(geoms[used])
    invalid = np.flatnonzero(~shapely.is_valid(copies))
    if len(invalid):
        first = invalid[0]
        reason = shapely.is_valid_reason(copies[first])
        raise ValueError(f"geometry {used[first]} is invalid: {reason}")
    shapely.prepare(copies[times >= _WORTH_PREPARING])
    result = np.full(len(geoms), None, dtype=object)
    result[used] = copies
    return result


def shared(a: Geometries, b: Geometries) -> Geometries:
    """Return the polygonal ground (n,) that a and b share pairwise, None where none.

    Where one covers the other the covered one is the answer and no overlay is made.
    """
    a_inside = _covered(b, a)
    b_inside = _covered(a, b)
    result = np.full(len(a), None, dtype=object)
    result[b_inside] = b[b_inside]
    result[a_inside] = a[a_inside]
    crossing = np.flatnonzero(~(a_inside | b_inside) & shapely.intersects(b, a))
    cut = polygonal(shapely.intersection(a[crossing], b[crossing]))
    result[crossing] = canonical(cut)
    return result


def _covered(cover: Geometries, geoms: Geometries) -> Mask:
    """Return whether `cover` covers each of `geoms` (n,), pairwise; boxes are asked first."""
    outer, inner = shapely.bounds(cover), shapely.bounds(geoms)
    inside: Mask = (
        (outer[:, 0] <= inner[:, 0])
        & (outer[:, 1] <= inner[:, 1])
        & (outer[:, 2] >= inner[:, 2])
        & (outer[:, 3] >= inner[:, 3])
    )
    inside[inside] = shapely.covers(cover[inside], geoms[inside])
    return inside


def pieces_of(left: Index, right: Index, geometry: Geometries, epsg: int) -> Pieces:
    """Measure pieces (canonical, None where there is none), drop noise and sort them."""
    rows = np.flatnonzero(~shapely.is_missing(geometry))
    rows = rows[np.lexsort((right[rows], left[rows]))]
    area = official_area(geometry[rows], epsg)
    rows, area = rows[area >= NOISE_AREA_M2], area[area >= NOISE_AREA_M2]
    perimeter = shapely.length(geometry[rows])
    return Pieces(
        left=left[rows],
        right=right[rows],
        geometry=geometry[rows],
        area=area,
        perimeter=perimeter,
        width=mean_width(area, perimeter),
    )


def slivers(pieces: Pieces, area_m2: float, width_m: float, width_area_m2: float) -> Mask:
    """Return which pieces (n,) are too small to decide: below `area_m2`, or narrower than
    `width_m` and below `width_area_m2`. A piece exactly on a limit is none.
    """
    thin: Mask = (pieces.width < width_m) & (pieces.area < width_area_m2)
    small: Mask = pieces.area < area_m2
    return small | thin


def union(geoms: Geometries) -> BaseGeometry:
    """Return the union of valid polygons, canonical; the order of rows does not matter.

    An empty polygon where there is nothing. ValueError where one is invalid.
    """
    present = np.flatnonzero(~shapely.is_missing(geoms))
    copies = matched(geoms, present)[present]
    merged = shapely.union_all(copies[content_order(copies)])
    parts = canonical(polygonal(np.array([merged], dtype=object)))
    return shapely.Polygon() if parts[0] is None else parts[0]


def union_area(geoms: Geometries, epsg: int) -> float:
    """Return the official area in m² of the ground under `geoms`, each spot once."""
    require_plane(epsg)
    return float(official_area(np.array([union(geoms)], dtype=object), epsg)[0])


def uncovered(left: Geometries, right: Geometries, epsg: int) -> tuple[Floats, Geometries]:
    """Return what of each `left` no `right` covers: official areas (n,) in m², geometries (n,).

    0 and None where it is covered whole; NaN and None where `left` is None. ValueError as in
    `overlay`.
    """
    require_plane(epsg)
    i, j = shapely.STRtree(right).query(left)
    lone = np.flatnonzero(~shapely.is_missing(left))
    a, b = matched(left, lone), matched(right, j)
    covering = np.zeros(len(left), dtype=bool)
    covering[i[_covered(b[j], a[i])]] = True

    rest = a.copy()
    rest[covering] = None
    order = np.lexsort((_ranks(b, j)[j], i))
    order = order[~covering[i[order]]]
    order = order[shapely.intersects(b[j[order]], a[i[order]])]
    i, j = i[order], j[order]
    rows, group = np.unique(i, return_inverse=True)
    cover = _unions(_clipped(b[j], a[i]), group)
    rest[rows] = canonical(polygonal(shapely.difference(a[rows], cover)))

    area = official_area(rest, epsg)
    gone = ~(area >= NOISE_AREA_M2)
    area[gone] = np.where(shapely.is_missing(left[gone]), np.nan, 0.0)
    rest[gone] = None
    return area, rest


def content_order(geoms: Geometries) -> Index:
    """Return the positions that sort canonical geometries by content, whatever their rows.

    Unions are made in this order: GEOS does not promise that another gives the same last bits.
    """
    keys = shapely.to_wkb(geoms)
    return np.array(sorted(range(len(geoms)), key=keys.__getitem__), dtype=np.intp)


def require_plane(epsg: int) -> None:
    """Raise ValueError where `epsg` is not a Gauss-Krüger system of CGCS2000."""
    if zone_of(epsg).geographic:
        raise ValueError(f"EPSG:{epsg} is geographic: overlays are made in a plane")


def _ranks(geoms: Geometries, index: Index) -> Index:
    used = np.unique(index)
    ranks = np.zeros(len(geoms), dtype=np.intp)
    ranks[used[content_order(geoms[used])]] = np.arange(len(used))
    return ranks


def _clipped(geoms: Geometries, to: Geometries) -> Geometries:
    """Cut each geometry to the surroundings of its counterpart: a union with a whole province
    costs what the province holds. The cut lies outside, so no new vertex touches `to`.
    """
    x_min, y_min, x_max, y_max = shapely.bounds(to).T
    frames = shapely.box(x_min - _MARGIN_M, y_min - _MARGIN_M, x_max + _MARGIN_M, y_max + _MARGIN_M)
    parts, owner = polygon_parts(shapely.intersection(geoms, frames))
    clipped = gathered(parts, owner, len(geoms))
    clipped[shapely.is_missing(clipped)] = shapely.Polygon()
    return clipped


def _unions(geoms: Geometries, group: Index) -> Geometries:
    """Return the union of each run of `geoms` with the same `group` (0 … k − 1, ascending)."""
    collections = np.asarray(shapely.geometrycollections(geoms, indices=group))
    return np.asarray(shapely.union_all(collections.reshape(-1, 1), axis=1))
