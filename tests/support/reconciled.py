"""A 数线图对照表 built by hand: one parcel of every outcome, pieces n:m, lines that differ."""

from __future__ import annotations

from typing import Any

from gouhook_gis.domain.message import message
from gouhook_gis.domain.reconciliation import (
    BoundarySide,
    ClassArea,
    Displacement,
    FiguresSide,
    FiledPhotograph,
    GroundSide,
    MapSide,
    Part,
    PartOutcome,
    ReconciledParcel,
    Reconciliation,
    Sum,
    SurveyPair,
)
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import Role, Status
from tests.support.reports import FORMULA_ID, HOSTILE_ID, VILLAGE, box, full_report

CHANGE = "land_use_change@2024"
THRESHOLDS = {
    "area_share": 0.001,
    "point_m": 0.01,
    "coincidence": 0.9,
    "displacement_m": 2.0,
    "class_share": 0.05,
    "minimum_farmland_m2": 400.0,
    "changed_share": 0.3,
}
_PARTS: tuple[Part, ...] = ("figures_boundary", "boundary_map", "figures_map")


def parts(*outcomes: tuple[Status, float | None]) -> tuple[PartOutcome, ...]:
    """Return the three comparisons; each that is no pass says that nothing was examined."""
    return tuple(
        PartOutcome(
            part=part,
            status=status,
            difference_m2=difference,
            notes=() if status is Status.PASS else (message("engine.nothing_examined"),),
        )
        for part, (status, difference) in zip(_PARTS, outcomes, strict=True)
    )


def row(id_: str, status: Status, **more: Any) -> ReconciledParcel:
    """Return one row about a demolition parcel."""
    return ReconciledParcel(
        key=f"demolition/{id_}",
        id=id_,
        role=Role.DEMOLITION,
        status=status,
        **{"village_code": VILLAGE, "village_name": "柏树村", **more},
    )


def pair(id_: str, patch: str, area: float, before: str, after: str, **more: Any) -> SurveyPair:
    """Return one piece; of farmland a tenth goes off for ridges."""
    farmland = after.startswith("01")
    return SurveyPair(
        parcel_key=f"demolition/{id_}",
        parcel_id=id_,
        layer_id=CHANGE,
        process_id=f"5109992400000{patch}",
        patch_before=f"{patch}@{VILLAGE}",
        patch_after=f"9{patch}@{VILLAGE}",
        class_before=before,
        class_after=after,
        area_m2=area,
        ridge_ratio=0.1 if farmland else None,
        ridge_m2=area * 0.1 if farmland else None,
        net_m2=area * 0.9 if farmland else None,
        **more,
    )


def rows() -> tuple[ReconciledParcel, ...]:
    """Return one parcel that agrees, one whose figure is off by 0.6 %, one whose line lies 3.00 m
    off along one side, one too small to be mapped, one without a survey.
    """
    agreeing = row(
        "CJ-001",
        Status.PASS,
        figures=FiguresSide(
            declared_m2=1200.0, text_m2=1200.0, linked_m2=1200.0, farmland_m2=1080.0
        ),
        boundary=BoundarySide(
            area_ellipsoidal_m2=1200.024,
            area_planar_m2=1200.0,
            file="CJ-001.txt",
            text_area_ellipsoidal_m2=1200.024,
            text_area_planar_m2=1200.0,
            points_declared=5,
            points_text=5,
            points_layer=4,
            farthest_m=0.0004,
        ),
        map=MapSide(
            layer_id=CHANGE,
            year=2024,
            covered_m2=1200.024,
            coincident_m2=1200.024,
            share=1.0,
            outside_m2=0.0,
            after=(ClassArea(code="0103", gross_m2=1200.024, net_m2=1080.0216),),
            farmland_gross_m2=1200.024,
            farmland_net_m2=1080.0216,
            from_parcel=Displacement(greatest_m=0.02, p95_m=0.01, mean_m=0.004),
            to_parcel=Displacement(greatest_m=0.02, p95_m=0.01, mean_m=0.004),
            iou=0.9996,
            slope_class="2",
            grade=8.0,
        ),
        ground=GroundSide(steep=0.0, measured=1.0, cover={"10": 0.9, "80": 0.1}, changed=0.42),
        photographs=("IMG_001", "IMG_002"),
        parts=parts((Status.PASS, -0.024), (Status.PASS, 0.0), (Status.PASS, -0.0216)),
    )
    wrong_figure = row(
        "CJ-002",
        Status.FAIL,
        figures=FiguresSide(declared_m2=1760.5, resolution_m2=0.01),
        boundary=BoundarySide(area_ellipsoidal_m2=1750.035, area_planar_m2=1750.0, points_layer=6),
        map=MapSide(
            layer_id=CHANGE,
            year=2024,
            covered_m2=1750.035,
            coincident_m2=1700.0,
            share=1700.0 / 1750.035,
            outside_m2=50.035,
            unchanged=(ClassArea(code="0702", gross_m2=50.035),),
            farmland_gross_m2=1700.0,
            farmland_net_m2=1530.0,
        ),
        parts=parts((Status.FAIL, 10.465), (Status.PASS, 50.035), (Status.PASS, 10.465)),
        drawing={"filed": box(300, 1180, 50, 35), "changed": box(300, 1180, 50, 34)},
    )
    moved = row(
        "CJ-003",
        Status.FAIL,
        figures=FiguresSide(declared_m2=800.0, text_m2=860.0, resolution_m2=0.01),
        boundary=BoundarySide(
            area_ellipsoidal_m2=800.016,
            area_planar_m2=800.0,
            file="坐标/CJ-003.txt",
            text_area_ellipsoidal_m2=860.0172,
            text_area_planar_m2=860.0,
            points_declared=5,
            points_text=4,
            points_layer=4,
            farthest_m=3.0,
            missing=("J3",),
        ),
        map=MapSide(
            layer_id=CHANGE,
            year=2024,
            covered_m2=800.016,
            coincident_m2=680.0,
            share=680.0 / 800.016,
            outside_m2=120.016,
            farmland_gross_m2=680.0,
            farmland_net_m2=612.0,
            from_parcel=Displacement(greatest_m=6.0, p95_m=5.1, mean_m=1.0),
            to_parcel=Displacement(greatest_m=6.0, p95_m=5.0, mean_m=1.1),
            iou=0.85,
        ),
        parts=parts((Status.PASS, -0.016), (Status.FAIL, 120.016), (Status.NEEDS_REVIEW, 120.0)),
        drawing={
            "filed": box(520, 760, 40, 20),
            "text": box(520, 760, 43, 20),
            "changed": box(526, 760, 60, 20),
            "between": box(560, 760, 3, 20),
        },
    )
    small = row(
        HOSTILE_ID,
        Status.NEEDS_REVIEW,
        village_name=None,
        boundary=BoundarySide(area_ellipsoidal_m2=280.0, area_planar_m2=280.0),
        map=MapSide(layer_id=CHANGE, year=2024, covered_m2=280.0, below_minimum=True),
        parts=parts(
            (Status.NOT_RUN, None), (Status.NEEDS_REVIEW, None), (Status.NEEDS_REVIEW, None)
        ),
        drawing={"filed": box(880, 1300, 20, 14)},
    )
    unseen = row(
        FORMULA_ID,
        Status.NOT_RUN,
        parts=parts((Status.NOT_RUN, None), (Status.NOT_RUN, None), (Status.NOT_RUN, None)),
    )
    return agreeing, wrong_figure, moved, small, unseen


PAIRS = (
    pair("CJ-001", "0011", 800.016, "0702", "0103", of_parcel=2 / 3, of_patch=0.5),
    pair("CJ-001", "0012", 400.008, "0702", "0103", of_parcel=1 / 3, of_patch=1.0),
    pair("CJ-002", "0011", 1700.0, "0702", "0103", of_parcel=0.971, of_patch=0.5),
    pair("CJ-002", "0013", 50.035, "0702", "0702", of_parcel=0.029, of_patch=None),
    pair("CJ-003", "0014", 680.0, "0702", "0103", of_parcel=0.85, of_patch=0.6),
    pair("CJ-003", "0015", 120.016, "0702", "1006", of_parcel=0.15, of_patch=0.2),
)


def reconciliation(**changes: Any) -> Reconciliation:
    """Return the table; `changes` replace its fields."""
    return Reconciliation(
        **{
            "acceptance_document": "青自然资验〔2024〕8号",
            "acceptance_date": "2024-11-20",
            "layers": {"land_use_change@accepted": CHANGE, "land_use@before": "land_use@2023"},
            "rows": rows(),
            "pairs": PAIRS,
            "totals": (
                Sum(
                    name="accepted_demolition_m2",
                    label=message("reconciliation.total_of_fact", fact="accepted_demolition_m2"),
                    declared_m2=3760.5,
                    computed_m2=3750.075,
                    status=Status.FAIL,
                    notes=(message("engine.nothing_examined"),),
                ),
                Sum(
                    name="new_construction",
                    declared_m2=None,
                    computed_m2=18_600.0,
                    status=Status.NOT_RUN,
                ),
            ),
            "photographs": (
                FiledPhotograph(
                    number="IMG_001",
                    file="照片/IMG_001.jpg",
                    parcel_key="demolition/CJ-001",
                    taken="2024-10-31T09:30:00",
                    azimuth_deg=182.5,
                ),
                FiledPhotograph(number="IMG_002", file="照片/IMG_002.jpg"),
            ),
            "thresholds": THRESHOLDS,
            "legend": {"10": "耕地"},
            "missing": (message("engine.layer_missing", kind="slope_classes"),),
            **changes,
        }
    )


def reconciled_report(**changes: Any) -> Report:
    """Return the full report with the table in it; `changes` replace fields of the table."""
    return full_report(reconciliation=reconciliation(**changes))
