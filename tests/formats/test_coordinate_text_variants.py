"""All dialects of the coordinate text met in practice: each read, each deviation said."""

from __future__ import annotations

import pytest

import shapely

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.coordinate_text.read import read_text
from gouhook_gis.formats.layer import Layer
from gouhook_gis.formats.options import ReadOptions
from tests.formats.coordinate_texts import (
    HEADER,
    HOLE,
    PARCEL,
    PLAIN,
    SQUARE,
    E,
    N,
    rows,
)

BELOW = "[地块坐标]\n"


def read(text: str | bytes, **options: float) -> tuple[Layer, dict[str, dict]]:
    data = text if isinstance(text, bytes) else text.encode("gbk")
    found, _ = read_text(data, "甲.txt", ReadOptions(**options))
    layer = found.layers[0]
    issues = [*found.issues, *layer.crs.issues]
    return layer, {issue.message.id: issue.message.params for issue in issues}


def shape(layer: Layer, row: int = 0) -> shapely.Geometry:
    return shapely.from_wkb(layer.geometry[row])


def refused(text: str | bytes, **options: float) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        read(text, **options)
    return caught.value


def test_the_standard_is_read_without_a_word() -> None:
    layer, issues = read(PLAIN)
    assert issues == {}
    assert layer.crs.epsg == 4523
    assert shape(layer).bounds == (E, N, E + 100, N + 100)
    assert layer.columns.to_pylist() == [
        {
            "JZDS": 5.0, "DKMJ": 1.0, "DKBH": "CJ01", "DKMC": "柏坝村一组", "JLTXSX": "面",
            "TFH": "I－50-77-（22）", "DKYT": "拆旧", "DLBM": "0702",
        }
    ]  # fmt: skip


def test_1_a_section_before_the_header() -> None:
    layer, issues = read("[项目信息]\n项目名称=甲\n" + PLAIN)
    assert issues["F11.text_section"]["lines"] == ["1"]
    assert len(layer) == 1


def test_2_a_header_of_few_keys() -> None:
    few = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n带号=35\n"
    assert read(few + BELOW + PARCEL + rows(SQUARE))[1] == {}


def test_3_the_width_of_the_zones_under_another_key() -> None:
    assert read(PLAIN.replace("几度分带=3", "分带=3度带"))[0].crs.epsg == 4523


@pytest.mark.parametrize("title", ["【地块坐标】", "［地块坐标］", " [地块坐标] ", "[ 地块坐标 ]"])
def test_4_brackets_and_blanks(title: str) -> None:
    layer, issues = read(PLAIN.replace("[地块坐标]", title))
    assert len(layer) == 1
    assert set(issues) <= {"F11.text_full_width"}


def test_4_a_byte_order_mark() -> None:
    layer, issues = read(b"\xef\xbb\xbf" + PLAIN.encode())
    assert set(issues) == {"F11.text_bom"}
    assert layer.columns["DKMC"].to_pylist() == ["柏坝村一组"]


def test_5_thirteen_fields() -> None:
    line = "5,1.0,CJ01,甲,面,,拆旧,0702,203,旱地,9,8,备注一,@\n"
    layer, issues = read(HEADER + BELOW + line + rows(SQUARE))
    more = {name: layer.columns[name][0].as_py() for name in ("TBLX", "DL", "GZQ", "GZH", "BZ")}
    assert more == {"TBLX": "203", "DL": "旱地", "GZQ": "9", "GZH": "8", "BZ": "备注一"}
    assert set(issues) == {"F11.text_more_fields"}


def test_6_more_fields_than_anybody_knows_are_kept() -> None:
    line = "5,1.0,CJ01,甲,面,,拆旧,0702,a,b,c,d,e,f,@\n"
    layer, _ = read(HEADER + BELOW + line + rows(SQUARE))
    assert layer.columns["QT14"].to_pylist() == ["f"]


def test_6_coordinates_without_zone_number_take_it_from_the_header() -> None:
    text = PLAIN.replace(",355", ",5").replace(",35500", ",500")
    layer, issues = read(text)
    assert (layer.crs.epsg, issues) == (4544, {})
    assert shape(layer).bounds == (500_000, N, 500_100, N + 100)


def test_7_an_area_with_its_unit_and_no_number_of_points() -> None:
    layer, issues = read(HEADER + BELOW + "0.7655公顷,,地块1,面,,,,@\n" + rows(SQUARE))
    row = layer.columns.to_pylist()[0]
    assert (row["DKMJ"], row["DKMC"], row["DKBH"], row["JZDS"]) == (0.7655, "地块1", None, None)
    assert set(issues) == {"F11.text_no_count_field", "F11.text_area_unit"}


def test_8_a_word_in_the_slot_of_the_class() -> None:
    layer, issues = read(PLAIN.replace("0702,@", "地上,@"))
    assert layer.columns["DLBM"].to_pylist() == ["地上"]
    assert issues["F11.text_class"]["lines"] == ["13"]


def test_9_blanks_in_fields_and_after_commas() -> None:
    text = PLAIN.replace("面,I－50-77-（22）,拆旧,0702,@", "面, , , ,@").replace(",355", ", 355")
    layer, issues = read(text)
    assert (layer.columns["TFH"].to_pylist(), issues) == ([None], {})


def test_10_zeros_for_nothing() -> None:
    layer, issues = read(HEADER + BELOW + "5,0,1,0,面,0,0,,@\n" + rows(SQUARE))
    row = layer.columns.to_pylist()[0]
    assert (row["DKBH"], row["DKMJ"], row["DKMC"], row["TFH"], row["DKYT"]) == ("1", *[None] * 4)
    assert set(issues) == {"F11.text_zero"}


def test_11_an_open_ring_is_closed_and_its_count_is_right() -> None:
    layer, issues = read(HEADER + BELOW + "4" + PARCEL[1:] + rows(SQUARE, close=False))
    assert shape(layer).area == 10_000
    assert {name: p["lines"] for name, p in issues.items()} == {"F11.text_open": ["17"]}


@pytest.mark.parametrize(
    ("declared", "said"), [("5", False), ("4", False), ("6", True), ("3", True)]
)
def test_11_the_number_of_points_with_or_without_closing_rows(declared: str, said: bool) -> None:
    _, issues = read(HEADER + BELOW + declared + PARCEL[1:] + rows(SQUARE))
    assert ("F02.text_count" in issues) is said
    if said:
        wanted = {"declared": int(declared), "found": 5, "parcel": "CJ01", "line": 13}
        assert wanted.items() <= issues["F02.text_count"].items()


def test_11_a_last_point_of_the_first_number_elsewhere_is_said() -> None:
    text = HEADER + BELOW + PARCEL + rows(SQUARE, close=False) + f"J1,1,{N + 100.02:.3f},{E:.3f}\n"
    layer, issues = read(text)
    assert issues["F02.text_misclosed"]["lines"] == ["18"]
    assert shapely.get_num_coordinates(shape(layer)) == 6


def test_12_easting_first() -> None:
    lines = PLAIN.splitlines()
    turned = [",".join([*c[:2], c[3], c[2]]) for c in (line.split(",") for line in lines[13:])]
    layer, issues = read("\n".join([*lines[:13], *turned]))
    assert issues["F11.text_swapped"]["line"] == 14
    assert shape(layer).bounds == (E, N, E + 100, N + 100)


def test_12_two_orders_in_one_file_are_refused_with_both_lines() -> None:
    lines = PLAIN.splitlines()
    cells = lines[15].split(",")
    lines[15] = ",".join([*cells[:2], cells[3], cells[2]])
    error = refused("\n".join(lines))
    assert error.message.id == "F04.text_mixed_order"
    assert (error.message.params["line"], error.message.params["first_line"]) == (16, 14)


def test_12_a_closing_row_with_one_coordinate_twice() -> None:
    bent = rows(SQUARE, close=False) + f"J1,1,{N + 100:.3f},{N + 100:.3f}\n"
    layer, issues = read(HEADER + BELOW + PARCEL + bent)
    assert shape(layer).area == 10_000
    assert set(issues) == {"F11.text_doubled"}


def test_13_a_second_part_has_a_number_like_a_hole() -> None:
    far = [(n + 500, e) for n, e in SQUARE]
    layer, issues = read(HEADER + BELOW + "10" + PARCEL[1:] + rows(SQUARE) + rows(far, "2", 5))
    assert shape(layer).geom_type == "MultiPolygon"
    assert shape(layer).area == 20_000
    assert issues["F11.text_parts"]["lines"] == ["13"]


def test_13_a_hole_is_told_by_where_it_lies() -> None:
    layer, issues = read(HEADER + BELOW + "10" + PARCEL[1:] + rows(SQUARE) + rows(HOLE, "2", 5))
    assert (shape(layer).area, issues) == (9_600, {})
    # The same with one 圈号 for both rings.
    layer, issues = read(HEADER + BELOW + "10" + PARCEL[1:] + rows(SQUARE) + rows(HOLE, "1", 5))
    assert shape(layer).area == 9_600
    assert set(issues) == {"F11.text_same_ring"}


@pytest.mark.parametrize("form", ["线", "点"])
def test_14_lines_and_points_are_no_parcels(form: str) -> None:
    layer, issues = read(PLAIN.replace(",面,", f",{form},") + PARCEL + rows(SQUARE))
    assert [value is None for value in layer.geometry] == [True, False]
    assert issues["F07.not_polygon"]["count"] == 1


@pytest.mark.parametrize("codec", ["gbk", "gb2312", "utf-8", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_15_encodings_and_line_ends(codec: str, end: str) -> None:
    text = PLAIN.replace("（", "(").replace("）", ")").replace("－", "-").replace("\n", end)
    layer, issues = read(text.encode(codec))
    assert (layer.columns["DKMC"].to_pylist(), issues) == (["柏坝村一组"], {})


def test_15_bytes_of_no_encoding_are_refused_with_their_line() -> None:
    data = PLAIN.encode("gbk").replace("柏坝村一组".encode("gbk"), b"\xb0\xd8\xff\xff")
    error = refused(data)
    assert (error.message.id, error.message.params["line"]) == ("F03.text_undecodable", 13)


def test_15_utf_16_is_refused_by_name() -> None:
    assert refused(PLAIN.encode("utf-16")).message.id == "F03.text_utf16"


def test_16_several_parcels_without_blank_lines() -> None:
    second = PARCEL.replace("CJ01", "CJ02") + rows([(n, e + 200) for n, e in SQUARE])
    layer, issues = read(PLAIN + second)
    assert (layer.columns["DKBH"].to_pylist(), issues) == (["CJ01", "CJ02"], {})
    assert layer.records.tolist() == [1, 2]


def test_16_xml() -> None:
    points = ";".join(f"{i},{N + n},{E + e}" for i, (n, e) in enumerate([*SQUARE, SQUARE[0]], 1))
    text = (
        '<?xml version="1.0" encoding="utf-8" ?>\n<CL_BUILD_NEW_BLOCK>\n'
        '  <BUILDNLANDNO name="建新地块编号">JX01</BUILDNLANDNO>\n'
        '  <LANDNAME name="地块名称">甲</LANDNAME>\n  <LANDAREA name="地块面积">1.0</LANDAREA>\n'
        '  <COORSYSTEM name="坐标系">2000国家大地坐标系</COORSYSTEM>\n'
        '  <CUTNU name="几度分带">3</CUTNU>\n  <DROPNU name="界址点数">5</DROPNU>\n'
        f'  <param ZB="@1${points};" />\n</CL_BUILD_NEW_BLOCK>\n'
    )
    layer, issues = read(text.encode())
    assert (shape(layer).area, layer.crs.epsg) == (10_000, 4523)
    assert layer.columns["DKBH"].to_pylist() == ["JX01"]
    assert set(issues) == {"F11.text_xml", "F11.text_header_missing"}


def test_17_the_dialect_of_balance_joins_rings_of_one_parcel() -> None:
    line = "5,柏坝村一组,CJ01,进出平衡,@\n"
    layer, issues = read(HEADER + BELOW + line + rows(SQUARE) + line + rows(HOLE))
    row = layer.columns.to_pylist()[0]
    assert (row["DKMC"], row["DKYT"], row["QT3"]) == ("柏坝村一组", "进出平衡", "CJ01")
    assert (len(layer), shape(layer).area) == (1, 9_600)
    assert issues["F11.text_balance"]["lines"] == ["13", "19"]


def test_18_nothing_but_coordinates() -> None:
    bare = "".join(f"{N + n:.3f},{E + e:.3f}\n" for n, e in SQUARE)
    layer, issues = read(bare + "E\n" + bare)
    assert len(layer) == 2
    assert shape(layer).area == 10_000
    assert issues["F11.text_no_parcel_line"]["lines"] == ["1", "6"]
    assert {"F11.text_end", "F11.text_open", "F11.text_no_ring", "F04.text_assumed"} <= set(issues)
    assert layer.crs.epsg == 4523


def test_full_width_digits_and_commas() -> None:
    text = PLAIN.replace(f"J2,1,{N + 100:.3f},", f"Ｊ２，１，{N + 100:.3f}，")
    layer, issues = read(text)
    assert shape(layer).area == 10_000
    assert issues["F11.text_full_width"]["lines"] == ["15"]


@pytest.mark.parametrize(
    ("line", "number"), [("J9,1,3400000.0.5,35500000", 19), ("说明：见附图", 19)]
)
def test_a_line_that_is_nothing_known_is_refused(line: str, number: int) -> None:
    error = refused(PLAIN + line + "\n")
    assert (error.message.id, error.message.params["line"]) == ("F02.text_line", number)
    assert "点号,圈号,X坐标,Y坐标" in str(error)


def test_a_coordinate_that_lost_a_digit_is_refused_with_its_line() -> None:
    error = refused(PLAIN.replace(f"J3,1,{N:.3f},{E + 100:.3f}", f"J3,1,{N:.3f},3550010.000"))
    assert error.message.id == "F04.text_nowhere"
    assert (error.message.params["line"], error.message.params["name"]) == (16, "J3")


@pytest.mark.parametrize("figure", ["1e999999", "9" * 5000, "三"])
def test_figures_that_are_no_figures_are_kept_or_left_out(figure: str) -> None:
    count, area = f"{figure},1.0,", f"5,{figure},"
    layer, issues = read(PLAIN.replace("5,1.0000,", count))
    assert set(issues) == {"F11.text_count_no_number"}
    layer, issues = read(PLAIN.replace("5,1.0000,", area))
    assert (layer.columns["DKMJ"].to_pylist(), issues) == ([figure], {})
    assert read(PLAIN.replace("精度=0.001", f"精度={figure}"))[1] == {}
