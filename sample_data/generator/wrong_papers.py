"""Papers with planted defects, each with a number that one can check by hand."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from generator.papers import SCALE, Papers, papers
from generator.project import Project
from generator.violations import PLAIN
from generator.workbook import Edit
from gouhook_gis.domain.fact_layout import cell_of
from gouhook_gis.domain.fact_specs import fact_sheets

# 59 of 90: two thirds are 60. One household of the three is against.
SHORT_VOTE = {"eligible": 90, "agreed": 59}
AGAINST = "CJ905"
QUOTA_M2, COUNTY_QUOTA_M2, COUNTY_BUILT_M2 = 200_000.0, 500_000.0, 525_000.0
RECLAIMED_SHARE, RECLAIMED_GRADE = 0.4, 10
NOT_SURVEYED = "JX905"
NO_ROW, NO_PARCEL = "JX909", "CJ999"
ABSENT = "专家论证意见"
NO_DATE = ("received_date", "2025年2月30日")
# Accepted on a Friday; the Saturday after it is a working day, the tenth is the 23rd.
DATES = {
    "approval_date": "2025-05-20",
    "approval_filing_date": "2025-05-20",
    "implementation_date": "2025-05-26",
    "completion_date": "2025-09-30",
    "acceptance_date": "2025-10-10",
    "filing_date": "2025-10-24",
}
# Works ran from May to September; nothing was reported for July.
REPORTED = ("2025-05", "2025-06", "2025-08", "2025-09")
MISSING_MONTH = "2025-07"


def wrong_papers(project: Project) -> Papers:
    """Return the facts of the project in which every rule is broken."""
    facts = papers(project, QUOTA_M2, (COUNTY_QUOTA_M2, COUNTY_BUILT_M2), RECLAIMED_SHARE)
    facts |= DATES
    facts["annual_plan_numbers"] = [*facts["annual_plan_numbers"], *facts["quota_numbers"]]
    facts["parcels"] = [_wrong_row(row) for row in facts["parcels"] if row["parcel_id"] != NO_ROW]
    facts["parcels"].append({"parcel_id": NO_PARCEL, "role": "demolition", "grade": 8,
                             "grade_scale": SCALE, "planned_class": "0103"})  # fmt: skip
    for row in facts["votes"]:
        _wrong_vote(row, project)
    for row in facts["documents"]:
        if row["item"] == ABSENT:
            row |= {"present": False, "number": None}
    facts["progress"] = [_month(number, month) for number, month in enumerate(REPORTED, start=1)]
    return facts


def _month(number: int, month: str) -> dict[str, Any]:
    """Return the report of a month, cumulative."""
    return {
        "month": month,
        "reported_on": f"{month}-28",
        "demolished_m2": 25_000.0 * number,
        "reclaimed_m2": 20_000.0 * number,
        "built_m2": 15_000.0 * number,
        "households_resettled": 40 * number,
        "funds_wan": 300.0 * number,
    }


def with_a_wrong_cell() -> Edit:
    """Return the edit that enters a day that no calendar has."""
    key, value = NO_DATE
    sheet, cell = fact_sheets().sheet_of(key), cell_of(key)
    if sheet is None or cell is None:
        raise ValueError(key)
    name = sheet.title.get("zh")

    def enter(book: Workbook) -> None:
        book[name][cell] = value

    return enter


def _wrong_row(row: dict[str, Any]) -> dict[str, Any]:
    if row["role"] == "demolition":
        return row | {"grade": RECLAIMED_GRADE}
    return row | {"area_surveyed": row["parcel_id"] != NOT_SURVEYED}


def _wrong_vote(row: dict[str, Any], project: Project) -> None:
    villages = {p.village.cell: p.village for p in project.parcels if p.village}
    against = next(p.village for p in project.parcels if p.id == AGAINST)
    if row["kind"] == "assembly" and row["village_code"] == villages[PLAIN].code[:12]:
        row |= SHORT_VOTE
    if row["kind"] == "households" and against and row["village_code"] == against.code[:12]:
        row["agreed"] -= 1
