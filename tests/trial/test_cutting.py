"""Cut back to the edge of what must not be touched, and clipped by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shapely

from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.trial import ClipQuestion, CutQuestion, Edit
from gouhook_gis.domain.words import Status
from gouhook_gis.trial.cutting import cuttable
from gouhook_gis.trial.edits import edited
from tests.support.fixtures import ORIGIN
from tests.trial.held import BUILT, DOCUMENT, FARMLAND, TORN, box, held, line, polygon

FARM = ("basic_farmland",)


@pytest.fixture(scope="module")
def tried() -> Any:
    """The case, checked as filed once."""
    return held()


def shape_of(geometry: dict[str, Any] | None) -> Any:
    """Return an answer's geometry in metres from the origin."""
    assert geometry is not None
    shape = shapely.from_geojson(json.dumps(geometry))
    return shapely.transform(shape, lambda xy: xy - ORIGIN)


def rule(held_case: Any, edits: list[Edit], code: str) -> Any:
    """Return what a rule says of the edited case."""
    case = edited(held_case.prepared.case, edits)
    report = replace(held_case.prepared, case=case).report()
    return next(one for one in report.result.rules if one.code == code)


def test_the_part_off_the_farmland_remains(tried: Any) -> None:
    answer = tried.cut(CutQuestion(parcel_key=BUILT, slots=FARM))
    assert shape_of(answer.geometry).equals(shapely.box(0, 0, 60, 100))
    assert answer.before_m2 == pytest.approx(10_000, abs=0.01)
    assert answer.after_m2 == pytest.approx(6_000, abs=0.01)
    assert answer.removed_m2 == answer.before_m2 - answer.after_m2
    assert (answer.parts, answer.dropped) == (1, 0)
    outcome = rule(tried, [Edit(parcel_key=BUILT, geometry=answer.geometry)], "ZJ-B01")
    assert outcome.status is Status.PASS


def test_it_begins_with_the_parcel_as_edited(tried: Any) -> None:
    """50 × 100 m, of which 20 m are on the farmland: 3000 m² remain."""
    answer = tried.cut(CutQuestion(parcel_key=BUILT, slots=FARM, geometry=box(30, 0, 80, 100)))
    assert shape_of(answer.geometry).equals(shapely.box(30, 0, 60, 100))
    assert (answer.before_m2, answer.after_m2) == pytest.approx((5_000, 3_000), abs=0.01)


def test_a_parcel_that_touches_nothing_comes_back_as_it_is(tried: Any) -> None:
    """On the edge of the farmland: no ground in common. A millimetre on: that much goes."""
    on_edge, over = (
        tried.cut(CutQuestion(parcel_key=BUILT, slots=FARM, geometry=box(0, 0, 60 + x, 100)))
        for x in (0, 0.001)
    )
    assert on_edge.removed_m2 == 0
    assert shape_of(on_edge.geometry).equals(shapely.box(0, 0, 60, 100))
    assert over.removed_m2 == pytest.approx(0.1, abs=0.01)
    assert shape_of(over.geometry).equals(shapely.box(0, 0, 60, 100))


def test_nothing_remains_of_a_parcel_within(tried: Any) -> None:
    answer = tried.cut(CutQuestion(parcel_key=BUILT, slots=FARM, geometry=box(70, 10, 90, 20)))
    assert (answer.geometry, answer.after_m2, answer.parts) == (None, 0, 0)
    assert answer.removed_m2 == pytest.approx(200, abs=0.01)


def test_slivers_that_remain_are_dropped_and_counted() -> None:
    """F2 leaves a strip of 0.04 m × 100 m = 4 m² at the western edge, which is a sliver."""
    second = {"id": "F2", "box": [0.04, 0, 30, 100]}
    farmland = {**FARMLAND, "features": [*FARMLAND["features"], second]}
    tried = held({**DOCUMENT, "reference": {"basic_farmland": farmland}})
    answer = tried.cut(CutQuestion(parcel_key=BUILT, slots=FARM))
    assert shape_of(answer.geometry).equals(shapely.box(30, 0, 60, 100))
    assert (answer.parts, answer.dropped) == (1, 1)
    assert answer.dropped_m2 == pytest.approx(4, abs=0.01)
    assert answer.after_m2 == pytest.approx(3_000, abs=0.01)


def test_only_what_a_rule_counts_is_cut() -> None:
    """Illegal land: the legal patch stays, the open one goes."""
    patches = {
        "features": [
            {"id": "W1", "box": [0, 0, 20, 100], "fields": {"判定结果": "合法"}},
            {
                "id": "W2",
                "box": [90, 0, 100, 100],
                "fields": {"判定结果": "违法", "整改状态": "未整改"},
            },
        ],
        "coverage": FARMLAND["coverage"],
        "edition": "2024",
    }
    tried = held({**DOCUMENT, "reference": {"illegal_land": patches}})
    (one,) = cuttable(tried.prepared)
    assert (one.slot, one.name_zh, one.roles) == ("illegal_land", "违法用地", ("new_construction",))
    answer = tried.cut(CutQuestion(parcel_key=BUILT, slots=("illegal_land",)))
    assert shape_of(answer.geometry).equals(shapely.box(0, 0, 90, 100))
    with pytest.raises(UsageError, match="拆旧没有不得占用“违法用地”的规则"):
        tried.cut(CutQuestion(parcel_key=TORN, slots=("illegal_land",)))


def test_what_is_unsound_is_not_cut(tried: Any) -> None:
    bow = polygon((0, 0), (100, 100), (100, 0), (0, 100))
    with pytest.raises(RefusedError, match=r"自相交"):
        tried.cut(CutQuestion(parcel_key=BUILT, slots=FARM, geometry=bow))
    with pytest.raises(UsageError, match="没有地块"):
        tried.cut(CutQuestion(parcel_key="demolition/none", slots=FARM))


_AT = st.floats(-50, 150, allow_nan=False).map(lambda value: round(value, 3))
_CORNERS = st.lists(st.tuples(_AT, _AT), min_size=3, max_size=9, unique=True)


@given(parcel=_CORNERS, farm=_CORNERS)
@settings(max_examples=60, deadline=None)
def test_what_remains_passes_the_rule(parcel: list[Any], farm: list[Any]) -> None:
    """Whatever parcel and farmland look like: no overlap is left, slivers included."""
    shapes = [shapely.convex_hull(shapely.MultiPoint(points)) for points in (parcel, farm)]
    if any(shape.area < 2 for shape in shapes):
        return
    ground, field = ([*shape.exterior.coords[:-1]] for shape in shapes)
    document = {
        **DOCUMENT,
        "parcels": [{"id": "JX1", "role": "new_construction", "polygon": ground}],
        "reference": {"basic_farmland": {**FARMLAND, "features": [{"id": "F1", "polygon": field}]}},
    }
    tried = held(document, only="ZJ-B01")
    answer = tried.cut(CutQuestion(parcel_key=BUILT, slots=FARM))
    assert answer.after_m2 + answer.removed_m2 == pytest.approx(answer.before_m2, abs=0.001)
    if answer.geometry is None:
        return
    outcome = rule(tried, [Edit(parcel_key=BUILT, geometry=answer.geometry)], "ZJ-B01")
    assert outcome.status is Status.PASS
    assert not [m for a in outcome.assessments for m in a.measures if m.name == "slivers"]


def test_a_line_takes_the_smaller_side(tried: Any) -> None:
    by = line((70, -5), (70, 105))
    answer = tried.clip(ClipQuestion(parcel_key=BUILT, by=by))
    assert shape_of(answer.geometry).equals(shapely.box(0, 0, 70, 100))
    assert (answer.after_m2, answer.removed_m2) == pytest.approx((7_000, 3_000), abs=0.01)


def test_a_polygon_takes_what_it_encloses(tried: Any) -> None:
    """20 × 20 m in the middle leave a hole; what crosses itself encloses all its loops."""
    by = box(40, 40, 60, 60)
    answer = tried.clip(ClipQuestion(parcel_key=BUILT, by=by))
    assert answer.removed_m2 == pytest.approx(400, abs=0.01)
    assert len(shape_of(answer.geometry).interiors) == 1
    bow = polygon((10, 10), (30, 30), (30, 10), (10, 30))  # two triangles of 100 m²
    assert tried.clip(ClipQuestion(parcel_key=BUILT, by=bow)).removed_m2 == pytest.approx(
        200, abs=0.01
    )


def test_what_cuts_nothing_is_said(tried: Any) -> None:
    for by in (line((70, 5), (70, 50)), box(200, 200, 210, 210)):
        with pytest.raises(RefusedError, match="没有切到"):
            tried.clip(ClipQuestion(parcel_key=BUILT, by=by))
    with pytest.raises(UsageError, match="不是线也不是面"):
        tried.clip(ClipQuestion(parcel_key=BUILT, by={"type": "Point", "coordinates": [1, 2]}))


@pytest.mark.parametrize("far", [10.0**6, 10.0**11, 10.0**308])
def test_a_parcel_drawn_in_another_place_is_neither_cut_nor_clipped(tried: Any, far: float) -> None:
    """Its edges would be split every 70 m, however long they are."""
    away = {"type": "Polygon", "coordinates": [[[0, 0], [far, 0], [far, far], [0, 0]]]}
    told: dict[str, Any] = {"parcel_key": BUILT, "geometry": away}
    with pytest.raises(RefusedError, match="超过 50 千米"):
        tried.cut(CutQuestion(slots=FARM, **told))
    with pytest.raises(RefusedError, match="超过 50 千米"):
        tried.clip(ClipQuestion(by=box(0, 0, 9, 9), **told))


def test_ground_of_another_project_is_left_and_the_own_is_not() -> None:
    """P2 filed the eastern 40 m, this project the western 20 m, a project withdrawn the middle."""
    rows = ((0, 20, "P1", "已报备"), (40, 60, "P3", "已撤销"), (60, 100, "P2", "已报备"))
    filed = {
        "features": [
            {
                "id": f"JX{west}",
                "box": [west, 0, east, 100],
                "fields": {"XMBH": code, "DKLX": "建新", "XMZT": state},
            }
            for west, east, code, state in rows
        ],
        "coverage": FARMLAND["coverage"],
        "edition": "2024",
    }
    own = {**DOCUMENT, "facts": {"project_code": "P1"}}
    tried = held({**own, "reference": {"filed_parcels": filed}})
    (one,) = cuttable(tried.prepared)
    assert (one.slot, one.roles) == ("filed_parcels", ("demolition", "new_construction"))
    answer = tried.cut(CutQuestion(parcel_key=BUILT, slots=("filed_parcels",)))
    assert shape_of(answer.geometry).equals(shapely.box(0, 0, 60, 100))
    mended = [Edit(parcel_key=BUILT, geometry=answer.geometry)]
    assert [rule(tried, edits, "P01").status for edits in ([], mended)] == [
        Status.FAIL,
        Status.PASS,
    ]
