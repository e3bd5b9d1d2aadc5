"""What a check of each submission must say: `expected.yaml`, from the figures and by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import shapely

from generator import figures, filed
from generator.figures import Reference, overlaps, units_of
from generator.plan import COUNTY_CODE
from generator.project import Parcel, Project
from generator.sure import sure
from generator.table import Table

# Planar areas of the planted pieces by hand, m² (length × width on the board).
BY_HAND: dict[str, dict[str, float]] = {
    "ZJ-B01": {"JX901": 40 * 100, "JX902": 0.6 * 60, "JX903": 0.04 * 50, "JX905": 80 * 60},
    "ZJ-B34": {"CJ906": 10 * 50},
    "open": {"JX907": 30 * 50},
    "settled": {"JX908": 20 * 60},
    "unjudged": {"JX911": 20 * 60},
    "ZJ-B25": {"CJ905": 20 * 20},
    "P01": {"JX908": 20 * 40},
    "withdrawn": {"JX001": 40 * 160},
    "released": {"JX906": 50 * 40},
}
SLIVER = "JX903"
MEAN_DISTANCE_M = 5000.0
LEAST_CLUSTER_SHARE = 0.5
PASSING = [
    *("ZJ-A01", "ZJ-A02", "ZJ-B01", "ZJ-B02", "ZJ-B03", "ZJ-B07", "ZJ-B14", "ZJ-B15"),
    *("ZJ-B16", "ZJ-B17", "ZJ-B18", "ZJ-B19", "ZJ-B25", "ZJ-B34", "P01", "V01"),
]


def clean(project: Project, reference: Reference) -> dict[str, Any]:
    """Return the expected figures of the clean project, and make sure that it passes."""
    old, new = project.of("demolition"), project.of("new_construction")
    sums = figures.totals(project)
    villages = figures.village_shares(project, reference)
    shares = figures.shares_on_settlement(project, reference.land_use)
    near, clusters = figures.nearness(project), figures.clustering(project)
    towns = {
        code
        for parcel_units in units_of([*old, *new], reference.townships, "XZQDM").values()
        for code in parcel_units
    }
    sure("surplus within quota", 0 < sums["surplus"]["planar_m2"] <= project.quota_ha * 1e4 + 0.5)
    farmland = reference.basic_farmland.shapes
    sure("no basic farmland", not overlaps([*old, *new], farmland))
    sure("no illegal land", not overlaps(new, reference.illegal_land.shapes))
    sure("all on settlements", min(shares.values()) > 1 - 1e-6)
    sure("villages above their share", all(v["status"] == "pass" for v in villages))
    sure("villages whole", _in_own_village(project, reference.villages))
    sure("two adjacent townships", len(towns) == 2)
    sure("no overlap in a role", _disjoint(old) and _disjoint(new))
    sure("no overlap of roles", not overlaps(old, [parcel.shape for parcel in new]))
    withdrawn = _as_planned(
        "withdrawn", overlaps([*old, *new], _filed(reference.filed_parcels, ended=True))
    )
    sure("no other project", not overlaps([*old, *new], _filed(reference.filed_parcels)))
    sure("near", near["mean_m"] <= MEAN_DISTANCE_M)
    sure("together", clusters["largest_share"] >= LEAST_CLUSTER_SHARE)
    return {
        "verdict": "pass",
        "totals": sums,
        "rules": {code: {"status": "pass"} for code in PASSING}
        | {"P01": {"status": "pass", "ended_project": withdrawn}},
        "village_shares": villages,
        "nearness": near,
        "clustering": clusters,
        "townships": sorted(towns),
        "smallest_share_on_settlement": round(min(shares.values()), 6),
    }


def violations(project: Project, reference: Reference, farmland_2020: Table) -> dict[str, Any]:
    """Return the expected figures of the planted violations, checked against the hand's."""
    old, new = project.of("demolition"), project.of("new_construction")
    sums = figures.totals(project)
    farmland = _as_planned("ZJ-B01", overlaps(new, reference.basic_farmland.shapes))
    released = overlaps(new, farmland_2020.shapes)
    _as_planned("released", {key: released[key] for key in released.keys() - farmland.keys()})
    misplaced = _as_planned("ZJ-B34", overlaps(old, reference.basic_farmland.shapes))
    illegal = {
        key: _as_planned(key, overlaps(new, _illegal(reference.illegal_land, key)))
        for key in ("open", "settled", "unjudged")
    }
    both_roles = _as_planned("ZJ-B25", overlaps(old, [parcel.shape for parcel in new]))
    others = _as_planned("P01", overlaps([*old, *new], _filed(reference.filed_parcels)))
    sure(
        "no ended project", not overlaps([*old, *new], _filed(reference.filed_parcels, ended=True))
    )
    sure("no overlap in a role", _disjoint(old) and _disjoint(new))
    shares = figures.shares_on_settlement(project, reference.land_use)
    off = {key: round(share, 6) for key, share in shares.items() if share < 0.95}
    sure("shares on settlements", off == {"CJ901": 0.0, "CJ902": 0.625})
    villages = figures.village_shares(project, reference)
    below = [one["village"] for one in villages if one["status"] == "fail"]
    sure("villages below their share", len(below) == 2)
    in_villages = units_of(old, reference.villages, "ZLDWDM")
    crossing = {key: areas for key, areas in in_villages.items() if len(areas) > 1}
    by_hand = {"CJ903": [800.0, 1200.0], "CJ904": [35.0, 2065.0]}
    sure("crossing", {key: sorted(areas.values()) for key, areas in crossing.items()} == by_hand)
    towns = units_of([*old, *new], reference.townships, "XZQDM")
    counties = units_of([*old, *new], reference.counties, "XZQDM")
    away = sorted(key for key, codes in counties.items() if list(codes) != [COUNTY_CODE])
    sure("one parcel in another county", away == ["JX909"])
    near, clusters = figures.nearness(project), figures.clustering(project)
    sure("far", near["mean_m"] > MEAN_DISTANCE_M)
    sure("scattered", clusters["largest_share"] < LEAST_CLUSTER_SHARE)
    sure("more new than old", sums["surplus"]["official_m2"] < 0)
    wrong_codes = sorted(parcel.id for parcel in old if parcel.village_code)
    sure("two codes misfiled", len(wrong_codes) == 2)
    failing = {key: farmland[key] for key in farmland if key != SLIVER}
    return {
        "verdict": "fail",
        "totals": sums,
        "rules": {
            "ZJ-A01": {"status": "fail"},
            "ZJ-A02": {"status": "fail", "note": "surplus negative; information only"},
            "ZJ-B01": {
                "status": "fail",
                "parcels": failing,
                "needs_review": {SLIVER: farmland[SLIVER]},
                "pass": ["JX904", "JX906"],
                "not_run": ["JX909"],
                "note": "JX903 has a sliver above 1 m²; JX904 lies in a skylight; JX906 was "
                "released in 2024 and fails with --slot basic_farmland=2020; JX909 lies "
                "outside the declared coverage",
                "with_edition_2020": {"JX906": released["JX906"]},
            },
            "ZJ-B02": {"status": "fail", "note": "its findings are kept under ZJ-B01"},
            "ZJ-B03": {
                "status": "fail",
                "parcels": illegal["open"],
                "needs_review": illegal["unjudged"],
                "pass": sorted(illegal["settled"]),
                "settled": illegal["settled"],
                "not_run": ["JX909"],
            },
            "ZJ-B07": {
                "status": "fail",
                "parcels": ["CJ901"],
                "needs_review": ["CJ902"],
                "share_on_settlement": off,
            },
            "ZJ-B14": {"status": "fail", "villages": below},
            "ZJ-B15": {
                "status": "fail",
                "parcels": ["CJ903"],
                "needs_review": sorted(["CJ904", *wrong_codes]),
                "planar_m2_by_village": crossing,
            },
            "ZJ-B16": {
                "status": "fail",
                "townships": sorted({code for codes in towns.values() for code in codes}),
                "outside": sorted(key for key, codes in towns.items() if not codes),
            },
            "ZJ-B17": {"status": "fail", "parcels": away},
            "ZJ-B18": {"status": "fail", **near},
            "ZJ-B19": {"status": "fail", **clusters},
            "ZJ-B25": {
                "status": "fail",
                "pairs": [{"parcels": ["CJ905", "JX910"], **both_roles["CJ905"]}],
            },
            "ZJ-B34": {"status": "needs_review", "parcels": misplaced},
            "P01": {
                "status": "fail",
                "parcels": others,
                "project": filed.ACCEPTED["XMBH"],
                "feature": "JX002",
                "not_run": ["JX909"],
            },
            "V01": {"status": "fail", "parcels": wrong_codes, "not_run": ["JX909"]},
        },
        "village_shares": villages,
    }


def _illegal(table: Table, state: str) -> list[Any]:
    """Return the shapes of open, settled or unjudged illegal patches."""

    def is_state(row: dict[str, Any]) -> bool:
        if not row["判定结果"]:
            return state == "unjudged"
        return state == ("settled" if row["整改日期"] else "open")

    return [s for row, s in zip(table.rows, table.shapes, strict=True) if is_state(row)]


def _filed(table: Table, *, ended: bool = False) -> list[Any]:
    """Return the shapes of filed parcels whose project was, or was not, withdrawn."""
    state = filed.WITHDRAWN["XMZT"]
    return [
        shape
        for row, shape in zip(table.rows, table.shapes, strict=True)
        if (row["XMZT"] == state) is ended
    ]


def _in_own_village(project: Project, villages: Table) -> bool:
    found = units_of(project.parcels, villages, "ZLDWDM")
    return all(
        parcel.village is not None and list(found[parcel.id]) == [parcel.village.code]
        for parcel in project.parcels
    )


def _disjoint(parcels: Sequence[Parcel]) -> bool:
    union = shapely.union_all([parcel.board for parcel in parcels])
    return abs(union.area - math.fsum(parcel.planar for parcel in parcels)) < 1e-6


def _as_planned(name: str, found: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return what was found, or raise where it is not what the plan gives by hand."""
    planned = BY_HAND[name]
    areas = {key: value["planar_m2"] for key, value in found.items()}
    sure(f"{name}: {areas}", areas.keys() == planned.keys())
    sure(f"{name}: {areas}", all(abs(areas[key] - planned[key]) < 0.005 for key in planned))
    return dict(sorted(found.items()))
