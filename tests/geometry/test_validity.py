"""Each defect with its reason and place, and the repair of reference features."""

from __future__ import annotations

import numpy as np
import pytest

import shapely

from gouhook_gis.domain.message import catalogue
from gouhook_gis.geometry.repair import repair
from gouhook_gis.geometry.validity import Defect, Reason, defects
from tests.support.shapes import array, wkt

SQUARE = "(0 0, 9 0, 9 9, 0 9, 0 0)"
CASES = {
    "POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))": (Reason.SELF_INTERSECTION, 4.5, 4.5),
    "POLYGON ((0 0, 9 0, 9 9, 5 9, 5 15, 5 9, 0 9, 0 0))": (Reason.SELF_INTERSECTION, 5, 15),
    "POLYGON ((0 0, 9 0, 9 9, 5 0, 0 9, 0 0))": (Reason.RING_SELF_TOUCH, 5, 0),
    f"POLYGON ({SQUARE}, (20 20, 21 20, 21 21, 20 20))": (Reason.HOLE_OUTSIDE, 20, 20),
    f"POLYGON ({SQUARE}, (1 1, 8 1, 8 8, 1 8, 1 1), (2 2, 3 2, 3 3, 2 2))": (
        Reason.NESTED_HOLES, 2, 2),
    f"POLYGON ({SQUARE}, (1 1, 8 1, 8 8, 1 8, 1 1), (8 8, 1 8, 1 1, 8 1, 8 8))": (
        Reason.DUPLICATE_RINGS, 1, 1),
    f"MULTIPOLYGON (({SQUARE}), ((1 1, 8 1, 8 8, 1 1)))": (Reason.NESTED_SHELLS, 1, 1),
    f"MULTIPOLYGON (({SQUARE}), ((9 9, 9 0, 0 0, 0 9, 9 9)))": (Reason.DUPLICATE_RINGS, 0, 0),
    f"POLYGON ({SQUARE}, (0 5, 5 0, 9 5, 5 9, 0 5))": (Reason.DISCONNECTED_INTERIOR, 5, 0),
    "POLYGON ((1 1, 1 1, 1 1, 1 1))": (Reason.TOO_FEW_POINTS, 1, 1),
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_reason_and_place(text: str) -> None:
    reason, x, y = CASES[text]
    assert defects(wkt(text)) == [Defect(0, reason, x, y)]


def test_a_place_is_exact_to_a_tenth_of_a_millimetre_in_a_zone_with_number() -> None:
    bow_tie = wkt("POLYGON ((35500000 3400000, 35500001.0002 3400001, "
                  "35500001.0002 3400000, 35500000 3400001, 35500000 3400000))")  # fmt: skip
    (defect,) = defects(bow_tie)
    assert (defect.x, defect.y) == pytest.approx((35500000.5001, 3400000.5), abs=1e-6)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_coordinates_that_are_not_finite_have_no_place() -> None:
    nan, inf = float("nan"), float("inf")
    geoms = array(
        shapely.Polygon([(0, 0), (9, 0), (nan, 9)]), shapely.Polygon([(0, 0), (9, 0), (9, inf)])
    )
    assert [(defect.index, defect.reason, defect.x) for defect in defects(geoms)] == [
        (0, Reason.NOT_FINITE, None),
        (1, Reason.NOT_FINITE, None),
    ]


def test_only_invalid_rows_have_a_defect_and_only_one() -> None:
    # Row 3 is a bow-tie with a hole outside: the crossing is the first thing to mend.
    geoms = array(
        None, shapely.Polygon(), *wkt(f"POLYGON ({SQUARE})"),
        *wkt("POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0), (20 20, 21 20, 21 21, 20 20))"),
    )  # fmt: skip
    assert [(defect.index, defect.reason) for defect in defects(geoms)] == [
        (3, Reason.SELF_INTERSECTION)
    ]
    assert defects(array()) == []


def test_every_reason_has_its_message() -> None:
    said = {key for key in catalogue() if key.startswith("rules.invalid.")}
    assert {f"rules.invalid.{reason.value}" for reason in Reason} == said


def test_repair_leaves_valid_features_and_marks_the_others() -> None:
    square, bow_tie, spike = wkt(
        f"POLYGON ({SQUARE})",
        "POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))",
        "POLYGON ((0 0, 9 0, 9 9, 5 9, 5 15, 5 9, 0 9, 0 0))",
    )
    result, repaired = repair(array(square, bow_tie, None, spike))
    assert repaired.tolist() == [False, True, False, True]
    assert result[0] is square
    assert result[1].geom_type == "MultiPolygon"
    assert result[1].area == 2 * 20.25
    assert result[2] is None
    assert (result[3].geom_type, result[3].area) == ("Polygon", 81)
    assert shapely.is_valid(result[[0, 1, 3]]).all()


def test_repair_merges_parts_that_overlap() -> None:
    result, repaired = repair(wkt("MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), "
                                  "((5 0, 15 0, 15 9, 5 9, 5 0)))"))  # fmt: skip
    assert repaired.tolist() == [True]
    assert result[0].area == 15 * 9


@pytest.mark.filterwarnings("ignore:invalid value")
def test_repair_gives_none_where_no_ground_is_left() -> None:
    flat = shapely.from_wkt("POLYGON ((0 0, 9 0, 5 0, 0 0))")
    lost = shapely.Polygon([(0, 0), (9, 0), (9, float("nan"))])
    result, repaired = repair(array(flat, lost))
    assert result.tolist() == [None, None]
    assert repaired.tolist() == [True, True]
    assert not np.any(repair(array())[1])
