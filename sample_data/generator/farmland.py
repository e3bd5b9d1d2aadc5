"""Farmland reclaimed and built over, worked out apart from the program (for expected.yaml)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from shapely import STRtree

from generator.figures import NOISE, polygonal
from generator.project import Parcel, Project, checked_area
from generator.table import Table

# Farmland of the sample's survey; building land by the beginning of its class (1006 is not).
FARMLAND = ("0101", "0103")
BUILDING = ("05", "06", "07", "08", "09", "1004", "1201")


def under(
    parcels: Sequence[Parcel], land_use: Table, classes: tuple[str, ...]
) -> dict[str, tuple[float, float]]:
    """Return by parcel id the official area of land of `classes` under it: gross, and net of
    ridges (A × (1 − KCXS)), m², where there is any. No two parcels may overlap.
    """
    chosen = [
        (shape, float(row["KCXS"] or 0.0))
        for row, shape in zip(land_use.rows, land_use.shapes, strict=True)
        if str(row["DLBM"]).startswith(classes)
    ]
    tree = STRtree([shape for shape, _ in chosen])
    found: dict[str, tuple[float, float]] = {}
    for parcel in parcels:
        gross: list[float] = []
        net: list[float] = []
        for i in sorted(tree.query(parcel.shape, predicate="intersects")):
            piece = polygonal(parcel.shape.intersection(chosen[i][0]))
            if piece.area > NOISE:
                gross.append(checked_area(piece))
                net.append(gross[-1] * (1.0 - chosen[i][1]))
        if gross:
            found[parcel.id] = (math.fsum(gross), math.fsum(net))
    return found


def balance(project: Project, rows: Sequence[dict[str, Any]], land_use: Table) -> dict[str, float]:
    """Return the figures of ZJ-A03, A04, A10 and A11, m² and grades, from the filed `rows`."""
    old, new = project.of("demolition"), project.of("new_construction")
    filed = {row["parcel_id"]: row for row in rows}
    fields = under(old, land_use, FARMLAND)
    counted = {
        parcel.id: filed[parcel.id]["farmland_m2"]
        * (1.0 - fields.get(parcel.id, (0.0, 0.0))[0] / checked_area(parcel.shape))
        for parcel in old
    }
    taken = under(new, land_use, FARMLAND)
    occupied = math.fsum(net for _, net in taken.values())
    buildings = [*under(old, land_use, BUILDING).values(), *under(new, land_use, BUILDING).values()]
    return {
        "planned_farmland_m2": round(math.fsum(counted.values()), 2),
        "occupied_farmland_m2": round(occupied, 2),
        "occupied_farmland_gross_m2": round(math.fsum(gross for gross, _ in taken.values()), 2),
        "reclaimed_grade": _mean_grade(filed, counted),
        "occupied_grade": _mean_grade(filed, {key: net for key, (_, net) in taken.items()}),
        "construction_before_m2": round(math.fsum(gross for gross, _ in buildings), 2),
        "construction_planned_m2": round(math.fsum(checked_area(p.shape) for p in new), 2),
        "cultivated_before_m2": round(occupied + math.fsum(n for _, n in fields.values()), 2),
        "cultivated_planned_m2": math.fsum(filed[parcel.id]["farmland_m2"] for parcel in old),
    }


def _mean_grade(filed: dict[str, dict[str, Any]], areas: dict[str, float]) -> float:
    total = math.fsum(areas.values())
    return round(math.fsum(filed[key]["grade"] * area for key, area in areas.items()) / total, 6)
