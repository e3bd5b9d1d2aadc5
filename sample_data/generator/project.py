"""Parcels of a project and their two layers, CJDK and JXDK."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from generator import plan
from generator.county import County, Village
from generator.frame import to_map
from generator.land import Land, is_rural_construction
from generator.official import karney_area, official_area
from generator.plan import Cell
from generator.table import Table, Value, round_half_up

Role = Literal["demolition", "new_construction"]

DEMOLITION_SCHEMA = {
    "XMBH": "str:20", "XMMC": "str:100", "DKBH": "str:20", "DKMC": "str:60",
    "XZQDM": "str:12", "ZLDWDM": "str:19", "ZLDWMC": "str:60", "DKMJ": "float:18.4",
    "DXLX": "str:10", "DXYJ": "str:60", "JYZB": "float:18.4", "JZDS": "int:6",
}  # fmt: skip
NEW_SCHEMA = {
    "XMBH": "str:20", "XMMC": "str:100", "DKBH": "str:20", "DKMC": "str:60",
    "XZQDM": "str:12", "ZLDWDM": "str:19", "ZLDWMC": "str:60", "DKMJ": "float:18.2",
    "DKYT": "str:20", "JZDS": "int:6",
}  # fmt: skip


@dataclass(frozen=True)
class Parcel:
    """A parcel on the board, in the village where it lies.

    `village` is None outside the county. `purpose` (DKYT) is for new construction alone.
    `village_code` and `terrain` are what is filed instead of the village's own.
    """

    id: str
    role: Role
    board: BaseGeometry
    village: Village | None
    name: str
    purpose: str = ""
    village_code: str | None = None
    terrain: str | None = None

    @property
    def shape(self) -> BaseGeometry:
        """The parcel in EPSG:4523, without points inside straight edges."""
        return to_map(shapely.simplify(self.board, 0))

    @property
    def planar(self) -> float:
        """Planar area in m², from the board."""
        return float(self.board.area)


@dataclass(frozen=True)
class Project:
    """A project as submitted; `quota_ha` is the surplus quota declared (JYZB, 公顷)."""

    code: str
    name: str
    parcels: tuple[Parcel, ...]
    quota_ha: float

    def of(self, role: Role) -> list[Parcel]:
        """Return the parcels of a role in filing order."""
        return [parcel for parcel in self.parcels if parcel.role == role]


def surplus_ha(parcels: list[Parcel]) -> float:
    """Return planar demolition minus new construction, 公顷 with 4 decimals, at least 0."""
    signs = {"demolition": 1.0, "new_construction": -1.0}
    surplus = math.fsum(signs[parcel.role] * parcel.planar for parcel in parcels)
    return round_half_up(max(surplus, 0.0) / 10_000, 4)


def rural_construction(land: Land, village: int) -> float:
    """Return the planar area of the village's rural construction land (203, 203A), m²."""
    return math.fsum(
        patch.shape.area
        for patch in land.patches
        if patch.ground.village == village and is_rural_construction(patch.ground)
    )


def hamlets_to_share(county: County, land: Land, cell: Cell, share: float) -> list[BaseGeometry]:
    """Return hamlets from the middle of a village outwards, until `share` is reached.

    The share is that of the village's rural construction land, by planar areas.
    """
    number = next(i for i, village in enumerate(county.villages) if village.cell == cell)
    village = county.villages[number]
    middle = village.outline.centroid
    hamlets = sorted(
        (hamlet.outline for hamlet in land.hamlets if hamlet.village == number),
        key=lambda outline: (outline.distance(middle), outline.bounds),
    )
    wanted = share * rural_construction(land, number)
    chosen: list[BaseGeometry] = []
    total = 0.0
    for outline in hamlets:
        if total >= wanted:
            break
        chosen.append(outline)
        total += outline.area
    return chosen


def demolition_parcels(outlines: list[tuple[Village, BaseGeometry]]) -> list[Parcel]:
    """Number demolition parcels CJ001 … in the order given."""
    return [
        Parcel(f"CJ{i:03d}", "demolition", outline, village, f"{village.name}拆旧{i}号")
        for i, (village, outline) in enumerate(outlines, start=1)
    ]


def tables(project: Project) -> tuple[Table, Table]:
    """Return CJDK (areas in 公顷) and JXDK (areas in m²): planar areas, as surveyors file them."""
    old = project.of("demolition")
    new = project.of("new_construction")
    old_rows = [
        {
            **_common(project, parcel),
            "DKMJ": round_half_up(parcel.planar / 10_000, 4),
            "DXLX": terrain_of(parcel),
            "DXYJ": plan.TERRAIN_SOURCE,
            "JYZB": project.quota_ha,
        }
        for parcel in old
    ]
    new_rows = [
        {
            **_common(project, parcel),
            "DKMJ": round_half_up(parcel.planar, 2),
            "DKYT": parcel.purpose,
        }
        for parcel in new
    ]
    return (
        Table("CJDK", DEMOLITION_SCHEMA, old_rows, [parcel.shape for parcel in old]),
        Table("JXDK", NEW_SCHEMA, new_rows, [parcel.shape for parcel in new]),
    )


def _common(project: Project, parcel: Parcel) -> dict[str, Value]:
    village = parcel.village
    return {
        "XMBH": project.code,
        "XMMC": project.name,
        "DKBH": parcel.id,
        "DKMC": parcel.name,
        "XZQDM": plan.COUNTY_CODE,
        "ZLDWDM": parcel.village_code or (village.code if village else None),
        "ZLDWMC": village.name if village else None,
        "JZDS": len(shapely.get_coordinates(parcel.shape)) - 1,
    }


def terrain_of(parcel: Parcel) -> str | None:
    """Return the terrain as filed: the parcel's own, else that of its village's township."""
    own = parcel.village.township.terrain if parcel.village else None
    return parcel.terrain or own


def checked_area(shape: BaseGeometry) -> float:
    """Return the official area and make sure that Karney's geodesic area says the same."""
    area = official_area(shape)
    if abs(area - karney_area(shape)) > 0.01 + 1e-7 * area:
        raise ValueError(f"the two areas of {shape.wkt} differ: {area}, {karney_area(shape)}")
    return area
