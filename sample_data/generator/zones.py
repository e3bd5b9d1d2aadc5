"""建设用地管制区 of the county's plan: where building is permitted, on conditions, or not."""

from __future__ import annotations

import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from generator import plan
from generator.frame import to_map_all
from generator.land import Land
from generator.official import official_area
from generator.table import Table, Value, feature_id, round_half_up

SCHEMA = {
    "BSM": "str:18", "YSDM": "str:10", "XZQDM": "str:12", "GZQLXDM": "str:3",
    "GZQLXMC": "str:40", "GZQMJ": "float:18.2", "BZ": "str:100",
}  # fmt: skip
PERMITTED, CONDITIONAL, RESTRICTED = "010", "020", "030"
NAMES = {PERMITTED: "允许建设区", CONDITIONAL: "有条件建设区", RESTRICTED: "限制建设区"}


def planning_zones(land: Land) -> Table:
    """Return JSYDGZQ: the rectangles of the plan, and all other land of the county restricted."""
    drawn = [(PERMITTED, box(*one)) for one in plan.PERMITTED]
    drawn += [(CONDITIONAL, box(*one)) for one in plan.CONDITIONAL]
    county = shapely.coverage_union_all(list(land.villages))
    rest = county.difference(shapely.union_all([shape for _, shape in drawn]))
    drawn += [(RESTRICTED, part) for part in shapely.get_parts(rest)]
    shapes: list[BaseGeometry] = list(to_map_all([shape for _, shape in drawn]))
    rows: list[dict[str, Value]] = [
        {
            "BSM": feature_id("2003", number),
            "YSDM": "2003020420",
            "XZQDM": plan.COUNTY_CODE,
            "GZQLXDM": code,
            "GZQLXMC": NAMES[code],
            "GZQMJ": round_half_up(official_area(shape), 2),
            "BZ": None,
        }
        for number, ((code, _), shape) in enumerate(zip(drawn, shapes, strict=True), start=1)
    ]
    return Table("JSYDGZQ", SCHEMA, rows, shapes)
