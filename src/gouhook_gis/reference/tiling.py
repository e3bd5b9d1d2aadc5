"""What keeps a registered complete layer from tiling its ground, in words, with places."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

import shapely

from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.message import Message, message
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.tiling import tiling
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.catalogue.entry import Entry
from gouhook_gis.reference.store import Store

_LISTED = 20


def tiling_said(store: Store, entry: Entry) -> Sequence[Message]:
    """Return what is to be said of the edition `entry`, which `store` holds: how much is on one
    another or missing, and the largest places. A sparse layer need not tile, a
    raster cannot but.
    """
    layer = entry.layer_id
    if entry.raster is not None:
        return [message("raster.no_tiling", layer=layer)]
    if entry.completeness is not Completeness.COMPLETE:
        return [message("catalogue.tiling_sparse", layer=layer)]
    corners = np.array([entry.extent] if entry.extent else [], dtype=np.float64).reshape(-1, 4)
    around = np.asarray(shapely.box(*corners.T))
    features = store.near(layer, around, entry.epsg)
    plane = entry.epsg
    if zone_of(plane).geographic:
        plane = working_plane(around, plane)
    shapes, ids = to_epsg(features.geometries, features.epsg, plane), features.ids
    found = tiling(shapes, plane)
    if found.whole:
        return [message("catalogue.tiling_whole", layer=layer, features=len(ids))]
    said = [
        message(
            "catalogue.tiling_summary",
            layer=layer,
            features=len(ids),
            overlaps=len(found.overlaps),
            overlap=math.fsum(found.overlaps.area),
            twice=len(found.duplicates),
            gaps=len(found.gaps),
            gap=math.fsum(found.gap_m2),
            listed=_LISTED,
        )
    ]
    pieces = found.overlaps
    for k in np.argsort(-pieces.area, kind="stable")[:_LISTED]:
        first, second = str(ids[pieces.left[k]]), str(ids[pieces.right[k]])
        place = _place(pieces.geometry[k : k + 1], plane)
        area = float(pieces.area[k])
        said.append(
            message("catalogue.tiling_overlap", first=first, second=second, area=area, **place)
        )
    for rows in found.duplicates[:_LISTED]:
        names = [str(name) for name in ids[list(rows)]]
        place = _place(shapes[[rows[0]]], plane)
        said.append(message("catalogue.tiling_twice", ids=names, **place))
    for k in np.argsort(-found.gap_m2, kind="stable")[:_LISTED]:
        place = _place(found.gaps[k : k + 1], plane)
        said.append(message("catalogue.tiling_gap", area=float(found.gap_m2[k]), **place))
    return said


def _place(shape: Geometries, epsg: int) -> dict[str, float | int]:
    """Return a point inside the one shape."""
    x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
    return {"x": x, "y": y, "epsg": epsg}
