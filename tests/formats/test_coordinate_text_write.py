"""The coordinate text as we write it: to the byte, and the order of its points."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shapely
from shapely import Polygon

from gouhook_gis.formats.coordinate_text.numbering import from_north_west, rings_in_order
from gouhook_gis.formats.coordinate_text.write import WrittenParcel, header_lines, text_of
from tests.formats.coordinate_texts import HOLE, SQUARE, E, N

DAY = date(2024, 5, 31)


def ring(corners: list[tuple[float, float]], east: float = 0.0) -> list[tuple[float, float]]:
    return [(E + e + east, N + n) for n, e in corners]


def test_a_parcel_with_a_hole_and_a_second_part_to_the_byte() -> None:
    shape = shapely.MultiPolygon(
        [Polygon(ring(SQUARE[::-1]), [ring(HOLE)]), Polygon(ring(SQUARE[2:] + SQUARE[:2], 200))]
    )
    fields = {"DKBH": "CJ01", "DKMC": "甲", "DKMJ": "1.9600", "JLTXSX": "面", "DKYT": "拆旧"}
    text = text_of(header_lines(4523, 3, {}, DAY), [WrittenParcel(fields, shape)], 3)
    assert text.split("\r\n") == [
        "[属性描述]", "格式版本号=1.01版本", "数据产生单位=", "数据产生日期=2024-5-31",
        "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=35",
        "精度=0.001", "转换参数=,,,,,,", "[地块坐标]",
        "15,1.9600,CJ01,甲,面,,拆旧,,@",
        "J1,1,3400100.000,35500000.000", "J2,1,3400100.000,35500100.000",
        "J3,1,3400000.000,35500100.000", "J4,1,3400000.000,35500000.000",
        "J1,1,3400100.000,35500000.000",
        "J5,2,3400060.000,35500040.000", "J6,2,3400040.000,35500040.000",
        "J7,2,3400040.000,35500060.000", "J8,2,3400060.000,35500060.000",
        "J5,2,3400060.000,35500040.000",
        "J9,3,3400100.000,35500200.000", "J10,3,3400100.000,35500300.000",
        "J11,3,3400000.000,35500300.000", "J12,3,3400000.000,35500200.000",
        "J9,3,3400100.000,35500200.000",
        "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("epsg", "width", "zone"),
    [(4523, "3", "35"), (4544, "3", "35"), (4496, "6", "18"), (4507, "6", "18")],
)
def test_the_zone_stands_in_the_header_also_where_no_easting_has_it(
    epsg: int, width: str, zone: str
) -> None:
    lines = header_lines(epsg, 4, {"数据产生单位": "某测绘院"}, DAY)
    assert {f"几度分带={width}", f"带号={zone}", "精度=0.0001", "数据产生单位=某测绘院"} <= {*lines}


def test_degrees_have_no_zone() -> None:
    with pytest.raises(ValueError, match="4490"):
        header_lines(4490, 3, {}, DAY)


def test_of_two_corners_as_near_the_more_northern_begins() -> None:
    # Both (0, 90) and (10, 100) are 10 m from the corner (0, 100).
    points = np.array([(0.0, 0.0), (0.0, 90.0), (10.0, 100.0), (100.0, 100.0), (100.0, 0.0)])
    assert from_north_west(points, clockwise=True)[0].tolist() == [10.0, 100.0]


@given(st.integers(0, 6), st.booleans(), st.booleans())
def test_the_order_does_not_depend_on_how_a_ring_is_written(
    start: int, back: bool, clockwise: bool
) -> None:
    points = np.array([(0, 0), (3, 9), (8, 12), (15, 10), (20, 4), (12, -3), (5, -4)], dtype=float)
    written = np.roll(points[::-1] if back else points, start, axis=0)
    expected = from_north_west(points, clockwise=clockwise)
    assert np.array_equal(from_north_west(written, clockwise=clockwise), expected)
    turn = shapely.is_ccw(shapely.linearrings(np.vstack([expected, expected[:1]])))
    assert turn is np.bool_(not clockwise)


def test_holes_turn_the_other_way() -> None:
    outer, hole = rings_in_order(Polygon(ring(SQUARE), [ring(HOLE)]))
    closed = [shapely.linearrings(np.vstack([r, r[:1]])) for r in (outer, hole)]
    assert shapely.is_ccw(closed).tolist() == [False, True]
