"""The ground that pairs of polygons share: predicates and the compiled loop come before overlay."""

from __future__ import annotations

import numpy as np

import shapely

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask
from gouhook_gis.geometry.kernel.shares import Relation, Relations, Shares, loop_for, shares_of
from gouhook_gis.geometry.polygons import polygonal
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.geometry.rings import canonical


def shared(
    left: Prepared, right: Prepared, i: Index, j: Index, epsg: int
) -> tuple[Geometries, Floats]:
    """Return the polygonal ground that the pairs `i`, `j` (k,) share, None where none, and its
    official area in m² where that is known: NaN else.

    Where one covers the other the covered one is the answer and no overlay is made.
    """
    a, b = left.rows(i), right.rows(j)
    known = relations(left, right, i, j, epsg)
    a_inside, b_inside = known == Relation.LEFT_INSIDE, known == Relation.RIGHT_INSIDE
    result, areas = np.full(len(i), None, dtype=object), np.full(len(i), np.nan)
    for inside, layer, shapes, rows in ((b_inside, right, b, j), (a_inside, left, a, i)):
        result[inside] = shapes[inside]
        if layer.areas is not None:
            areas[inside] = layer.areas[rows[inside]]
    cut = np.flatnonzero(known == Relation.PARTLY)
    result[cut] = canonical(polygonal(shapely.intersection(a[cut], b[cut])))
    return result, areas


def decided(left: Prepared, right: Prepared, i: Index, j: Index, epsg: int) -> Shares:
    """Return how the pairs `i`, `j` (k,) lie and the official areas that they share partly; the
    answer of GEOS to what `kernel.shares.shares_of` screens.
    """
    relation = relations(left, right, i, j, epsg)
    area, cut = np.zeros(len(i)), np.flatnonzero(relation == Relation.PARTLY)
    pieces = polygonal(shapely.intersection(left.rows(i[cut]), right.rows(j[cut])))
    area[cut] = np.nan_to_num(official_area(pieces, epsg))
    relation[cut[shapely.is_missing(pieces)]] = Relation.NOTHING
    return Shares(i, j, area, np.zeros(len(i)), relation)


def relations(left: Prepared, right: Prepared, i: Index, j: Index, epsg: int) -> Relations:
    """Return how the pairs `i`, `j` (k,) lie; none is UNDECIDED.

    The compiled loop goes first where it pays, GEOS decides what it leaves open. PARTLY where
    neither covers the other and they meet, and may be contact only: telling that apart from
    shared ground costs as much as the overlay, but for shapes that are prepared.
    """
    known = _screened(left, right, i, j, epsg)
    ask = np.flatnonzero(known == Relation.UNDECIDED)
    a, b = left.rows(i[ask]), right.rows(j[ask])
    found = np.full(len(ask), Relation.NOTHING, dtype=np.int8)
    found[covered(a, b)] = Relation.RIGHT_INSIDE
    found[covered(b, a)] = Relation.LEFT_INSIDE
    rest = np.flatnonzero(found == Relation.NOTHING)
    rest = rest[shapely.intersects(b[rest], a[rest])]
    found[rest] = Relation.PARTLY
    for first, second in ((a[rest], b[rest]), (b[rest], a[rest])):
        some = np.flatnonzero(shapely.is_prepared(first))
        touching = shapely.touches(first[some], second[some])
        found[rest[some[touching]]] = Relation.NOTHING
    known[ask] = found
    return known


def _screened(left: Prepared, right: Prepared, i: Index, j: Index, epsg: int) -> Relations:
    """Return the relations of the pairs, UNDECIDED where the compiled loop cannot tell."""
    loop = loop_for(len(i))
    if loop is None:
        return np.zeros(len(i), dtype=np.int8)
    (rows_i, own_i), (rows_j, own_j) = (np.unique(rows, return_inverse=True) for rows in (i, j))
    ragged = Ragged.of(left.rows(rows_i)), Ragged.of(right.rows(rows_j))
    return shares_of(loop, *ragged, (own_i, own_j), (epsg, epsg)).relation


def covered(cover: Geometries, geoms: Geometries) -> Mask:
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
