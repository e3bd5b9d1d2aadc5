"""The checks of the small projects and what each must say, worked out apart from the program.

Areas are geodesic ones by Karney's algorithm on the rectangles of the board; the program's official
areas agree with them to 0.01 m². All other numbers are sums one can do by hand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from shapely import box

from generator.plan import Rectangle
from generator.small import sichuan, transfer
from generator.small.layers import RIDGES
from generator.small.national import national
from generator.small.project import Small
from generator.small.shandong import shandong

MU_PER_M2 = Fraction(15, 10_000)
# Out of force since 2020 and 2019; what is left are the national texts.
OF_SHANDONG = (
    *("ZJ-A22", "ZJ-A23", "ZJ-A25", "ZJ-B09", "ZJ-B10", "ZJ-B20", "ZJ-B21", "ZJ-B36"),
    *("ZJ-C13", "ZJ-C14", "ZJ-C17", "ZJ-C19", "ZJ-C31", "ZJ-D01", "ZJ-D05", "ZJ-D09"),
)
SHANDONG_LATER = "2026-01-15"

Measures = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Run:
    """One check: its name, the options beside profile and reference, and what it must say.

    `statuses` are those of rules that do not pass; all others pass or do not apply.
    """

    name: str
    verdict: str
    options: dict[str, str] = field(default_factory=dict)
    submission: str = "submission.zip"
    statuses: dict[str, str] = field(default_factory=dict)
    passing: tuple[str, ...] = ()
    measures: Measures = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        """Return the run as `expected.yaml` has it."""
        return {
            "name": self.name,
            "submission": self.submission,
            "options": self.options,
            "verdict": self.verdict,
            "rules": dict(sorted((dict.fromkeys(self.passing, "pass") | self.statuses).items())),
            "measures": self.measures,
        }


def all_runs() -> list[tuple[Small, list[Run]]]:
    """Return the projects and their runs, in the order of the profiles' names."""
    return [
        (project := national(), [_national(project)]),
        (project := shandong(), _shandong(project)),
        (project := sichuan.approved(), [_approved(project), _amended(sichuan.amended())]),
        (project := transfer.transfer_in(), _transfer_in(project)),
        (project := transfer.transfer_out(), _transfer_out(project)),
    ]


def _national(project: Small) -> Run:
    codes = ("ZJ-A02", "ZJ-A06", "ZJ-A10", "ZJ-A11", "ZJ-A15", "ZJ-A16", "ZJ-B02", "ZJ-B03")
    return Run(
        "application",
        "pass",
        {"stage": "application"},
        passing=(*codes, "ZJ-A01", "ZJ-A03", "ZJ-A04", "ZJ-A05", "ZJ-B07", "ZJ-B31", "ZJ-B34"),
        measures=_balance(project),
    )


def _shandong(project: Small) -> list[Run]:
    measures = _balance(project)
    del measures["ZJ-A04"]
    own: Measures = {
        "ZJ-C14": {"notice_days": 30.0},
        "ZJ-C17": {"agreed_share": 0.95},
        "ZJ-C19": {"days_taken": 60.0},
    }
    options = {"stage": "application"}
    return [
        Run("application", "pass", options, passing=OF_SHANDONG, measures=measures | own),
        Run(
            "application_out_of_force",
            "pass",
            options | {"as_of": SHANDONG_LATER},
            statuses=dict.fromkeys(OF_SHANDONG, "not_applicable"),
            measures=measures,
        ),
    ]


def _approved(project: Small) -> Run:
    houses, torn_down = 35_000 + 10_000 + 10_000, 35_000
    return Run(
        "application",
        "pass",
        {"stage": "application"},
        passing=("ZJ-A03", "ZJ-A04", "ZJ-A05", "ZJ-B08", "ZJ-B14", "ZJ-C18", "ZJ-C30", "ZJ-D08"),
        # The first of the two villages; the other tears down two thirds.
        measures=_balance(project)
        | {"ZJ-B14": {"ratio": torn_down / houses}, "ZJ-C18": {"agreed_share": 2 / 3}},
    )


def _amended(project: Small) -> Run:
    return Run(
        "adjustment",
        "fail",
        {"stage": "adjustment", "previous": "submission.zip"},
        submission="amended.zip",
        statuses={
            "ZJ-B03": "fail",
            "ZJ-B04": "fail",
            "ZJ-B05": "fail",
            "ZJ-B06": "needs_review",
            "ZJ-C11": "fail",
        },
        measures=_balance(project)
        | {
            "ZJ-B03": {"overlap": _area(project, sichuan.ILLEGAL)},
            "ZJ-B04": {"overlap": _area(project, sichuan.BUILT)},
            "ZJ-B05": {"overlap": _area(project, sichuan.OFFSET)},
            "ZJ-B06": {"offset_used": _area(project, sichuan.OFFSET)},
            "ZJ-C11": {"changed_parcels": 4.0},
        },
    )


def _transfer_out(project: Small) -> list[Run]:
    ordinary = _price(transfer.ORDINARY_M2, 300_000)
    high = _price(transfer.HIGH_STANDARD_M2, 400_000)
    measures = _balance(project)
    sold = transfer.ORDINARY_M2 + transfer.HIGH_STANDARD_M2
    reclaimed = round(_sum(project, "demolition") * (1 - RIDGES), 2)
    return [
        Run("application", "pass", {"stage": "application"}, measures=measures,
            passing=("ZJ-B11", "ZJ-B12", "ZJ-B13", "ZJ-B33", "ZJ-C20", "ZJ-C21", "ZJ-C26")),
        # What is accepted is what was approved.
        Run("acceptance", "pass", {"stage": "acceptance", "previous": "submission.zip"},
            passing=("ZJ-A03", "ZJ-A04", "ZJ-A10", "ZJ-A11", "ZJ-A14", "ZJ-B06", "ZJ-B22",
                     "ZJ-B26", "ZJ-B27", "ZJ-B28", "ZJ-C25", "ZJ-D06"),
            measures={"ZJ-A07": {"countable_farmland": reclaimed},
                      "ZJ-B26": {"farmland_share": 1.0}}),
        Run("settlement", "pass", {"stage": "settlement"}, passing=("ZJ-A17", "ZJ-C20", "ZJ-C22"),
            measures={"ZJ-A19": {"surplus_filed": sold, "stable_farmland": reclaimed},
                      "ZJ-A17": {"due_amount": ordinary + high, "filed_amount": ordinary + high,
                                 "ordinary_amount": ordinary, "high_standard_amount": high}}),
    ]  # fmt: skip


def _transfer_in(project: Small) -> list[Run]:
    due = _price(transfer.BOUGHT_M2, 500_000)
    built = {"built_area": _sum(project, "new_construction"), "built_area_planar": 25_000.0}
    return [
        Run("application", "pass", {"stage": "application"}, measures={"ZJ-A20": built},
            statuses=dict.fromkeys(("ZJ-A01", "ZJ-A03", "ZJ-B07"), "not_applicable"),
            passing=("ZJ-A20", "ZJ-C20", "ZJ-C21", "ZJ-C23", "ZJ-C26")),
        Run("settlement", "fail", {"stage": "settlement"}, statuses={"ZJ-A18": "fail"},
            passing=("ZJ-A20", "ZJ-C20", "ZJ-C23"),
            measures={"ZJ-A18": {"due_amount": due, "filed_amount": transfer.FILED_IN_YUAN}}),
    ]  # fmt: skip


def _balance(project: Small) -> Measures:
    """Return areas, farmland and grades: nine tenths reclaimed, a tenth of what is built on ridges.

    In these projects all new construction stands on farmland.
    """
    old, new = _sum(project, "demolition"), _sum(project, "new_construction")
    planar = {role: math.fsum(p.planar for p in project.of(role))
              for role in ("demolition", "new_construction")}  # fmt: skip
    return {
        "ZJ-A01": {
            "demolition_area": old,
            "new_construction_area": new,
            "demolition_area_planar": planar["demolition"],
            "new_construction_area_planar": planar["new_construction"],
        },
        "ZJ-A03": {
            "planned_farmland": planar["demolition"] * 9 / 10,
            "occupied_farmland": round(new * (1 - RIDGES), 2),
            "occupied_farmland_gross": new,
        },
        "ZJ-A04": {"reclaimed_grade": 6.0, "occupied_grade": 7.0},
    }


def _price(area_m2: float, yuan_a_mu: int) -> float:
    return float(Fraction(area_m2) * MU_PER_M2 * yuan_a_mu)


def _sum(project: Small, role: str) -> float:
    areas = (project.place.area(box(*plot.rectangle)) for plot in project.of(role))
    return round(math.fsum(areas), 2)


def _area(project: Small, rectangle: Rectangle) -> float:
    return round(project.place.area(box(*rectangle)), 2)
