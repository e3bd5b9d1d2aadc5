"""The land of the parcels after the project and what became farmland, apart from the program."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from generator.farmland import BUILDING, FARMLAND
from generator.figures import NOISE, polygonal
from generator.project import Parcel, checked_area
from generator.table import Table, Value

RURAL = ("203", "203A")


@dataclass(frozen=True)
class Ground:
    """A piece of a parcel in one patch: its shape (EPSG:4523) and the record of the patch."""

    shape: BaseGeometry
    row: Mapping[str, Value]

    @property
    def gross(self) -> float:
        """Official area, m²."""
        return checked_area(self.shape)

    @property
    def net(self) -> float:
        """Official area less the ridges of the patch, m²."""
        return self.gross * (1.0 - float(self.row["KCXS"] or 0.0))


def after(parcel: Parcel, surveys: Sequence[Table]) -> list[Ground]:
    """Return the patches under a parcel: of the first survey that has one at the place."""
    found, rest = [], parcel.shape
    for survey in surveys:
        pieces = [
            Ground(piece, survey.rows[i])
            for i in _near(survey, rest)
            if (piece := polygonal(rest.intersection(survey.shapes[i]))).area > NOISE
        ]
        found += pieces
        rest = polygonal(rest.difference(shapely.union_all([piece.shape for piece in pieces])))
        if rest.area <= NOISE:
            break
    return found


def changed(parcel: Parcel, process: Table) -> BaseGeometry:
    """Return the pieces that meet a parcel of which rural settlement became farmland, as one."""
    return shapely.union_all(
        [
            process.shapes[i]
            for i in _near(process, parcel.shape)
            if process.rows[i]["BGQCZCSXM"] in RURAL
            and str(process.rows[i]["BGHDLBM"]).startswith(FARMLAND)
            and process.shapes[i].intersection(parcel.shape).area > NOISE
        ]
    )


def balance_after(
    project: Mapping[str, Parcel], surveys: Sequence[Table], grades: Mapping[str, float]
) -> dict[str, float]:
    """Return what ZJ-A03, A04, A10 and A11 compare after the project, m² and a grade.

    `grades` are those of the farmland as filed, by parcel. No parcel was farmland before but those
    of new construction, which are none afterwards.
    """
    ground = {key: after(parcel, surveys) for key, parcel in project.items()}
    fields = {
        key: [one for one in pieces if str(one.row["DLBM"]).startswith(FARMLAND)]
        for key, pieces in ground.items()
    }
    net = {key: math.fsum(one.net for one in pieces) for key, pieces in fields.items()}
    total = math.fsum(net.values())
    built = [
        one.gross
        for pieces in ground.values()
        for one in pieces
        if str(one.row["DLBM"]).startswith(BUILDING)
    ]
    return {
        "reclaimed_farmland_m2": round(total, 2),
        "reclaimed_farmland_gross_m2": round(
            math.fsum(one.gross for pieces in fields.values() for one in pieces), 2
        ),
        "reclaimed_grade": round(
            math.fsum(grades[key] * area for key, area in net.items() if area) / total, 6
        ),
        "construction_after_m2": round(math.fsum(built), 2),
    }


def _near(table: Table, shape: BaseGeometry) -> list[int]:
    found = STRtree(table.shapes).query(shape, predicate="intersects")
    return sorted(int(i) for i in found)
