"""The reference layers of a small project, on its board."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from generator import filed
from generator.plan import Rectangle
from generator.restrictions import FARMLAND_2024, ILLEGAL, RED_LINE
from generator.small.place import VILLAGE_RECTANGLES, Place, Plot
from generator.survey import CLASS_NAMES
from generator.survey import SCHEMA as LAND_USE
from generator.table import Table, Value, feature_id, round_half_up
from generator.units import AREA_SCHEMA, VILLAGE_SCHEMA
from generator.zones import NAMES, PERMITTED, RESTRICTED
from generator.zones import SCHEMA as ZONES

RIDGES = 0.1  # KCXS of all farmland here: a tenth of it is ridges
FARMLAND = "0103"
HERITAGE = {"BSM": "str:18", "MC": "str:100", "LX": "str:40", "JB": "str:10"}
DISPUTED = {"BSM": "str:18", "ZYFA": "str:60", "ZYFB": "str:60", "ZYZT": "str:20"}
SLOPES = {"BSM": "str:18", "PDJB": "str:2"}
PROTECTED = {"BSM": "str:18", "BHDMC": "str:100", "GNFQ": "str:40"}

Row = dict[str, Value]


def made(
    place: Place, name: str, schema: dict[str, str], rows: Sequence[Row], on: Sequence[BaseGeometry]
) -> Table:
    """Return a layer of shapes on the board; fields that a row does not name are empty."""
    full = [{**dict.fromkeys(schema), **row} for row in rows]
    return Table(name, schema, full, [place.shape(shape) for shape in on], place.epsg)


def land_use(place: Place, plots: Sequence[Plot], kept: Sequence[Rectangle] = ()) -> Table:
    """Return DLTB: houses (0702, settlement 203) under the demolition plots and on `kept`
    rectangles, dry land everywhere else.
    """
    houses = [box(*plot.rectangle) for plot in plots if plot.role == "demolition"]
    houses += [box(*one) for one in kept]
    fields = [box(*village).difference(shapely.union_all(houses)) for village in VILLAGE_RECTANGLES]
    shapes = [*houses, *fields]
    rows = [
        patch_row(place, number, shape, "0702" if number <= len(houses) else FARMLAND)
        for number, shape in enumerate(shapes, start=1)
    ]
    return made(place, "DLTB", LAND_USE, rows, shapes)


def patch_row(place: Place, number: int, shape: BaseGeometry, land_class: str) -> Row:
    """Return the record of patch `number`: dry land less its ridges, or houses of a village."""
    farmland = land_class == FARMLAND
    village, area = place.village_at(shape), round_half_up(place.area(shape), 2)
    ridges = round_half_up(area * RIDGES, 2) if farmland else None
    return {
        "BSM": feature_id("2110", number, place.county),
        "YSDM": "2001010100",
        "TBBH": f"{number:04d}",
        "DLBM": land_class,
        "DLMC": CLASS_NAMES[land_class],
        "QSXZ": "30",
        "ZLDWDM": place.village_code(village),
        "ZLDWMC": place.villages[village],
        "TBMJ": area,
        "KCDLBM": "1203" if farmland else None,
        "KCXS": RIDGES if farmland else None,
        "KCMJ": ridges,
        "TBDLMJ": round_half_up(area - (ridges or 0.0), 2),
        "CZCSXM": None if farmland else "203",
    }


def villages(place: Place) -> Table:
    """Return CJDCQ: the two villages."""
    shapes = [box(*one) for one in VILLAGE_RECTANGLES]
    rows: list[Row] = [
        {
            "BSM": feature_id("1210", number + 1, place.county),
            "ZLDWDM": place.village_code(number),
            "ZLDWMC": place.villages[number],
            "DCMJ": round_half_up(place.area(shape), 2),
        }
        for number, shape in enumerate(shapes)
    ]
    return made(place, "CJDCQ", VILLAGE_SCHEMA, rows, shapes)


def units(place: Place, code: str, name: str, layer: str) -> Table:
    """Return XZQ with one unit: the township or the county, both of the two villages."""
    whole = shapely.union_all([box(*one) for one in VILLAGE_RECTANGLES])
    row: Row = {"BSM": feature_id("1310", 1, place.county), "XZQDM": code, "XZQMC": name}
    return made(place, layer, AREA_SCHEMA, [row], [whole])


def basic_farmland(place: Place, rectangle: Rectangle) -> Table:
    """Return YJJBNTTB with one block."""
    shape = box(*rectangle)
    area = round_half_up(place.area(shape), 2)
    row: Row = {
        "BSM": feature_id("5109", 1, place.county), "DLBM": FARMLAND, "DLMC": "旱地",
        "TBMJ": area, "YJJBNTMJ": area,
    }  # fmt: skip
    return made(place, "YJJBNTTB", FARMLAND_2024, [row], [shape])


def illegal_land(place: Place, rectangle: Rectangle) -> Table:
    """Return WFYD with one patch that is not put right."""
    row: Row = {"JCBH": f"{place.county}0001", "XZQDM": place.county,
                "判定结果": "违法", "整改状态": "未整改"}  # fmt: skip
    return made(place, "WFYD", ILLEGAL, [row], [box(*rectangle)])


def slope_classes(place: Place, degree: str) -> Table:
    """Return PDT: both villages of one slope class (1 to 5)."""
    whole = shapely.union_all([box(*one) for one in VILLAGE_RECTANGLES])
    row: Row = {"BSM": feature_id("6001", 1, place.county), "PDJB": degree}
    return made(place, "PDT", SLOPES, [row], [whole])


def red_line(place: Place) -> Table:
    """Return STBHHX without a record."""
    return made(place, "STBHHX", RED_LINE, [], [])


def filed_parcels(place: Place) -> Table:
    """Return BBDK without a record: no other project of the county was filed."""
    return made(place, "BBDK", filed.SCHEMA, [], [])


def planning_zones(place: Place, permitted: Sequence[Rectangle]) -> Table:
    """Return JSYDGZQ: building is permitted on the rectangles, all other land is restricted."""
    inside = [box(*one) for one in permitted]
    whole = shapely.union_all([box(*one) for one in VILLAGE_RECTANGLES])
    shapes = [*inside, whole.difference(shapely.union_all(inside))]
    rows: list[Row] = []
    for number, _ in enumerate(shapes, start=1):
        code = PERMITTED if number <= len(inside) else RESTRICTED
        rows.append(
            {
                "BSM": feature_id("2003", number, place.county),
                "XZQDM": place.county,
                "GZQLXDM": code,
                "GZQLXMC": NAMES[code],
            }
        )
    return made(place, "JSYDGZQ", ZONES, rows, shapes)
