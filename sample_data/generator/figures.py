"""Figures of a project against the reference layers, worked out apart from the program.

Plain shapely on EPSG:4523 and the areas of `official.py`; the thresholds are those of the rule
texts and, where a text has no number, the program's documented default (经验值).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from generator.project import Parcel, Project, Role, checked_area, terrain_of
from generator.table import Table

MINIMUM_SHARES = {"平原": 0.45, "丘陵": 0.30}
CLUSTER_GAP = 500.0
# Against borders traced from imagery: pieces narrower than 2 m and below 5 % of the parcel.
TOLERANCE_WIDTH, TOLERANCE_SHARE = 2.0, 0.05
# Overlaps below are the noise of coordinates that no binary number can hold.
NOISE = 1e-3


@dataclass(frozen=True)
class Reference:
    """The layers that decide: the editions that a check takes where nothing else is asked."""

    land_use: Table
    villages: Table
    townships: Table
    counties: Table
    basic_farmland: Table
    illegal_land: Table
    filed_parcels: Table


def totals(project: Project) -> dict[str, Any]:
    """Return planar and official totals of both roles and their difference, m²."""
    result: dict[str, Any] = {}
    sums: dict[str, tuple[float, float]] = {}
    roles: tuple[Role, Role] = ("demolition", "new_construction")
    for role in roles:
        parcels = project.of(role)
        sums[role] = (
            math.fsum(parcel.planar for parcel in parcels),
            math.fsum(checked_area(parcel.shape) for parcel in parcels),
        )
        result[role] = {"parcels": len(parcels), **both(*sums[role])}
    result["surplus"] = both(
        *(old - new for old, new in zip(sums["demolition"], sums["new_construction"], strict=True))
    )
    result["declared_surplus_quota_ha"] = project.quota_ha
    return result


def both(planar: float, official: float) -> dict[str, float]:
    """Return the two areas, rounded to 0.01 m², as the expected file shows them."""
    return {"planar_m2": round(planar, 2), "official_m2": round(official, 2)}


def overlaps(
    parcels: Sequence[Parcel], shapes: Sequence[BaseGeometry]
) -> dict[str, dict[str, float]]:
    """Return by parcel id the area it shares with the union of `shapes`, where it shares any."""
    if not shapes:
        return {}
    tree = STRtree(shapes)
    found: dict[str, dict[str, float]] = {}
    for parcel in parcels:
        near = [shapes[i] for i in tree.query(parcel.shape, predicate="intersects")]
        piece = polygonal(parcel.shape.intersection(shapely.union_all(near)))
        if piece.area > NOISE:
            found[parcel.id] = both(piece.area, checked_area(piece))
    return found


def shares_on_settlement(project: Project, land_use: Table) -> dict[str, float]:
    """Return for each demolition parcel its share on rural construction land (203, 203A)."""
    shapes = [
        shape
        for row, shape in zip(land_use.rows, land_use.shapes, strict=True)
        if row["CZCSXM"] in ("203", "203A")
    ]
    parcels = project.of("demolition")
    areas = overlaps(parcels, shapes)
    return {
        parcel.id: areas.get(parcel.id, {"planar_m2": 0.0})["planar_m2"] / parcel.planar
        for parcel in parcels
    }


def village_shares(project: Project, reference: Reference) -> list[dict[str, Any]]:
    """Return ZJ-B14 village by village: demolition over Σ TBMJ of rural construction land."""
    rural: dict[str, float] = defaultdict(float)
    for row in reference.land_use.rows:
        if row["CZCSXM"] in ("203", "203A"):
            rural[str(row["ZLDWDM"])] += float(row["TBMJ"] or 0.0)
    parcels = project.of("demolition")
    union = shapely.union_all([parcel.shape for parcel in parcels])
    terrains = {parcel.village.code: terrain_of(parcel) for parcel in parcels if parcel.village}
    result = []
    for row, shape in zip(reference.villages.rows, reference.villages.shapes, strict=True):
        code = str(row["ZLDWDM"])
        piece = polygonal(union.intersection(shape))
        if code not in terrains or piece.area <= NOISE:
            continue
        aside = math.fsum(
            checked_area(part) for parcel in parcels if (part := _aside(parcel, shape)) is not None
        )
        minimum = MINIMUM_SHARES.get(str(terrains[code]))
        area = checked_area(piece)
        share = area / rural[code]
        status = "pass" if minimum is not None and share >= minimum else "fail"
        result.append(
            {
                "village": code,
                "name": row["ZLDWMC"],
                "terrain": terrains[code],
                "demolition": both(piece.area, area),
                # Border pieces within the tolerance; whether they count decides nothing here.
                "within_tolerance_m2": round(aside, 2),
                "rural_construction_tbmj_m2": round(rural[code], 2),
                "share": round(share, 6),
                "minimum": minimum,
                "status": "not_applicable" if minimum is None else status,
            }
        )
    return result


def _aside(parcel: Parcel, village: BaseGeometry) -> BaseGeometry | None:
    """Return the piece of a parcel in a village where the traced border may be off by it."""
    piece = polygonal(parcel.shape.intersection(village))
    if NOISE < piece.area < TOLERANCE_SHARE * parcel.planar:
        width = 2 * piece.area / piece.length
        return piece if width < TOLERANCE_WIDTH else None
    return None


def units_of(parcels: Sequence[Parcel], units: Table, field: str) -> dict[str, dict[str, float]]:
    """Return by parcel id the units it lies in and the planar area in each, m²."""
    return {
        parcel.id: {
            str(row[field]): round(area, 2)
            for row, shape in zip(units.rows, units.shapes, strict=True)
            if (area := parcel.shape.intersection(shape).area) > NOISE
        }
        for parcel in parcels
    }


def nearness(project: Project) -> dict[str, float]:
    """Return mean, least and greatest planar distance from demolition to new construction, m."""
    new = shapely.union_all([parcel.shape for parcel in project.of("new_construction")])
    distances = [parcel.shape.distance(new) for parcel in project.of("demolition")]
    return {
        "mean_m": round(math.fsum(distances) / len(distances), 2),
        "least_m": round(min(distances), 2),
        "greatest_m": round(max(distances), 2),
    }


def clustering(project: Project) -> dict[str, float]:
    """Return the largest cluster's share of the demolition area and the number of clusters."""
    parcels = project.of("demolition")
    left = set(range(len(parcels)))
    areas: list[float] = []
    while left:
        cluster, front = set[int](), {min(left)}
        while front:
            cluster |= front
            left -= front
            front = {
                other
                for other in left
                if any(
                    parcels[other].board.distance(parcels[one].board) <= CLUSTER_GAP
                    for one in front
                )
            }
        areas.append(math.fsum(checked_area(parcels[i].shape) for i in cluster))
    return {
        "clusters": len(areas),
        "largest_share": round(max(areas) / math.fsum(areas), 6),
    }


def shared_line(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return the length of border that two units share, m."""
    return float(one.boundary.intersection(other.boundary).length)


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry without points and lines where it only touches."""
    return shapely.union_all(
        [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    )
