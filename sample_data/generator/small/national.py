"""Profile national: three demolition parcels (4.5 ha), two of new construction (2.5 ha)."""

from __future__ import annotations

from typing import Any

from generator.plan import Rectangle
from generator.small import layers
from generator.small.place import Place, Plot
from generator.small.project import Layer, Small, linked_rows

PLOTS = (
    Plot("CJ01", (100, 100, 300, 200), 0),
    Plot("CJ02", (100, 300, 250, 400), 0),
    Plot("CJ03", (1100, 100, 1200, 200), 1),
    Plot("JX01", (400, 100, 500, 200), 0, "resettlement"),
    Plot("JX02", (600, 100, 750, 200), 0, "urban"),
)
SURPLUS_M2 = 20_000.0  # 45,000 − 25,000
FARMLAND: Rectangle = (0, 450, 1000, 600)
ILLEGAL: Rectangle = (1500, 300, 1540, 350)


def base_layers(place: Place, plots: tuple[Plot, ...]) -> tuple[Layer, ...]:
    """Return the layers that the national rules need at application."""
    return (
        Layer("land_use", layers.land_use(place, plots), declared=False),
        Layer("villages", layers.villages(place), declared=False),
        Layer(
            "counties",
            layers.units(place, place.county, place.county_name, "XZQ_XJ"),
            declared=False,
        ),
        Layer("basic_farmland", layers.basic_farmland(place, FARMLAND)),
        Layer("illegal_land", layers.illegal_land(place, ILLEGAL)),
        Layer("filed_parcels", layers.filed_parcels(place)),
    )


def base_facts(place: Place, code: str, name: str, plots: tuple[Plot, ...]) -> dict[str, Any]:
    """Return the facts that the national rules need at application."""
    return {
        "project_code": code,
        "project_name": name,
        "county_code": place.county,
        "households_demolished": 60,
        "tenure_adjustment": False,
        "parcels": linked_rows(plots),
        "quota_m2": 25_000.0,
        "quota_numbers": [f"挂〔{code[6:10]}〕7号"],
        "annual_plan_numbers": [f"新增〔{code[6:10]}〕2号"],
        "surplus_quota_m2": SURPLUS_M2,
        "county_quota_m2": 300_000.0,
        "county_new_construction_m2": 210_000.0,
    }


def national() -> Small:
    """Return a project of a made-up county in the zone of 114° that passes."""
    place = Place("419999", "云麓县", "白河镇", ("上湾村", "下湾村"), 4526, 38_520_000, 3_760_000)
    code, name = "4199992024001", "云麓县白河镇增减挂钩项目"
    facts = base_facts(place, code, name, PLOTS)
    facts |= {"programme": "ordinary", "application_date": "2024-03-15"}
    return Small("national", place, code, name, PLOTS, facts, base_layers(place, PLOTS), "2023",
                 SURPLUS_M2)  # fmt: skip
