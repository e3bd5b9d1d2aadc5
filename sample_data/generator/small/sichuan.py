"""Profile sichuan: a project as approved, and as it is to be amended a year later."""

from __future__ import annotations

from typing import Any

from shapely import box

from generator.offsets import SCHEMA as OFFSET_SCHEMA
from generator.papers import DOCUMENTS
from generator.plan import Rectangle
from generator.small import layers
from generator.small.national import FARMLAND, PLOTS, SURPLUS_M2, base_facts
from generator.small.place import Place, Plot
from generator.small.project import Layer, Small

PLACE = Place("519999", "桃溪县", "竹坝镇", ("枣林村", "杏林村"), 4523, 35_520_000, 3_390_000)
CODE, NAME = "5199992024001", "桃溪县竹坝镇增减挂钩项目"
# Houses that stay: with them 3.5 of 5.5 公顷 and 1 of 1.5 公顷 are torn down. The first is brought
# in by the amendment.
KEPT: tuple[Rectangle, ...] = ((300, 300, 400, 400), (700, 300, 800, 400), (1300, 100, 1350, 200))
PERMITTED: tuple[Rectangle, ...] = ((380, 80, 780, 220),)
# CJ03 leaves, CJ04 comes; JX01 (安置) grows by 20 × 100 m, JX02 (城镇) loses 30 × 100 m.
AMENDED = (
    *(plot for plot in PLOTS if plot.id in ("CJ01", "CJ02")),
    Plot("CJ04", KEPT[0], 0),
    Plot("JX01", (400, 100, 520, 200), 0, "resettlement"),
    Plot("JX02", (600, 100, 720, 200), 0, "urban"),
)
# Of what JX01 gains 10 × 50 m are illegal; of CJ04 20 × 100 m were used as an offset; of what JX02
# loses 20 × 100 m were built upon after the approval.
ILLEGAL: Rectangle = (510, 120, 520, 170)
OFFSET: Rectangle = (380, 300, 400, 400)
BUILT: Rectangle = (720, 100, 740, 200)
CHANGE = {"BSM": "str:18", "BGQDLBM": "str:5", "BGHDLBM": "str:5", "GXSJ": "date"}


def approved() -> Small:
    """Return the project as it was approved; it passes."""
    return Small("sichuan", PLACE, CODE, NAME, PLOTS, _facts(PLOTS), _layers(), "2023", SURPLUS_M2)


def amended() -> Small:
    """Return the amended project, with a defect for each rule on amendments."""
    facts = _facts(AMENDED) | {
        "surplus_quota_m2": SURPLUS_M2 + 1_000.0,
        "adjustment_reason": "farmers_will",
        "adjustment_date": "2025-03-10",
        "adjustment_document": "示自然资函〔2025〕52号",
        "adjustment_filing_date": "2025-03-12",
    }
    return Small("sichuan", PLACE, CODE, NAME, AMENDED, facts, _layers(), "2023",
                 SURPLUS_M2 + 1_000.0)  # fmt: skip


def _facts(plots: tuple[Plot, ...]) -> dict[str, Any]:
    return base_facts(PLACE, CODE, NAME, plots) | {
        "programme": "ordinary",
        "application_date": "2024-03-15",
        "approval_date": "2024-05-20",
        "approval_document": "示自然资函〔2024〕118号",
        "terrain": "平原",
        "terrain_source": "桃府函〔2024〕5号",
        "votes": [
            _vote(kind, number) for number in range(2) for kind in ("assembly", "households")
        ],
        "documents": [{"item": item, "present": True} for item, _ in DOCUMENTS],
    }


def _vote(kind: str, number: int) -> dict[str, Any]:
    """Return a vote: two thirds of the assembly to the head, and every household."""
    eligible, agreed = (30, 20) if kind == "assembly" else (30, 30)
    return {
        "village_code": PLACE.village_code(number)[:12],
        "village_name": PLACE.villages[number],
        "kind": kind,
        "eligible": eligible,
        "agreed": agreed,
    }


def _layers() -> tuple[Layer, ...]:
    used: layers.Row = {"BABH": "5199990001", "DKBH": "BC01", "XMMC": "土地整理项目",
                        "SYZT": "已使用", "HXRQ": "2023-06-30"}  # fmt: skip
    built: layers.Row = {"BSM": "1", "BGQDLBM": "0103", "BGHDLBM": "0701", "GXSJ": "2024-11-15"}
    return (
        Layer("land_use", layers.land_use(PLACE, PLOTS, KEPT), declared=False),
        Layer("villages", layers.villages(PLACE), declared=False),
        Layer(
            "townships",
            layers.units(PLACE, PLACE.township, PLACE.township_name, "XZQ_XZ"),
            declared=False,
        ),
        Layer(
            "counties",
            layers.units(PLACE, PLACE.county, PLACE.county_name, "XZQ_XJ"),
            declared=False,
        ),
        Layer("basic_farmland", layers.basic_farmland(PLACE, FARMLAND)),
        Layer("illegal_land", layers.illegal_land(PLACE, ILLEGAL)),
        Layer("filed_parcels", layers.filed_parcels(PLACE)),
        Layer("planning_zones", layers.planning_zones(PLACE, PERMITTED)),
        Layer(
            "farmland_offset",
            layers.made(PLACE, "BCGDDK", OFFSET_SCHEMA, [used], [box(*OFFSET)]),
        ),
        Layer("land_use_change", layers.made(PLACE, "DLTBGXGC", CHANGE, [built], [box(*BUILT)])),
    )
