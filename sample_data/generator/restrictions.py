"""Basic farmland in two editions, illegal land, and the red line that has no feature here."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from generator import plan
from generator.county import County
from generator.frame import to_map_all
from generator.land import Land
from generator.official import official_area
from generator.plan import IllegalPatch
from generator.survey import CLASS_NAMES
from generator.table import Table, Value, feature_id, round_half_up

FARMLAND_2024 = {
    "BSM": "str:18", "YSDM": "str:10", "YJJBNTTBBH": "str:12", "DLBM": "str:5",
    "DLMC": "str:60", "JBNTLX": "str:2", "ZLDWDM": "str:19", "ZLDWMC": "str:60",
    "TBMJ": "float:18.2", "YJJBNTMJ": "float:18.2",
}  # fmt: skip
# Names of the older structure, as layers of 2020 still have them.
FARMLAND_2020 = {
    "BSM": "str:18", "YSDM": "str:10", "JBNTTBBH": "str:12", "DLBM": "str:5",
    "DLMC": "str:60", "JBNTLX": "str:2", "ZLDWDM": "str:19", "ZLDWMC": "str:60",
    "TBMJ": "float:18.2", "JBNTMJ": "float:18.2",
}  # fmt: skip
ILLEGAL = {
    "JCBH": "str:30", "XZQDM": "str:6", "ZLDWDM": "str:19", "ZLDWMC": "str:60",
    "实地地类": "str:40", "判定结果": "str:20", "整改状态": "str:20", "整改日期": "date",
    "TBMJ": "float:18.2", "BZ": "str:100",
}  # fmt: skip
RED_LINE = {
    "BSM": "str:18", "YSDM": "str:10", "MC": "str:100", "LXDM": "str:10",
    "XJXZQHDM": "str:6", "QYMJ": "float:18.4", "GKCS": "str:254",
}  # fmt: skip
RANDOM_PATCHES = 12
SETTLED_AMONG_RANDOM = 5

Piece = tuple[int, str, BaseGeometry]


def basic_farmland(county: County, land: Land, edition: str, seed: int) -> Table:
    """Return YJJBNTTB of an edition: blocks of farmland, with the hamlets in them left out.

    The lots are drawn per block with one seed for both editions, so that most blocks are in
    both, a few only in that of 2020 (released) and a few only in that of 2024 (added).
    """
    blocks: dict[tuple[int, str, int, int], list[BaseGeometry]] = defaultdict(list)
    for patch in land.patches:
        ground = patch.ground
        if ground.kind == "field" and ground.land_class in ("0101", "0103"):
            column, row = (int(number) // 3 for number in ground.place)
            blocks[ground.village, ground.land_class, column, row].append(patch.shape)
    lots = np.random.default_rng(seed).random(len(blocks))
    low, high = {"2020": (0.00, 0.56), "2024": (0.04, 0.58)}[edition]
    pieces: list[Piece] = [
        (key[0], key[1], part)
        for lot, (key, members) in zip(lots, sorted(blocks.items()), strict=True)
        if low <= lot < high
        for part in shapely.get_parts(shapely.coverage_union_all(members))
    ]
    for block in plan.FARMLAND_BLOCKS:
        if edition in block.editions:
            inside = block.shape.representative_point()
            village = next(i for i, v in enumerate(county.villages) if v.outline.contains(inside))
            pieces.append((village, "0101", block.shape))
    schema = FARMLAND_2024 if edition == "2024" else FARMLAND_2020
    shapes = to_map_all([shape for *_, shape in pieces])
    number_field, area_field = list(schema)[2], list(schema)[-1]
    rows: list[dict[str, Value]] = []
    for number, ((village, land_class, _), shape) in enumerate(
        zip(pieces, shapes, strict=True), start=1
    ):
        area = round_half_up(official_area(shape), 2)
        rows.append(
            {
                "BSM": feature_id("5109", number),
                "YSDM": "2005010200",
                number_field: f"{edition}{number:06d}",
                "DLBM": land_class,
                "DLMC": CLASS_NAMES[land_class],
                "JBNTLX": "01",
                "ZLDWDM": county.villages[village].code,
                "ZLDWMC": county.villages[village].name,
                "TBMJ": area,
                area_field: area,
            }
        )
    return Table("YJJBNTTB", schema, rows, list(shapes))


def illegal_land(county: County, land: Land, rng: np.random.Generator) -> Table:
    """Return WFYD: fifteen patches, six of them settled; one is a raw, unjudged patch."""
    fields = [
        patch
        for patch in land.patches
        if patch.ground.kind == "field" and patch.shape.area > 20_000
    ]
    chosen = sorted(int(i) for i in rng.choice(len(fields), RANDOM_PATCHES, replace=False))
    patches = list(plan.ILLEGAL_PATCHES)
    for number, choice in enumerate(chosen):
        point = fields[choice].shape.representative_point()
        x, y = round(point.x), round(point.y)
        size = (x - 12 - number, y - 10, x + 14, y + 11 + number)
        if number < SETTLED_AMONG_RANDOM:
            patches.append(IllegalPatch(size, "违法", "已整改到位", f"2023-{number + 4:02d}-20"))
        else:
            patches.append(IllegalPatch(size, "违法", "未整改" if number % 2 else "整改中"))
    shapes = to_map_all([box(*patch.rectangle) for patch in patches])
    rows: list[dict[str, Value]] = []
    for number, (patch, shape) in enumerate(zip(patches, shapes, strict=True), start=1):
        inside = box(*patch.rectangle).representative_point()
        village = next(v for v in county.villages if v.outline.contains(inside))
        rows.append(
            {
                "JCBH": f"{plan.COUNTY_CODE}2023{number:06d}",
                "XZQDM": plan.COUNTY_CODE,
                "ZLDWDM": village.code,
                "ZLDWMC": village.name,
                "实地地类": "建设用地",
                "判定结果": patch.verdict or None,
                "整改状态": patch.state or None,
                "整改日期": patch.settled_on,
                "TBMJ": round_half_up(official_area(shape), 2),
                "BZ": None if patch.verdict else "下发原始图斑，未核实",
            }
        )
    return Table("WFYD", ILLEGAL, rows, list(shapes))


def red_line() -> Table:
    """Return STBHHX without a record: declared so, it is evidence that there is none."""
    empty: list[BaseGeometry] = []
    return Table("STBHHX", RED_LINE, [], empty)
