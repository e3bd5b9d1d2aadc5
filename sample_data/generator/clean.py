"""The project that passes: hamlets of eight villages in two adjacent townships, three sites."""

from __future__ import annotations

from shapely import box

from generator import plan
from generator.county import County, Village
from generator.land import Land
from generator.plan import Cell, Terrain
from generator.project import Parcel, Project, demolition_parcels, hamlets_to_share, surplus_ha

# Villages of the demolition, those of township 100 first.
CELLS: tuple[Cell, ...] = ((0, 1), (1, 1), (0, 2), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2))
# Share of each village's rural construction land that is torn down (the text asks 45 and 30 %).
SHARES: dict[Terrain, float] = {"平原": 0.52, "丘陵": 0.40}
SITES = (
    ("JX001", "安置", "中心村安置点", plan.RESETTLEMENT_SITE, (1, 2)),
    ("JX002", "城镇", "石垭镇东片", plan.URBAN_SITE_EAST, (2, 2)),
    ("JX003", "城镇", "柏坝镇东片", plan.URBAN_SITE_WEST, (1, 0)),
)


def clean_project(county: County, land: Land) -> Project:
    """Choose hamlets from the middle of each village outwards until its share is reached."""
    villages = {village.cell: village for village in county.villages}
    outlines = [
        (villages[cell], outline)
        for cell in CELLS
        for outline in hamlets_to_share(county, land, cell, _share(villages[cell]))
    ]
    outlines.append((villages[plan.SMALL_PARCEL_CELL], box(*plan.SMALL_PARCEL)))
    parcels = demolition_parcels(outlines)
    parcels += [
        Parcel(number, "new_construction", box(*site), villages[cell], name, purpose)
        for number, purpose, name, site, cell in SITES
    ]
    return Project(plan.PROJECT_CODE, plan.PROJECT_NAME, tuple(parcels), surplus_ha(parcels))


def _share(village: Village) -> float:
    return SHARES[village.township.terrain]
