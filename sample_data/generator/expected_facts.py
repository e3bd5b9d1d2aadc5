"""What a check must say of the papers: votes, quota, farmland, documents, planning zones."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from generator import wrong_papers as wrong
from generator.farmland import balance
from generator.figures import overlaps, totals
from generator.papers import Papers
from generator.project import Project
from generator.sure import sure
from generator.table import Table
from generator.zones import CONDITIONAL, RESTRICTED

# Rules that the papers and the planning zones answer, in the order of their codes.
PASSING = [
    *("F13", "F14", "ZJ-A03", "ZJ-A04", "ZJ-A05", "ZJ-A06", "ZJ-A10", "ZJ-A11", "ZJ-A15"),
    *("ZJ-A16", "ZJ-B08", "ZJ-B31", "ZJ-C18", "ZJ-C30", "ZJ-D08"),
]
TWO_THIRDS = Fraction(2, 3)
# Planar m² by hand: 20 of its 90 m beyond the permitted zone, 10 of its 50 m conditional.
ZONES_BY_HAND = {"JX911": 20 * 90, "JX906": 10 * 40}


def clean(project: Project, filed: Papers, land_use: Table, zones: Table) -> dict[str, Any]:
    """Return the figures of the clean project's papers, and make sure that they pass."""
    figures = balance(project, filed["parcels"], land_use)
    new = project.of("new_construction")
    sure("farmland", figures["planned_farmland_m2"] > figures["occupied_farmland_m2"])
    sure("grade", figures["reclaimed_grade"] < figures["occupied_grade"])
    sure("buildings", figures["construction_planned_m2"] <= figures["construction_before_m2"])
    sure("quota", totals(project)["new_construction"]["planar_m2"] <= filed["quota_m2"])
    sure("county", filed["county_new_construction_m2"] <= filed["county_quota_m2"])
    sure("votes", all(_share(v) >= TWO_THIRDS for v in filed["votes"]))
    sure("zones", not any(overlaps(new, _zone(zones, code)) for code in (CONDITIONAL, RESTRICTED)))
    return {
        "rules": {code: {"status": "pass"} for code in PASSING},
        "facts": {
            **figures,
            "quota_m2": filed["quota_m2"],
            "county_quota_m2": filed["county_quota_m2"],
            "county_new_construction_m2": filed["county_new_construction_m2"],
            "households_demolished": filed["households_demolished"],
            "least_assembly_share": round(
                float(min(_share(v) for v in filed["votes"] if v["kind"] == "assembly")), 6
            ),
        },
    }


def violations(project: Project, filed: Papers, land_use: Table, zones: Table) -> dict[str, Any]:
    """Return what the planted defects of the papers must give."""
    figures = balance(project, filed["parcels"], land_use)
    new = project.of("new_construction")
    outside = overlaps(new, _zone(zones, RESTRICTED))
    unsure = overlaps(new, _zone(zones, CONDITIONAL))
    by_hand = {key: area["planar_m2"] for key, area in (outside | unsure).items()}
    sure(f"zones: {by_hand}", by_hand == ZONES_BY_HAND)
    sure("farmland", figures["planned_farmland_m2"] < figures["occupied_farmland_m2"])
    villages = {vote["village_code"]: vote["village_name"] for vote in filed["votes"]}
    asked = {"assembly": TWO_THIRDS, "households": Fraction(1)}
    short = {kind: _short(filed, kind, least) for kind, least in asked.items()}
    sure("one vote short each", [len(rows) for rows in short.values()] == [1, 1])
    farmland = ("planned_farmland_m2", "occupied_farmland_m2", "occupied_farmland_gross_m2")
    return {
        "F13": {"status": "needs_review", "fact": wrong.NO_DATE[0], "value": wrong.NO_DATE[1]},
        "F14": {
            "status": "needs_review",
            "no_parcel": [wrong.NO_PARCEL],
            "no_row": [wrong.NO_ROW],
        },
        "ZJ-A03": {"status": "fail", **{key: figures[key] for key in farmland}},
        "ZJ-A04": {
            "status": "fail",
            "reclaimed_grade": figures["reclaimed_grade"],
            "occupied_grade": figures["occupied_grade"],
        },
        "ZJ-A05": {
            "status": "fail",
            "quota_m2": filed["quota_m2"],
            "built_m2": figures["construction_planned_m2"],
        },
        "ZJ-A06": {
            "status": "fail",
            "quota_m2": filed["county_quota_m2"],
            "built_m2": filed["county_new_construction_m2"],
        },
        "ZJ-A10": {
            "status": "not_run",
            "construction_planned_m2": figures["construction_planned_m2"],
            "construction_before_m2": figures["construction_before_m2"],
            "note": "JX909 lies outside the survey: it may stand on building land",
        },
        "ZJ-A11": {
            "status": "fail",
            "cultivated_planned_m2": figures["cultivated_planned_m2"],
            "cultivated_before_m2": figures["cultivated_before_m2"],
        },
        "ZJ-A15": {"status": "fail", "numbers": filed["quota_numbers"]},
        "ZJ-A16": {"status": "fail", "parcels": [wrong.NOT_SURVEYED], "not_run": [wrong.NO_ROW]},
        "ZJ-B08": {
            "status": "fail",
            "parcels": outside,
            "needs_review": unsure,
            "not_run": [wrong.NO_ROW],
        },
        "ZJ-B31": {"status": "pass"},
        "ZJ-C18": {"status": "fail", "villages": short["assembly"],
                   "not_run": sorted(_unnamed(project, villages))},
        "ZJ-C30": {"status": "fail", "villages": short["households"],
                   "not_run": sorted(_unnamed(project, villages))},
        "ZJ-D08": {"status": "fail", "absent": [wrong.ABSENT]},
    }  # fmt: skip


def at_filing() -> dict[str, Any]:
    """Return what the dates and the reports of the months give with `--stage filing`."""
    return {
        "ZJ-C06": {"status": "fail", "workdays_taken": 11, "last_day": "2025-10-23"},
        "ZJ-C07": {"status": "fail", "missing": [wrong.MISSING_MONTH]},
    }


def _share(vote: dict[str, Any]) -> Fraction:
    return Fraction(vote["agreed"], vote["eligible"])


def _short(filed: Papers, kind: str, least: Fraction) -> dict[str, dict[str, int]]:
    return {
        vote["village_code"]: {"eligible": vote["eligible"], "agreed": vote["agreed"]}
        for vote in filed["votes"]
        if vote["kind"] == kind and _share(vote) < least
    }


def _unnamed(project: Project, villages: dict[str, str]) -> set[str]:
    """Return the villages that parcels name and that did not vote."""
    named = {
        (parcel.village_code or (parcel.village.code if parcel.village else ""))[:12]
        for parcel in project.of("demolition")
    }
    return named - villages.keys()


def _zone(zones: Table, code: str) -> list[Any]:
    return [s for row, s in zip(zones.rows, zones.shapes, strict=True) if row["GZQLXDM"] == code]
