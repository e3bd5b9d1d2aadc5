"""The project in which every rule is broken, by rectangles whose areas one can check by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shapely import box

from generator import plan
from generator.county import County, Village
from generator.land import Land
from generator.plan import Cell, Rectangle
from generator.project import Parcel, Project, demolition_parcels, hamlets_to_share

# Villages of the demolition and the share of their rural construction land that is torn down:
# two plain ones above 45 %, one hill village above 30 %, one of each below.
SHARES: dict[Cell, float] = {(1, 1): 0.50, (1, 3): 0.50, (3, 0): 0.40, (0, 1): 0.10, (2, 0): 0.10}
PLAIN: Cell = (1, 1)
PLAIN_BELOW: Cell = (0, 1)
OTHER_PLAIN: Cell = (1, 3)
HILL_BELOW: Cell = (2, 0)
FAR: Cell = (6, 4)
FAR_NORTH: Cell = (6, 5)
UNKNOWN_VILLAGE = "5109991002990000000"
DECLARED_QUOTA_HA = 1.0


@dataclass(frozen=True)
class Planted:
    """A parcel drawn by hand; `purpose` is given for new construction."""

    id: str
    cell: Cell | None
    rectangle: Rectangle
    note: str
    purpose: str = ""
    terrain: str | None = None


PLANTED = (
    Planted("CJ901", PLAIN, (1620, 1620, 1660, 1650), "40 × 30 m, wholly on farmland"),
    Planted("CJ902", PLAIN, (1715, 1640, 1755, 1670), "25 of its 40 m on a settlement"),
    Planted("CJ903", PLAIN, (1180, 1760, 1230, 1800), "20 of its 50 m in the next village"),
    Planted("CJ904", PLAIN, (1199, 1700, 1259, 1735), "1 of its 60 m in the next village"),
    Planted("CJ905", FAR, (7970, 5120, 8030, 5170), "20 × 20 m of it under JX910", terrain="山区"),
    Planted("CJ906", HILL_BELOW, (2840, 430, 2900, 480), "basic farmland over 10 × 50 m of it"),
    Planted("JX901", FAR, (7700, 5180, 7840, 5280), "40 × 100 m of basic farmland", "城镇"),
    Planted("JX902", FAR, (7739.4, 5300, 7839.4, 5360), "0.6 × 60 m of basic farmland", "城镇"),
    Planted("JX903", FAR, (7739.96, 5390, 7799.96, 5440), "0.04 × 50 m: a sliver", "城镇"),
    Planted("JX904", FAR, (7610, 5350, 7670, 5410), "in a skylight of basic farmland", "安置"),
    Planted("JX905", FAR, (7560, 5190, 7640, 5250), "80 × 60 m, all basic farmland", "城镇"),
    Planted("JX906", FAR_NORTH, (7560, 6760, 7610, 6800), "released in 2024", "城镇"),
    Planted("JX907", FAR_NORTH, (7590, 6350, 7690, 6430), "30 × 50 m of an open patch", "城镇"),
    Planted("JX908", FAR_NORTH, (7600, 6450, 7700, 6540), "20 × 60 m of a settled patch", "城镇"),
    Planted("JX909", None, (-9_000, 1_000, -8_600, 1_400), "in the neighbour county", "城镇"),
    Planted("JX910", FAR, (8010, 5150, 8090, 5220), "20 × 20 m of it on CJ905", "安置"),
    Planted("JX911", FAR_NORTH, (7780, 6330, 7870, 6420), "20 × 60 m of an unjudged patch", "城镇"),
)


def violations_project(county: County, land: Land) -> Project:
    """Return the project; planted parcels are numbered from CJ901 and JX901."""
    villages = {village.cell: village for village in county.villages}
    ordinary = demolition_parcels(
        [
            (villages[cell], outline)
            for cell, share in SHARES.items()
            for outline in hamlets_to_share(county, land, cell, share)
        ]
    )
    ordinary = _misfiled(ordinary, villages[PLAIN], villages[OTHER_PLAIN].code)
    ordinary = _misfiled(ordinary, villages[PLAIN_BELOW], UNKNOWN_VILLAGE)
    planted = [
        Parcel(
            one.id,
            "new_construction" if one.purpose else "demolition",
            box(*one.rectangle),
            villages[one.cell] if one.cell else None,
            f"示例{one.id}",
            one.purpose,
            village_code=None if one.cell else plan.NEIGHBOUR_VILLAGE,
            terrain=one.terrain,
        )
        for one in PLANTED
    ]
    name = f"{plan.PROJECT_NAME}（问题示例）"
    return Project(plan.PROJECT_CODE, name, (*ordinary, *planted), DECLARED_QUOTA_HA)


def _misfiled(parcels: list[Parcel], village: Village, code: str) -> list[Parcel]:
    """File the first parcel of a village under another code."""
    first = next(parcel for parcel in parcels if parcel.village is village)
    return [replace(p, village_code=code) if p is first else p for p in parcels]
