"""图 as the table shows it: one side a parcel, out of arrays."""

from __future__ import annotations

import numpy as np

from gouhook_gis.domain.reconciliation import MapSide
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.rules.ground.grades import SCALES
from gouhook_gis.rules.ground.land import numbers, sums
from gouhook_gis.rules.ground.steep import CLASS_FIELD, SLOPE_CLASSES
from gouhook_gis.rules.reconciling.classes import class_areas
from gouhook_gis.rules.reconciling.farmland import Ground
from gouhook_gis.rules.reconciling.maps import Coincidence, at
from gouhook_gis.rules.reconciling.pieces import PatchPieces
from gouhook_gis.rules.scene import Scene

_GRADES = "farmland_grade"


def map_sides(
    scene: Scene, found: Coincidence | None, pieces: PatchPieces | None, land: Ground | None
) -> list[MapSide]:
    """Return the side of each parcel by position; empty ones where there is no survey of after."""
    n, policy = len(scene.parcels), scene.profile.reconciliation
    if pieces is None:
        return [MapSide()] * n
    every = np.ones(len(pieces), dtype=np.bool_)
    covered = sums(pieces.parcel, pieces.area, every, n)
    left = pieces.take(~pieces.counted)
    outside = class_areas(left.parcel, left.class_after, left.area, left.ridge_ratio)
    rows = {} if found is None else {int(i): row for row, i in enumerate(found.index)}
    slopes, grades = _slopes(scene), _grades(scene)
    sides = []
    for i in range(n):
        if not scene.parcels.measurable[i]:
            sides.append(MapSide())
            continue
        told: dict[str, object] = {
            "covered_m2": float(covered[i]),
            "slope_class": slopes.get(i),
            "grade": None if np.isnan(grades[i]) else float(grades[i]),
        }
        if land is not None:
            told |= {
                "before": land.before.get(i, ()),
                "after": land.after.get(i, ()),
                "farmland_gross_m2": float(land.gross[i]),
                "farmland_net_m2": float(land.net[i]),
            }
        if scene.parcels.role[i] is Role.DEMOLITION:
            told["below_minimum"] = policy.below_minimum(float(scene.parcels.area[i]))
        if found is not None and i in rows:
            told |= _coincident(found, rows[i]) | {"unchanged": outside.get(i, ())}
        sides.append(MapSide.model_validate(told))
    return sides


def _coincident(found: Coincidence, row: int) -> dict[str, object]:
    change = found.change(row)
    return {
        "layer_id": change.layer_id,
        "year": change.year or None,
        "coincident_m2": float(found.coincident_m2[row]),
        "share": float(found.share[row]),
        "outside_m2": float(found.outside_m2[row]),
        "from_parcel": at(found.from_parcel, row),
        "to_parcel": at(found.to_parcel, row),
        "iou": float(found.iou[row]),
    }


def _slopes(scene: Scene) -> dict[int, str]:
    """Return the class of 坡度图 that most of each parcel has."""
    if scene.edition(SLOPE_CLASSES) is None:
        return {}
    overlap = scene.overlap(SLOPE_CLASSES, np.flatnonzero(scene.parcels.measurable))
    none = np.full(len(overlap.features), None, dtype=object)
    codes = overlap.features.columns.get(CLASS_FIELD, none)
    pieces = overlap.pieces
    no_ridges = np.full(len(pieces), np.nan)
    found = class_areas(pieces.left, codes[pieces.right], pieces.area, no_ridges)
    return {i: items[0].code for i, items in found.items()}


def _grades(scene: Scene) -> Floats:
    """Return the mean grade of each parcel (n,) by the grade layer, 等别 before 质量等级."""
    n = len(scene.parcels)
    mean: Floats = np.full(n, np.nan)
    if scene.edition(_GRADES) is None:
        return mean
    overlap = scene.overlap(_GRADES, np.flatnonzero(scene.parcels.measurable))
    pieces = overlap.pieces
    for field, _, _ in SCALES.values():
        values = numbers(overlap.features.columns.get(field), len(overlap.features))[pieces.right]
        graded = ~np.isnan(values)
        area = sums(pieces.left, pieces.area, graded, n)
        weighted = sums(pieces.left, pieces.area * np.nan_to_num(values), graded, n)
        own = np.isnan(mean) & (area > 0)
        mean[own] = weighted[own] / area[own]
    return mean
