"""What a check of the accepted project must say: by hand, and from the layers as written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from generator import figures
from generator.acceptance import planted
from generator.acceptance.ground import after, balance_after, changed
from generator.farmland import balance
from generator.figures import both
from generator.papers import FARMLAND_SHARE, Papers
from generator.project import Parcel, Project, checked_area
from generator.sure import sure
from generator.table import Table

STEP = 0.01  # of the points at which displacements are measured once more, m
# Of the parcel whose eastern side of 40 m lies 3 m off: both lines have that side, and the two
# ends of it, over which the distance falls from 3 m to nothing. Mean = area under it / perimeter.
FROM_PARCEL = {
    "greatest_m": 3.0,
    "p95_m": 3.0,
    "mean_m": (40 * 3 + 2 * 3 * 3 / 2) / (2 * 48 + 2 * 40),
}
TO_PARCEL = {
    "greatest_m": 3.0,
    "p95_m": 3.0,
    "mean_m": (34 * 3 + 2 * 3 * 3 / 2) / (2 * 45 + 2 * 40),
}


# Whether figures and boundary, boundary and map, figures and map agree; all else does.
PARTS = {
    planted.TOO_LARGE: ("fail", "pass", "pass"),
    # Coincides well enough, but the line lies off; 110 m² less farmland than filed, of 1920.
    planted.MOVED: ("pass", "needs_review", "fail"),
    planted.WRONG_CLASS: ("pass", "fail", "fail"),
    planted.POINT_LESS: ("fail", "pass", "pass"),
    planted.NOT_MAPPED: ("pass", "needs_review", "needs_review"),
}
AGREEING = ("pass", "pass", "pass")


def accepted(
    project: Project, filed: Papers, survey: Table, layers: Mapping[str, Table]
) -> dict[str, Any]:
    """Return the figures of the accepted project, and make sure that the drawing gives them."""
    parcels = {parcel.id: parcel for parcel in project.parcels}
    old = project.of("demolition")
    updates = [layers[f"DLTBGX_{year}"] for year in (planted.NEXT, planted.ACCEPTED)]
    grades = {row["parcel_id"]: row["grade"] for row in filed["parcels"]}
    planned = balance(project, filed["parcels"], survey)
    done = balance_after(parcels, [*updates, survey], grades)
    sure("more farmland", done["reclaimed_farmland_m2"] > planned["occupied_farmland_m2"])
    sure("fewer buildings", done["construction_after_m2"] <= planned["construction_before_m2"])
    sure("better land", done["reclaimed_grade"] < planned["occupied_grade"])
    sure("quota", done["reclaimed_farmland_m2"] >= filed["quota_m2"])
    shares = {parcel.id: _share(parcel, layers) for parcel in old}
    by_hand = {
        planted.MOVED: 45 / 48,
        planted.WRONG_CLASS: 0.0,
        planted.NOT_MAPPED: 0.0,
    }
    differing = {key: share for key, share in shares.items() if abs(share - 1.0) > 1e-9}
    sure(f"shares: {differing}", differing.keys() == by_hand.keys())
    sure("shares", all(abs(differing[key] - by_hand[key]) < 1e-9 for key in by_hand))
    return {
        "options": {"stage": "acceptance"},
        "verdict": "fail",
        "rules": _rules(parcels, filed, done, planned),
        "totals": figures.totals(project),
        "balance": {
            **done,
            **{key: planned[key] for key in ("occupied_farmland_m2", "occupied_farmland_gross_m2",
                                             "occupied_grade", "construction_before_m2")},
        },
        "parcels": _with_parts({
            planted.TOO_LARGE: _too_large(parcels[planted.TOO_LARGE]),
            planted.MOVED: _moved(parcels[planted.MOVED], layers, updates, survey),
            planted.WRONG_CLASS: _wrong_class(parcels[planted.WRONG_CLASS], updates, survey),
            planted.POINT_LESS: _point_less(parcels[planted.POINT_LESS]),
            planted.MERGED: _merged(parcels[planted.MERGED], layers),
            planted.NOT_MAPPED: _not_mapped(parcels[planted.NOT_MAPPED]),
            planted.NEXT_YEAR: _next_year(parcels[planted.NEXT_YEAR], layers),
            planted.STEEP: {"steep": 1.0, "degrees": planted.STEEP_DEGREES, "share": 1.0},
        }),
        "others": {"parcels": len(old) - len(by_hand) - 5, "share": 1.0, "displacement_m": 0.0},
        "photographs": [
            {"file": shot.file, "parcel": shot.parcel, "taken": shot.taken,
             "azimuth_deg": shot.azimuth}
            for shot in planted.PHOTOGRAPHS
        ],
    }  # fmt: skip


def _with_parts(figures: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {key: {"parts": list(PARTS.get(key, AGREEING)), **own} for key, own in figures.items()}


def _rules(
    parcels: Mapping[str, Parcel], filed: Papers, done: dict[str, float], planned: dict[str, float]
) -> dict[str, Any]:
    """Return the rules that the planted differences break, and those that they must not."""
    small = parcels[planted.NOT_MAPPED]
    filed_farmland = math.fsum(
        row["area_m2"] for row in filed["declared"] if row["moment"] == "after"
    )
    sure("more filed than reclaimed", filed_farmland > done["reclaimed_farmland_m2"] * 1.005)
    return {
        **{code: {"status": "pass"} for code in ("ZJ-A03", "ZJ-A04", "ZJ-A10", "ZJ-A11")},
        "F02": {"status": "needs_review", "parcels": [planted.POINT_LESS]},
        "F16": {"status": "fail", "parcels": [planted.POINT_LESS]},
        "ZJ-A07": {"status": "pass", "quota_m2": filed["quota_m2"]},
        "ZJ-A09": {
            "status": "fail",
            "parcels": sorted([planted.WRONG_CLASS, planted.MOVED, planted.NOT_MAPPED]),
            "filed_m2": filed_farmland,
            "countable_m2": done["reclaimed_farmland_m2"],
            "excess_m2": round(filed_farmland - done["reclaimed_farmland_m2"], 2),
        },
        "ZJ-C25": {"status": "needs_review", "parcels": [small.id]},
        "ZJ-D07": {"status": "fail"},
    }


def _share(parcel: Parcel, layers: Mapping[str, Table]) -> float:
    """Return 套合率 by planar areas: in the year of acceptance, else in the next."""
    pieces = _pieces(parcel, layers)
    return float(pieces.intersection(parcel.shape).area) / parcel.planar


def _pieces(parcel: Parcel, layers: Mapping[str, Table]) -> BaseGeometry:
    found = changed(parcel, layers[f"DLTBGXGC_{planted.ACCEPTED}"])
    return changed(parcel, layers[f"DLTBGXGC_{planted.NEXT}"]) if found.is_empty else found


def _too_large(parcel: Parcel) -> dict[str, Any]:
    sure("50 × 40 m", parcel.planar == 50 * 40)
    sure("0.6 %", planted.FILED_M2 == 2000 * 1.006)
    return {
        "declared_m2": planted.FILED_M2,
        **both(parcel.planar, checked_area(parcel.shape)),
        "difference_m2": planted.FILED_M2 - parcel.planar,
    }


def _moved(
    parcel: Parcel, layers: Mapping[str, Table], updates: list[Table], survey: Table
) -> dict[str, Any]:
    pieces = _pieces(parcel, layers)
    outside = parcel.shape.difference(pieces)
    sure("3 × 40 m", abs(outside.area - 3 * 40) < 1e-6 and parcel.planar == 48 * 40)
    for line, other, by_hand in (
        (parcel.shape, pieces, FROM_PARCEL),
        (pieces, parcel.shape, TO_PARCEL),
    ):
        found = _displacement(line, other)
        sure(f"displacement: {found}", all(abs(found[k] - by_hand[k]) < 2e-3 for k in by_hand))
    unchanged = {str(g.row["DLBM"]) for g in after(parcel, [*updates, survey])} - {"0101"}
    sure(f"the strip is still built on: {unchanged}", unchanged == {"0702"})
    return {
        "coincident": both(pieces.area, checked_area(pieces)),
        "outside": both(outside.area, checked_area(outside)),
        "share": 45 / 48,
        "iou": 45 / 48,
        "from_parcel": {key: round(value, 6) for key, value in FROM_PARCEL.items()},
        "to_parcel": {key: round(value, 6) for key, value in TO_PARCEL.items()},
        "unchanged_class": "0702",
        "farmland_filed_m2": float(math.floor(FARMLAND_SHARE * parcel.planar)),
        "farmland_net_m2": round(checked_area(pieces) * (1 - planted.RIDGES), 2),
    }


def _displacement(line: BaseGeometry, other: BaseGeometry) -> dict[str, float]:
    """Return distances of the points of one border from another, each point for its length."""
    ring = shapely.segmentize(line.exterior, STEP)
    corners = shapely.get_coordinates(ring)
    middles = (corners[1:] + corners[:-1]) / 2
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    distances = shapely.distance(shapely.points(middles), other.boundary)
    order = np.argsort(distances)
    below = np.cumsum(lengths[order]) / lengths.sum()
    return {
        "greatest_m": float(shapely.distance(shapely.points(corners), other.boundary).max()),
        "p95_m": float(distances[order][np.searchsorted(below, 0.95)]),
        "mean_m": float((distances * lengths).sum() / lengths.sum()),
    }


def _wrong_class(parcel: Parcel, updates: list[Table], survey: Table) -> dict[str, Any]:
    classes = [str(one.row["DLBM"]) for one in after(parcel, [*updates, survey])]
    sure(f"grassland alone: {classes}", classes == [planted.GRASSLAND])
    area = both(parcel.planar, checked_area(parcel.shape))
    return {"share": 0.0, "class_after": planted.GRASSLAND, "outside": area}


def _point_less(parcel: Parcel) -> dict[str, Any]:
    corners = len(shapely.get_coordinates(parcel.shape)) - 1
    board = shapely.get_coordinates(shapely.simplify(parcel.board, 0))[:-1]
    sure("the corner is one", any(math.dist(one, planted.LEFT_OUT) == 0 for one in board))
    kept = shapely.Polygon([one for one in board if math.dist(one, planted.LEFT_OUT) > 0])
    sure("½ × 40 × 14 m²", parcel.planar - kept.area == 40 * 14 / 2)
    return {
        # All three count the row that closes the ring, as the text declares it.
        "points_declared": corners + 1,
        "points_text": corners,
        "points_layer": corners + 1,
        "text_area_planar_m2": kept.area,
        "share": 1.0,
    }


def _merged(parcel: Parcel, layers: Mapping[str, Table]) -> dict[str, Any]:
    around = [
        shape
        for shape in layers[f"DLTBGX_{planted.ACCEPTED}"].shapes
        if shape.intersection(parcel.shape).area > figures.NOISE
    ]
    sure("one patch, far larger", len(around) == 1 and around[0].area > 10 * parcel.planar)
    return {
        "share": 1.0,
        "iou": 1.0,
        "iou_with_patch_after": round(parcel.planar / around[0].area, 6),
        "note": "what an iou against the outline of the patch afterwards would be",
    }


def _not_mapped(parcel: Parcel) -> dict[str, Any]:
    sure("14 × 20 m", parcel.planar == 14 * 20)
    return {"below_minimum": True, "share": 0.0,
            **both(parcel.planar, checked_area(parcel.shape))}  # fmt: skip


def _next_year(parcel: Parcel, layers: Mapping[str, Table]) -> dict[str, Any]:
    sure("not before", changed(parcel, layers[f"DLTBGXGC_{planted.ACCEPTED}"]).is_empty)
    return {"year": int(planted.NEXT), "share": 1.0}
