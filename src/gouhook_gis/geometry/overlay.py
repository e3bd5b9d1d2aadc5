"""The one overlay engine: which pieces two layers share, and what one leaves uncovered.

Both layers are in one plane (a Gauss-Krüger system of CGCS2000). Geometries are brought into
canonical writing first, so that the same ground gives the same pieces to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

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
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.geometry.sharing import covered, shared
from gouhook_gis.geometry.zones import zone_of

# How far from a parcel what covers it is cut off.
_MARGIN_M = 1.0


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

    @cached_property
    def perimeter(self) -> Floats:
        """Return the planar perimeters; measured where they are asked for."""
        lengths: Floats = shapely.length(self.geometry)
        return lengths

    @cached_property
    def width(self) -> Floats:
        """Return the mean widths."""
        return mean_width(self.area, self.perimeter)

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
        )

    def of(self, left: Index, right: Index | None = None) -> Pieces:
        """Return the pieces with positions in whole tables: row i of the left layer is row
        `left[i]` of its table, and so on the right.
        """
        rows = self.right if right is None else right[self.right]
        return replace(self, left=left[self.left], right=rows)


def overlay(
    left: Geometries | Prepared,
    right: Geometries | Prepared,
    epsg: int,
    rows: Index | None = None,
) -> Pieces:
    """Return the pieces that polygons of `left` and `right` share, in the plane `epsg`.

    `rows` are the positions in `left` that are asked for, all where None. Mere contact (lines,
    points, and what is left of it by the arithmetic: below 1e-6 m² or narrower than 1e-6 m) is
    no piece. None is left out. ValueError where a geometry that meets another is invalid, or
    `epsg` is no plane.
    """
    require_plane(epsg)
    left, right = Prepared.of(left), Prepared.of(right)
    asked = np.arange(len(left.geoms)) if rows is None else rows
    i, j = right.tree.query(left.geoms[asked])
    i = asked[i]
    geometry, known = shared(left, right, i, j, epsg)
    return pieces_of(i, j, geometry, epsg, known)


def pieces_of(
    left: Index, right: Index, geometry: Geometries, epsg: int, known: Floats | None = None
) -> Pieces:
    """Measure pieces (canonical, None where there is none), drop noise and sort them.

    `known` are the official areas of those that need no measuring, NaN for the others.
    """
    rows = np.flatnonzero(~shapely.is_missing(geometry))
    rows = rows[np.lexsort((right[rows], left[rows]))]
    area = np.full(len(rows), np.nan) if known is None else known[rows]
    open_rows = np.flatnonzero(np.isnan(area))
    area[open_rows] = official_area(geometry[rows[open_rows]], epsg)
    rows, area = rows[area >= NOISE_AREA_M2], area[area >= NOISE_AREA_M2]
    return Pieces(left=left[rows], right=right[rows], geometry=geometry[rows], area=area)


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
    there = geoms[~shapely.is_missing(geoms)]
    if len(there) == 0:
        return shapely.Polygon()
    merged: BaseGeometry = unions(there, np.zeros(len(there), dtype=np.intp))[0]
    return merged


def unions(geoms: Geometries, group: Index) -> Geometries:
    """Return the union of valid polygons (n,) by `group` (0 to k − 1, each at least once),
    canonical (k,). ValueError where one is invalid.
    """
    copies = Prepared(geoms).rows(np.arange(len(geoms)))
    sizes = np.bincount(group)
    merged = np.empty(len(sizes), dtype=object)
    alone = sizes[group] == 1
    merged[group[alone]] = copies[alone]
    several, own = copies[~alone], group[~alone]
    order = content_order(several)
    order = order[np.argsort(own[order], kind="stable")]
    united = _unions(several[order], np.unique(own[order], return_inverse=True)[1])
    merged[sizes > 1] = canonical(polygonal(united))
    merged[shapely.is_missing(merged)] = shapely.Polygon()
    return merged


def union_area(geoms: Geometries, epsg: int) -> float:
    """Return the official area in m² of the ground under `geoms`, each spot once."""
    require_plane(epsg)
    return float(official_area(np.array([union(geoms)], dtype=object), epsg)[0])


def uncovered(
    left: Geometries | Prepared,
    right: Geometries | Prepared,
    epsg: int,
    rows: Index | None = None,
) -> tuple[Floats, Geometries]:
    """Return what of each `left` no `right` covers: official areas (n,) in m², geometries (n,).

    `rows` are the n positions in `left` that are asked for, all where None. 0 and None where it
    is covered whole; NaN and None where `left` is None. ValueError as in `overlay`.
    """
    require_plane(epsg)
    left, right = Prepared.of(left), Prepared.of(right)
    asked = np.arange(len(left.geoms)) if rows is None else rows
    i, j = right.tree.query(left.geoms[asked])
    missing = shapely.is_missing(left.geoms[asked])
    a, b = np.full(len(asked), None, dtype=object), right.rows(j)
    a[~missing] = left.rows(asked[~missing])
    covering = np.zeros(len(asked), dtype=bool)
    covering[i[covered(b, a[i])]] = True

    rest = a.copy()
    rest[covering] = None
    open_pairs = np.flatnonzero(~covering[i])
    open_pairs = open_pairs[shapely.intersects(b[open_pairs], a[i[open_pairs]])]
    i, j, b = i[open_pairs], j[open_pairs], b[open_pairs]
    order = np.lexsort((_ranks(b, j), i))
    i, b = i[order], b[order]
    some, group = np.unique(i, return_inverse=True)
    cover = _unions(_clipped(b, a[i]), group)
    rest[some] = canonical(polygonal(shapely.difference(a[some], cover)))

    area = official_area(rest, epsg)
    gone = ~(area >= NOISE_AREA_M2)
    area[gone] = np.where(missing[gone], np.nan, 0.0)
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
    """Return the rank by content of each of `geoms` (k,), which stand at `index` in a layer."""
    _, first, back = np.unique(index, return_index=True, return_inverse=True)
    ranks = np.empty(len(first), dtype=np.intp)
    ranks[content_order(geoms[first])] = np.arange(len(first))
    found: Index = ranks[back]
    return found


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
