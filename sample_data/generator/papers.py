"""What a county clerk files beside the parcels: the facts of the project, as kept (m²)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from generator import plan
from generator.county import Village
from generator.project import Parcel, Project, terrain_of

Row = dict[str, Any]
Papers = dict[str, Any]

SCALE = "utilisation_grade"
# Grades of 国家利用等 (1 is best): what is reclaimed, by terrain, and what is built over.
RECLAIMED = {"平原": ("0101", 7), "丘陵": ("0103", 8), "山区": ("0103", 8)}
BUILT_OVER_GRADE = 9
FARMLAND_SHARE = 0.92  # of a demolition parcel; the rest are ridges, ditches and paths
HOUSEHOLDS_A_PARCEL = 3
DOCUMENTS = (
    ("立项申请报告", "澄自然资〔2025〕21号"),
    ("市州转报文件", "示自然资函〔2025〕37号"),
    ("资金承诺证明", "澄财函〔2025〕9号"),
    ("项目区实施规划", "第1—186页"),
    ("专家论证意见", "2025年2月20日会议"),
    ("建设用地整理意见书", "第187—214页"),
    ("农户同意拆迁意见书", "第215—402页"),
    ("土地权属调整方案", "第403—410页"),
    ("土地利用现状数据", "2023年度变更调查"),
)


def papers(
    project: Project,
    quota_m2: float,
    county_m2: tuple[float, float],
    farmland_share: float = FARMLAND_SHARE,
) -> Papers:
    """Return the facts at application; `county_m2` are the county's quota and what it has built.

    `farmland_share` of each demolition parcel is planned as farmland.
    """
    households = [_households(parcels) for _, parcels in by_village(project)]
    return {
        "project_code": project.code,
        "project_name": project.name,
        "county_code": plan.COUNTY_CODE,
        "programme": "ordinary",
        "application_date": "2025-03-18",
        "households_demolished": sum(households),
        "tenure_adjustment": False,
        "parcels": [
            *(_reclaimed_row(parcel, farmland_share) for parcel in project.of("demolition")),
            *(_built_row(parcel) for parcel in project.of("new_construction")),
        ],
        "declared": _declared(project, farmland_share),
        "quota_m2": quota_m2,
        "quota_numbers": ["川挂〔2024〕015号"],
        "annual_plan_numbers": ["川新增〔2024〕003号"],
        "surplus_quota_m2": project.quota_ha * 10_000,
        "county_quota_m2": county_m2[0],
        "county_new_construction_m2": county_m2[1],
        "votes": list(_votes(project)),
        "documents": [
            {"item": item, "present": True, "number": number} for item, number in DOCUMENTS
        ],
    }


def _reclaimed_row(parcel: Parcel, share: float) -> Row:
    """Return the row of a demolition parcel: class, net area and grade after reclamation."""
    land_class, grade = RECLAIMED[terrain_of(parcel) or "丘陵"]
    return {
        "parcel_id": parcel.id,
        "role": "demolition",
        "farmland_m2": planned_farmland(parcel, share),
        "grade": grade,
        "grade_scale": SCALE,
        "planned_class": land_class,
    }


def planned_farmland(parcel: Parcel, share: float) -> float:
    """Return the net farmland planned on a demolition parcel, whole m²."""
    return float(math.floor(share * parcel.planar))


def _built_row(parcel: Parcel) -> Row:
    return {
        "parcel_id": parcel.id,
        "role": "new_construction",
        "area_surveyed": True,
        "grade": BUILT_OVER_GRADE,
        "grade_scale": SCALE,
    }


def by_village(project: Project) -> list[tuple[Village, list[Parcel]]]:
    """Return the villages with demolition parcels, by code, and these."""
    found: dict[str, list[Parcel]] = defaultdict(list)
    villages: dict[str, Village] = {}
    for parcel in project.of("demolition"):
        if parcel.village:
            found[parcel.village.code].append(parcel)
            villages[parcel.village.code] = parcel.village
    return [(villages[code], found[code]) for code in sorted(found)]


def _households(parcels: list[Parcel]) -> int:
    return HOUSEHOLDS_A_PARCEL * len(parcels)


def _votes(project: Project) -> Iterator[Row]:
    """Yield for each village the assembly, a few of it against, and every household for it."""
    for number, (village, parcels) in enumerate(by_village(project)):
        common = {"village_code": village.code[:12], "village_name": village.name}
        members, homes = 45 + 2 * number, _households(parcels)
        yield {**common, "kind": "assembly", "eligible": members, "agreed": members - 3 - number,
               "document": "建设用地整理意见书"}  # fmt: skip
        yield {**common, "kind": "households", "eligible": homes, "agreed": homes,
               "document": "农户同意拆迁意见书"}  # fmt: skip


def _declared(project: Project, share: float) -> list[Row]:
    """Return the totals of the report: both roles before, farmland on demolition land after."""
    old, new = project.of("demolition"), project.of("new_construction")
    farmland = math.fsum(planned_farmland(parcel, share) for parcel in old)
    before = {"moment": "before", "land_class": ""}
    return [
        {"role": "demolition", **before, "area_m2": math.fsum(p.planar for p in old)},
        {"role": "new_construction", **before, "area_m2": math.fsum(p.planar for p in new)},
        {"role": "demolition", "moment": "after", "land_class": "01", "area_m2": farmland},
    ]
