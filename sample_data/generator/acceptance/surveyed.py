"""The reference layers of the years after acceptance, and the rasters."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from generator.acceptance import planted, rasters
from generator.acceptance.after import accepted_year, left_over, next_year
from generator.acceptance.change import change
from generator.county import County
from generator.land import Land
from generator.project import Project
from generator.table import Table

DEM, COVER = "DEM_2023.tif", "DBFG_2025.tif"
DEM_SOURCE = "县自然资源局（示例）10 米格网数字高程模型"
COVER_SOURCE = "县自然资源局（示例）2025 年地表覆盖分类"
BORDER_M = 200.0
NO_HEIGHT = -9999.0
# Land cover by the beginning of the land class, and what the codes mean.
LEGEND = {1: "耕地", 2: "园地", 3: "林地", 4: "草地", 5: "建筑用地", 6: "水域", 7: "道路"}
COVER_OF = (
    *(("01", 1), ("02", 2), ("03", 3), ("04", 4), ("1006", 7), ("1004", 7), ("110", 6)),
    *(("12", 1), ("0", 5), ("1", 5)),
)


def layers_after(project: Project, survey: Table, land: Land, county: County) -> dict[str, Table]:
    """Return DLTBGX and DLTBGXGC of the year of acceptance and of the next, by stem."""
    villages = {village.code: village for village in county.villages}
    numbered = Counter(str(row["ZLDWDM"]) for row in survey.rows)
    found: dict[str, Table] = {}
    years = {planted.ACCEPTED: accepted_year, planted.NEXT: next_year}
    for year, patches_of in years.items():
        patches = patches_of(project, survey, land)
        patches += left_over(patches, survey, land, villages)
        for table in change(year, patches, survey, land, numbered):
            found[f"{table.name}_{year}"] = table
    return found


def write_rasters(project: Project, survey: Table, folder: Path) -> list[dict[str, Any]]:
    """Write the elevation model and the land cover; return their entries of `reference.yaml`."""
    parcels = {parcel.id: parcel for parcel in project.parcels}
    grid = rasters.grid_over([parcel.shape for parcel in project.parcels], BORDER_M)
    heights = rasters.elevation(
        grid, planted.HILL_DEGREES, planted.STEEP_DEGREES, parcels[planted.STEEP].shape
    )
    rasters.write_raster(folder / DEM, grid, heights, NO_HEIGHT)
    before = [
        (shape, cover_of(str(row["DLBM"])))
        for row, shape in zip(survey.rows, survey.shapes, strict=True)
    ]
    seen = dict.fromkeys(parcels, cover_of("01"))
    seen |= dict.fromkeys(planted.BUILT, cover_of("07"))
    seen |= {planted.WRONG_CLASS: cover_of(planted.GRASSLAND), planted.NOT_MAPPED: cover_of("07")}
    after = [(parcels[key].shape, value) for key, value in seen.items()]
    rasters.write_raster(folder / COVER, grid, rasters.land_cover(grid, before, after), 0)
    return [
        {"kind": "elevation", "edition": "2023", "path": DEM, "source": DEM_SOURCE,
         "valid_from": date(2023, 12, 31)},
        {"kind": "land_cover", "edition": "2025", "path": COVER, "source": COVER_SOURCE,
         "valid_from": date(2025, 12, 31), "legend": {str(k): v for k, v in LEGEND.items()}},
    ]  # fmt: skip


def cover_of(land_class: str) -> int:
    """Return the land cover of a land class."""
    return next(code for prefix, code in COVER_OF if land_class.startswith(prefix))
