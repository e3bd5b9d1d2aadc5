"""The survey of 2023: DLTB with the field set of TD/T 1057, areas balanced to the villages."""

from __future__ import annotations

import math

import numpy as np

from shapely import box

from generator import plan
from generator.county import County
from generator.frame import Geometries, to_map, to_map_all
from generator.land import Land, Patch
from generator.official import official_area
from generator.table import Table, Value, feature_id, round_half_up

SCHEMA = {
    "BSM": "str:18", "YSDM": "str:10", "TBYBH": "str:8", "TBBH": "str:8", "DLBM": "str:5",
    "DLMC": "str:60", "QSXZ": "str:2", "QSDWDM": "str:19", "QSDWMC": "str:60",
    "ZLDWDM": "str:19", "ZLDWMC": "str:60", "TBMJ": "float:18.2", "KCDLBM": "str:5",
    "KCXS": "float:6.4", "KCMJ": "float:18.2", "TBDLMJ": "float:18.2", "GDLX": "str:2",
    "GDPDJB": "str:2", "XZDWKD": "float:5.1", "TBXHDM": "str:4", "TBXHMC": "str:20",
    "ZZSXDM": "str:6", "ZZSXMC": "str:10", "GDDB": "int:2", "FRDBS": "str:1",
    "CZCSXM": "str:4", "SJNF": "int:4", "MSSM": "str:2", "HDMC": "str:100", "BZ": "str:254",
}  # fmt: skip
CLASS_NAMES = {
    "0101": "水田", "0103": "旱地", "0201": "果园", "0301": "乔木林地", "0404": "其他草地",
    "05H1": "商业服务业设施用地", "0601": "工业用地", "0602": "采矿用地", "0701": "城镇住宅用地",
    "0702": "农村宅基地", "08H1": "机关团体新闻出版用地", "09": "特殊用地",
    "1004": "城镇村道路用地", "1006": "农村道路", "1101": "河流水面", "1104": "坑塘水面",
    "1107": "沟渠", "1201": "空闲地", "1202": "设施农用地",
}  # fmt: skip
STATE_OWNED = ("202", "204")
DATA_YEARS = [2019, 2020, 2021, 2022, 2023]
EXCLAVE_VILLAGE = [cell for town in plan.TOWNSHIPS for cell in town.cells].index(plan.EXCLAVE_OWNER)
# Ridges (田坎) take a share of sloping farmland: slope class 1 (up to 2°) has none.
RIDGE_SHARES = {2: (0.06, 0.10), 3: (0.10, 0.16), 4: (0.15, 0.20)}


def land_use(county: County, land: Land, rng: np.random.Generator) -> Table:
    """Return DLTB 2023; a village's TBMJ add up to its control area, to 0.01 m²."""
    shapes = to_map_all([patch.shape for patch in land.patches])
    areas = _balanced_areas(land, shapes, rng)
    in_village = dict.fromkeys(range(len(county.villages)), 0)
    rows: list[dict[str, Value]] = []
    for number, (patch, area) in enumerate(zip(land.patches, areas, strict=True), start=1):
        village = county.villages[patch.ground.village]
        in_village[patch.ground.village] += 1
        state = patch.ground.settlement in STATE_OWNED or patch.ground.kind == "river"
        away = patch.ground.village == EXCLAVE_VILLAGE and box(*plan.EXCLAVE).contains(patch.shape)
        rows.append(
            {
                **dict.fromkeys(SCHEMA),
                "BSM": feature_id("2110", number),
                "YSDM": "2001010100",
                "TBYBH": f"{in_village[patch.ground.village]:04d}",
                "TBBH": f"{in_village[patch.ground.village]:04d}",
                "DLBM": patch.ground.land_class,
                "DLMC": CLASS_NAMES[patch.ground.land_class],
                "QSXZ": "20" if state else "30",
                "QSDWDM": village.code,
                "QSDWMC": f"{village.name}国有" if state else f"{village.name}集体",
                "ZLDWDM": village.code,
                "ZLDWMC": village.name,
                "TBMJ": area,
                **_net(patch, area, village.township.terrain, rng),
                "XZDWKD": patch.ground.width,
                "FRDBS": "1" if away else None,
                "CZCSXM": patch.ground.settlement or None,
                "SJNF": int(rng.choice(DATA_YEARS, p=[0.80, 0.05, 0.05, 0.05, 0.05])),
                "MSSM": "00",
            }
        )
    return Table("DLTB", SCHEMA, rows, list(shapes))


def _balanced_areas(land: Land, shapes: Geometries, rng: np.random.Generator) -> list[float]:
    """Return TBMJ: rounded official areas, some off by 0.01–0.05 m², balanced by village.

    What is left over to the control area of the village is spread over its largest patches in
    steps of 0.01 m², as survey software does. Counted in whole 0.01 m².
    """
    cents = [round(official_area(shape) * 100) for shape in shapes]
    for number, outline in enumerate(land.villages):
        members = [i for i, patch in enumerate(land.patches) if patch.ground.village == number]
        big = [i for i in members if cents[i] > 100_000]
        for one, other in zip(big[0::10], big[5::10], strict=False):
            shift = int(rng.integers(1, 6))
            cents[one] += shift
            cents[other] -= shift
        control = round(official_area(to_map(outline)) * 100)
        left = control - sum(cents[i] for i in members)
        largest = sorted(members, key=lambda i: (-cents[i], i))
        for step in range(abs(left)):
            cents[largest[step % len(largest)]] += int(math.copysign(1, left))
    return [count / 100 for count in cents]


def _net(
    patch: Patch, area: float, terrain: plan.Terrain, rng: np.random.Generator
) -> dict[str, Value]:
    """Return the fields of farmland: slope, terraces, ridges taken off, grade, planting."""
    slope = int(rng.choice([1, 2, 3, 4], p=[0.15, 0.40, 0.30, 0.15]))
    share = round(float(rng.uniform(*RIDGE_SHARES[max(slope, 2)])), 4)
    terraced = bool(rng.random() < 0.6)
    if not patch.ground.land_class.startswith("01"):
        return {"KCMJ": 0.0, "TBDLMJ": area}
    if terrain == "平原" or slope == 1:
        slope, share = 1, 0.0
    ridges = round_half_up(area * share, 2)
    return {
        "KCDLBM": "1203" if share else None,
        "KCXS": share,
        "KCMJ": ridges,
        "TBDLMJ": round(area - ridges, 2),
        "GDLX": None if slope == 1 else "TT" if terraced else "PD",
        "GDPDJB": str(slope),
        "ZZSXDM": "LS",
        "ZZSXMC": "种植粮食作物",
        "GDDB": 6 if terrain == "平原" else 8,
    }
