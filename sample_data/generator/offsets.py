"""Cultivated-land offset parcels of the county, none of them near a project."""

from __future__ import annotations

from shapely import box

from generator import plan
from generator.frame import to_map_all
from generator.table import Table, Value

SCHEMA = {"BABH": "str:30", "DKBH": "str:20", "XMMC": "str:100", "SYZT": "str:20", "HXRQ": "date"}
# 100 × 60 m each, in the hills of the east: one used, one only registered.
PARCELS = ((5600, 1900, 5700, 1960), (5750, 1900, 5850, 1960))


def offset_parcels() -> Table:
    """Return BCGDDK with two parcels."""
    rows: list[dict[str, Value]] = [
        {
            "BABH": f"{plan.COUNTY_CODE}2022{number:04d}",
            "DKBH": f"BC{number:02d}",
            "XMMC": "高梁乡土地整理项目",
            "SYZT": "已使用" if number == 1 else "已备案",
            "HXRQ": "2023-06-30" if number == 1 else None,
        }
        for number in range(1, len(PARCELS) + 1)
    ]
    shapes = to_map_all([box(*one) for one in PARCELS])
    return Table("BCGDDK", SCHEMA, rows, list(shapes))
