"""The reference folder of the county: its layers, its rasters and `reference.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from generator.plan import COUNTY_CODE
from generator.table import Table
from generator.write import write_geopackage, write_shapefile


@dataclass(frozen=True)
class Entry:
    """A layer of `reference.yaml` that is written as a shapefile; sparse ones are `declared`."""

    kind: str
    stem: str
    encoding: str
    source: str
    valid_from: date
    declared: bool = False

    @property
    def edition(self) -> str:
        """The year at the end of the stem."""
        return self.stem[-4:]


SURVEY_2023 = "县自然资源局（示例）2023 年度变更调查"
SURVEY_2024 = "县自然资源局（示例）2024 年度变更调查"
SURVEY_2025 = "县自然资源局（示例）2025 年度变更调查"
FARMLAND_2020 = "县自然资源局（示例）永久基本农田划定成果"
FARMLAND_2024 = "县自然资源局（示例）永久基本农田核实处置成果"
ILLEGAL = "县执法大队（示例）违法用地台账"
RED_LINE = "市规划院（示例）三线成果，辖区内无红线图斑"
ZONES = "市规划院（示例）土地利用总体规划建设用地管制区"
OFFSETS = "县自然资源局（示例）补充耕地项目库"
FILED = "县自然资源局（示例）增减挂钩在线报备数据"
END_2020, END_2023 = date(2020, 12, 31), date(2023, 12, 31)
END_2024, END_2025 = date(2024, 12, 31), date(2025, 12, 31)
LAND_USE = "DLTB_2023"
ENTRIES = (
    Entry("villages", "CJDCQ_2023", "GBK", SURVEY_2023, END_2023),
    Entry("villages", "CJDCQ_2024", "UTF-8", SURVEY_2024, END_2024),
    Entry("townships", "XZQ_XZ_2024", "UTF-8", SURVEY_2024, END_2024),
    Entry("counties", "XZQ_XJ_2024", "GBK", SURVEY_2024, END_2024),
    Entry("basic_farmland", "YJJBNTTB_2020", "GBK", FARMLAND_2020, END_2020, declared=True),
    Entry("basic_farmland", "YJJBNTTB_2024", "GBK", FARMLAND_2024, END_2024, declared=True),
    Entry("illegal_land", "WFYD_2024", "GBK", ILLEGAL, END_2024, declared=True),
    Entry("planning_zones", "JSYDGZQ_2024", "GBK", ZONES, END_2024, declared=True),
    Entry("ecological_redline", "STBHHX_2024", "UTF-8", RED_LINE, END_2024, declared=True),
    Entry("farmland_offset", "BCGDDK_2024", "GBK", OFFSETS, END_2024, declared=True),
    Entry("filed_parcels", "BBDK_2023", "GBK", FILED, END_2023, declared=True),
    Entry("land_use_update", "DLTBGX_2024", "GBK", SURVEY_2024, END_2024, declared=True),
    Entry("land_use_change", "DLTBGXGC_2024", "GBK", SURVEY_2024, END_2024, declared=True),
    Entry("land_use_update", "DLTBGX_2025", "GBK", SURVEY_2025, END_2025, declared=True),
    Entry("land_use_change", "DLTBGXGC_2025", "GBK", SURVEY_2025, END_2025, declared=True),
)


def write_reference(
    layers: Mapping[str, Table], land_use: Table, rasters: list[dict[str, Any]], folder: Path
) -> None:
    """Write the layers by stem, land use as a GeoPackage, and the list of all of them.

    `rasters` are the entries of files that are there already.
    """
    write_geopackage(land_use, folder / f"{LAND_USE}.gpkg")
    entries: list[dict[str, Any]] = [
        {
            "kind": "land_use",
            "edition": "2023",
            "path": f"{LAND_USE}.gpkg",
            "layer": land_use.name,
            "source": SURVEY_2023,
            "valid_from": END_2023,
        }
    ]
    for entry in ENTRIES:
        write_shapefile(layers[entry.stem], folder, entry.stem, entry.encoding)
        described: dict[str, Any] = {
            "kind": entry.kind,
            "edition": entry.edition,
            "path": f"{entry.stem}.shp",
            "source": entry.source,
            "valid_from": entry.valid_from,
        }
        if entry.declared:
            described["coverage"] = {"codes": [COUNTY_CODE], "source": f"{entry.source}（全县）"}
        entries.append(described)
    text = yaml.safe_dump(
        {"layers": [*entries, *rasters]}, allow_unicode=True, sort_keys=False, width=100
    )
    (folder / "reference.yaml").write_text(text, "utf-8", newline="\n")
