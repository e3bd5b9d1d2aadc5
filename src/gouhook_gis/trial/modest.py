"""Edits of those who may not see all of a restricted layer: near what was filed, and small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import shapely

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Parcel
from gouhook_gis.engine.clipping import excess
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.transform import vertices_to_epsg

NEAR_M = 2_000.0
_SAID = {
    "restricted.large_parcel": "trial.parcel_too_large",
    "restricted.large_ground": "trial.ground_too_large",
}


def require_modest(case: Case, changed: Mapping[str, Parcel]) -> None:
    """Refuse parcels `changed` (by key) with a point more than `NEAR_M` from all that was filed, or
    above the `clip_hectares` of the case, ten times that with all others: nobody shall read a layer
    by moving parcels over it. Anything goes where the case has no such limit. RefusedError.
    """
    filed = case.submission.parcels
    if case.clip_hectares is None or not changed:
        return
    now = [changed.get(parcel.key, parcel) for parcel in filed]
    found = excess(now, case.clip_hectares)
    if found is not None:
        raise RefusedError(_SAID[found.id], **found.params)
    _require_near(filed, [*changed.values()])


def _require_near(filed: Sequence[Parcel], changed: Sequence[Parcel]) -> None:
    codes = {parcel.geometry.epsg for parcel in filed if parcel.geometry is not None}
    if not codes:
        return
    epsg = min(codes)
    plane = working_plane(_shapes(filed, epsg), epsg)
    ground = vertices_to_epsg(_shapes(filed, epsg), epsg, plane)
    tree = shapely.STRtree(ground[~shapely.is_missing(ground)])
    for parcel, shape in zip(
        changed, vertices_to_epsg(_shapes(changed, epsg), epsg, plane), strict=True
    ):
        corners = shapely.points(shapely.get_coordinates(shape))
        _, apart = tree.query_nearest(corners, return_distance=True, all_matches=False)
        if np.any(apart > NEAR_M):
            raise RefusedError("trial.far_from_filed", parcel=parcel.id, limit=NEAR_M)


def _shapes(parcels: Sequence[Parcel], epsg: int) -> Geometries:
    """Return the shapes of parcels (n,) in `epsg`, None where there is none."""
    shapes = np.full(len(parcels), None, dtype=object)
    for row, parcel in enumerate(parcels):
        if parcel.geometry is not None:
            read = shapely.from_wkb(parcel.geometry.wkb, on_invalid="ignore")
            shape = np.array([read], dtype=object)
            shapes[row] = vertices_to_epsg(shape, parcel.geometry.epsg, epsg)[0]
    return shapes
