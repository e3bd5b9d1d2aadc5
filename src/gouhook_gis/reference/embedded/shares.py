"""What geometries share with a mapped layer, straight from its coordinates.

No geometry is made of a feature, and only the pages near the geometries are touched. The answer
screens (see `geometry/kernel/shares.py`); what is printed is measured by an overlay of features.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

import shapely

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.geometry.kernel.ready import LOADER, Loop
from gouhook_gis.geometry.kernel.shares import Relation, Shares, shares_of
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.prepared import Prepared, require_valid
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.geometry.sharing import decided
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.embedded.layer import MappedLayer
from gouhook_gis.reference.embedded.part import MappedPart
from gouhook_gis.reference.features import asked_boxes


def shares(layer: MappedLayer, geometries: Geometries, epsg: int) -> Shares:
    """Return which features share ground with `geometries` (n,), valid polygons in `epsg`.

    `left` are positions in `geometries`, `right` rows of the edition (`MappedLayer.features` makes
    features of them); sorted by both. Pairs that share nothing, or noise, are left out. Where one
    holds the other `area` is the official area of the inner one, in its own system, and `bound`
    is 0; else the area good to `bound`, m². UNDECIDED pairs may share nothing: their boundaries
    touch. Where the compiled loop is not at hand GEOS answers, which decides and measures every
    pair: the same but for its time. ValueError where one of `geometries` is invalid.
    """
    there = np.flatnonzero(~(shapely.is_missing(geometries) | shapely.is_empty(geometries)))
    asked = geometries[there]
    require_valid(asked, there)
    boxes = asked_boxes(asked, epsg, layer.epsg, 0.0)
    loop = LOADER.loop()
    answer = _by_edges(loop, asked, epsg, layer.epsg) if loop else _by_geos(asked, epsg)
    found = [_of_part(part, boxes, answer) for part in layer.parts]
    columns = zip(*((s.left, s.right, s.area, s.bound, s.relation) for s in found), strict=True)
    left, right, area, bound, relation = (np.concatenate(column) for column in columns)
    outer = relation == Relation.LEFT_INSIDE
    if outer.any():
        own, back = np.unique(left[outer], return_inverse=True)
        area[outer] = official_area(asked[own], epsg)[back]
    order = np.lexsort((right, left))
    return Shares(there[left], right, area, bound, relation).take(order)


# How the pairs of a geometry asked and a row of a part lie.
Answer = Callable[[MappedPart, Index, Index], Shares]


def _of_part(part: MappedPart, boxes: Floats, answer: Answer) -> Shares:
    i, rows = part.pairs(boxes)
    if len(i) == 0:
        none = np.zeros(0)
        return Shares(i, rows, none, none, none.astype(np.int8))
    found = answer(part, i, rows)
    found = found.take(found.relation != Relation.NOTHING)
    inner = np.flatnonzero(found.relation == Relation.RIGHT_INSIDE)
    if len(inner):
        found.area[inner] = part.shapes.area_m2[found.right[inner]]
    return replace(found, right=found.right + part.first)


def _by_edges(loop: Loop, asked: Geometries, epsg: int, target: int) -> Answer:
    exact = zone_of(epsg).central_meridian == zone_of(target).central_meridian
    if not exact:
        asked, epsg = to_epsg(asked, epsg, target), target
    own = Ragged.of(asked)

    def answer(part: MappedPart, i: Index, rows: Index) -> Shares:
        return shares_of(loop, own, part.shapes.ragged, (i, rows), (epsg, target), exact=exact)

    return answer


def _by_geos(asked: Geometries, epsg: int) -> Answer:
    def answer(part: MappedPart, i: Index, rows: Index) -> Shares:
        planes = [code for code in (epsg, part.epsg) if not zone_of(code).geographic]
        plane = planes[0] if planes else working_plane(asked, epsg)
        used, j = np.unique(rows, return_inverse=True)
        features = to_epsg(part.shapes.take(used), part.epsg, plane)
        found = decided(Prepared(to_epsg(asked, epsg, plane)), Prepared(features), i, j, plane)
        return replace(found, left=i, right=rows)

    return answer
