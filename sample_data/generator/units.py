"""Administrative layers: villages of two editions, townships, counties."""

from __future__ import annotations

import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from generator import plan
from generator.county import County, Village
from generator.frame import to_map_all
from generator.land import Land
from generator.official import official_area
from generator.table import Table, Value, feature_id, round_half_up

VILLAGE_SCHEMA = {
    "BSM": "str:18", "YSDM": "str:10", "ZLDWDM": "str:19", "ZLDWMC": "str:60",
    "DCMJ": "float:18.2", "JSMJ": "float:18.2", "MSSM": "str:2", "HDMC": "str:100",
}  # fmt: skip
AREA_SCHEMA = {
    "BSM": "str:18", "YSDM": "str:10", "XZQDM": "str:12", "XZQMC": "str:60",
    "DCMJ": "float:18.2", "JSMJ": "float:18.2", "MSSM": "str:2", "HDMC": "str:100",
}  # fmt: skip


def villages_2023(county: County, land: Land) -> Table:
    """Return CJDCQ 2023: 46 villages, as the survey of that year has them."""
    return _villages(list(zip(county.villages, land.villages, strict=True)))


def villages_2024(county: County, land: Land) -> Table:
    """Return CJDCQ 2024: 45 villages, two of 2023 merged under the code of the first."""
    shapes = {v.cell: shape for v, shape in zip(county.villages, land.villages, strict=True)}
    first, second = plan.MERGED
    shapes[first] = shapely.coverage_union_all([shapes[first], shapes.pop(second)])
    pairs = [(v, shapes[v.cell]) for v in county.villages if v.cell in shapes]
    return _villages(pairs)


def townships(county: County, land: Land) -> Table:
    """Return XZQ with 9-digit codes: six townships."""
    codes = [village.township.code for village in county.villages]
    shapes = [
        shapely.coverage_union_all(
            [shape for code, shape in zip(codes, land.villages, strict=True) if code == one.code]
        )
        for one in plan.TOWNSHIPS
    ]
    return _areas("XZQ_XZ", [(one.code, one.name) for one in plan.TOWNSHIPS], shapes)


def counties(land: Land) -> Table:
    """Return XZQ with 6-digit codes: the county and its neighbour in the west."""
    whole = shapely.coverage_union_all(list(land.villages))
    beside = shapely.get_parts(box(*plan.NEIGHBOUR).difference(whole))
    neighbour = min(beside, key=lambda part: float(part.bounds[0]))
    names = [
        (plan.NEIGHBOUR_CODE, plan.NEIGHBOUR_NAME),
        (plan.COUNTY_CODE, plan.COUNTY_NAME),
    ]
    return _areas("XZQ_XJ", names, [neighbour, whole])


def _villages(pairs: list[tuple[Village, BaseGeometry]]) -> Table:
    shapes = to_map_all([shape for _, shape in pairs])
    rows: list[dict[str, Value]] = [
        {
            **dict.fromkeys(VILLAGE_SCHEMA),
            "BSM": feature_id("6001", number),
            "YSDM": "1000600600",
            "ZLDWDM": village.code,
            "ZLDWMC": village.name,
            **_control(shape),
        }
        for number, ((village, _), shape) in enumerate(zip(pairs, shapes, strict=True), start=1)
    ]
    return Table("CJDCQ", VILLAGE_SCHEMA, rows, list(shapes))


def _areas(name: str, units: list[tuple[str, str]], board: list[BaseGeometry]) -> Table:
    shapes = to_map_all(board)
    rows: list[dict[str, Value]] = [
        {
            **dict.fromkeys(AREA_SCHEMA),
            "BSM": feature_id("6000", number, code[:6]),
            "YSDM": "1000600100",
            "XZQDM": code,
            "XZQMC": title,
            **_control(shape),
        }
        for number, ((code, title), shape) in enumerate(zip(units, shapes, strict=True), start=1)
    ]
    return Table(name, AREA_SCHEMA, rows, list(shapes))


def _control(shape: BaseGeometry) -> dict[str, Value]:
    area = round_half_up(official_area(shape), 2)
    return {"DCMJ": area, "JSMJ": area, "MSSM": "00"}
