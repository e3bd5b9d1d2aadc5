"""Whether a layer tiles its ground: features on one another, and holes between them.

Pairs that only touch are told by their edges (the compiled loop), neighbours that share their
edges vertex by vertex are united by dropping them (coverage union); only the rest is overlaid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries
from gouhook_gis.geometry.overlay import Pieces, content_order, require_plane
from gouhook_gis.geometry.polygons import polygon_parts, polygonal
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.geometry.within import duplicates, overlaps


@dataclass(frozen=True)
class Tiling:
    """`overlaps`: ground of two features each; `duplicates`: rows with one shape; `gaps` (k,):
    holes that features enclose and none covers, canonical, with their official areas in m².
    """

    overlaps: Pieces
    duplicates: list[tuple[int, ...]]
    gaps: Geometries
    gap_m2: Floats

    @property
    def whole(self) -> bool:
        """Whether every spot that the features enclose lies under one of them."""
        return not (len(self.overlaps) or self.duplicates or len(self.gaps))


def tiling(geoms: Geometries, epsg: int) -> Tiling:
    """Return what keeps valid polygons (n,), in the plane `epsg`, from tiling their ground.

    ValueError where one is invalid, or `epsg` is no plane.
    """
    require_plane(epsg)
    pieces, twice = overlaps(geoms, epsg), duplicates(geoms)
    edges = shapely.coverage_invalid_edges(geoms)
    loose = ~(shapely.is_missing(edges) | shapely.is_empty(edges))
    # A feature may be on others though none of its own edges is found at fault.
    loose[[*pieces.left, *pieces.right, *(row for rows in twice for row in rows)]] = True
    ground = np.array([shapely.coverage_union_all(geoms[~loose])], dtype=object)
    if loose.any():
        # A coverage union refuses them.
        ground[0] = shapely.union_all(np.concatenate([ground, geoms[loose]]))
    parts, _ = polygon_parts(ground)
    gaps = canonical(polygonal(np.asarray(shapely.polygons(_holes(parts)))))
    gaps = gaps[~shapely.is_missing(gaps)]
    gaps = gaps[content_order(gaps)]
    return Tiling(pieces, twice, gaps, official_area(gaps, epsg))


def _holes(polygons: Geometries) -> Geometries:
    """Return the inner rings of polygons."""
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    first = np.ones(len(rings), dtype=np.bool_)
    first[1:] = polygon[1:] != polygon[:-1]
    inner: Geometries = rings[~first]
    return inner
