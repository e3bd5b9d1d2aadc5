"""Which field means what."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.intake.fields import find_fields
from gouhook_gis.intake.options import MappingOptions
from tests.intake.layers import (
    VILLAGE,
    build,
    filled,
    issue_ids,
    layer,
    records,
    the_issue,
)


def found(columns, **options):
    fields = find_fields(layer("CJDK", columns), MappingOptions(**options))
    return {meaning: field.field for meaning, field in fields.found.items()}


@pytest.mark.parametrize(
    ("field", "meaning", "value"),
    [
        ("DKBH", "parcel_id", "1"),
        ("dkbh", "parcel_id", "1"),
        ("地块编号", "parcel_id", "1"),
        ("地块编", "parcel_id", "1"),
        ("CJDKBH", "parcel_id", "1"),
        ("landCode", "parcel_id", "1"),
        ("DKMC", "name", "甲"),
        ("DKMJ", "declared_area", "1"),
        ("地块面积平", "declared_area", "1"),
        ("地块面积（公顷）", "declared_area", "1"),
        ("地块建设规", "declared_area", "1"),
        ("MJ_亩", "declared_area", "1"),
        ("CUNDM", "village_code", VILLAGE),
        ("XMBH", "project_code", "P"),
        ("挂钩项目区编号", "project_code", "P"),
        ("项目区名称", "project_name", "P"),
        ("DXLX", "terrain", "丘陵"),
        ("DXYJ", "terrain_source", "文号"),
        ("JYZB", "surplus_quota", "1"),
        ("节余指标公", "surplus_quota", "1"),
        ("JZDS", "point_count", "4"),
        ("MJLX", "area_kind", "椭球"),
        ("DKLX", "role", "拆旧地块"),
    ],
)
def test_a_field_by_its_name(field, meaning, value):
    assert found({field: [value]})[meaning] == field


@pytest.mark.parametrize("field", ["挂钩项目区", "增减挂钩项", "备注", "SHAPE_AREA", "DKBHX"])
def test_a_field_that_may_mean_two_things_or_nothing_is_not_taken(field):
    assert found({field: ["1"]}) == {}


def test_the_better_name_wins():
    columns = {"BH": ["9"], "地块编号": ["1"], "MJ": ["2"], "TBMJ": ["3"], "DKMJ": ["4"]}
    assert found(columns) == {"parcel_id": "地块编号", "declared_area": "DKMJ"}


def test_a_blank_field_gives_way_to_a_filled_one():
    assert found({"DKBH": [None, " "], "地块编号": ["1", "2"]})["parcel_id"] == "地块编号"
    assert found({"DKBH": [None], "TBBH": [None]})["parcel_id"] == "DKBH"


def test_a_short_administrative_code_is_the_county_and_no_village():
    assert found({"XZQDM": ["510999"]}) == {"county_code": "XZQDM"}
    assert found({"XZQDM": ["510999"], "ZLDWDM": [VILLAGE + "0000000"]}) == {
        "county_code": "XZQDM",
        "village_code": "ZLDWDM",
    }
    assert found({"XZQDM": [VILLAGE]}) == {"county_code": "XZQDM", "village_code": "XZQDM"}


def test_values_of_codes_reach_the_parcels():
    submission = build(
        layer("CJDK", {"DKBH": ["1"], "XZQDM": ["510999"], "ZLDWDM": [VILLAGE + "0000000"]})
    )
    (parcel,) = submission.parcels
    assert (parcel.county_code, parcel.village_code) == ("510999", VILLAGE + "0000000")


def test_two_rival_fields_with_different_values_are_an_issue():
    submission = build(
        filled("CJDK", ["1", "2"], 地块编号=["1", "B"]), filled("JXDK", ["3"], row=1)
    )
    issue = the_issue(submission, "F06.ambiguous")
    assert issue.message.params["field"] == "DKBH"
    assert issue.message.params["rivals"] == ["地块编号"]
    assert issue.message.params["target"] == "parcel_id"
    assert not issue.fatal
    assert [p.id for p in submission.parcels] == ["1", "2", "3"]


def test_two_rival_fields_with_the_same_values_are_none():
    submission = build(
        filled("CJDK", ["1", "2"], 地块编号=["1", "2 "]), filled("JXDK", ["3"], row=1)
    )
    assert submission.issues == ()


def test_the_same_area_in_two_units_is_no_rivalry():
    columns = {"DKBH": ["1"], "地块面积(公顷)": [1.0], "地块面积(亩)": [15.0]}
    fields = find_fields(layer("CJDK", columns), MappingOptions())
    area = fields.found["declared_area"]
    assert (area.field, area.unit, area.rivals) == ("地块面积(亩)", AreaUnit.MU, ())


def test_the_user_settles_a_rivalry():
    options = MappingOptions(fields={"CJDK.地块编号": "parcel_id"})
    submission = build(
        filled("CJDK", ["1", "2"], 地块编号=["A", "B"]),
        filled("JXDK", ["3"], row=1),
        options=options,
    )
    assert submission.issues == ()
    assert [p.id for p in submission.parcels] == ["A", "B", "3"]
    assert "decision.field.option" in [d.message.id for d in submission.decisions]


def test_the_user_names_and_ignores_fields_of_every_layer():
    options = {"fields": {"*.备注": "parcel_id", "*.DKMJ": "ignore"}}
    assert found({"备注": ["1"], "DKMJ": ["2"], "MJ": ["3"]}, **options) == {
        "parcel_id": "备注",
        "declared_area": "MJ",
    }


def test_one_meaning_for_two_fields_is_a_wrong_call():
    options = MappingOptions(fields={"CJDK.甲": "parcel_id", "*.乙": "parcel_id"})
    with pytest.raises(UsageError, match="甲"):
        build(layer("CJDK", {"甲": ["1"], "乙": ["2"]}), options=options)


def test_an_unknown_meaning_is_a_wrong_call():
    with pytest.raises(UsageError, match="编号"):
        build(filled("CJDK", ["1"]), options=MappingOptions(fields={"CJDK.DKBH": "编号"}))


def test_no_id_field_is_fatal_and_lists_the_fields():
    submission = build(layer("CJDK", {"备注": ["1"], "DKMJ": [1.0]}))
    issue = the_issue(submission, "F06.no_id_field")
    assert issue.fatal and submission.unreadable
    assert issue.message.params["fields"] == ["DKMJ", "备注"]
    assert len(submission.parcels) == 1
    assert "F08.missing" not in issue_ids(submission)


def test_an_id_field_lost_to_an_unknown_encoding_is_said_so():
    submission = build(layer("CJDK", {"DKMJ": [1.0]}, encoding_undecided=True))
    assert the_issue(submission, "F06.undecodable").fatal
    submission = build(layer("CJDK", {"DKBH": [1]}, encoding_undecided=True))
    assert not submission.unreadable


def test_a_layer_with_ids_only_is_readable_and_what_lacks_is_listed():
    submission = build(layer("CJDK", {"DKBH": ["1"]}), filled("JXDK", ["2"], row=1))
    issue = the_issue(submission, "F06.absent")
    assert issue.message.params["meanings"] == [
        "field.declared_area", "field.village_code", "field.project_code",
    ]  # fmt: skip
    assert not submission.unreadable


def test_values_missing_where_others_have_them():
    submission = build(
        filled("CJDK", ["1", "2", "3"], ZLDWDM=[VILLAGE, " ", None]),
        filled("JXDK", ["4"], row=1),
    )
    issue = the_issue(submission, "F09.missing")
    assert issue.message.params["count"] == 2
    assert records(issue) == [("CJDK.shp", 2, "ZLDWDM"), ("CJDK.shp", 3, "ZLDWDM")]
    assert issue_ids(submission) == ["F09.missing"]


def test_attributes_by_meaning():
    submission = build(
        filled(
            "CJDK",
            ["1"],
            DKMC=["　青山 "],
            JZDS=["4"],
            DXLX=["丘陵区"],
            DXYJ=["县发〔2024〕1号"],
            MJLX=["平面"],
            ZLDWMC=["青山村"],
        )
    )
    assert submission.parcels[0].attributes == {
        "name": "青山",
        "village_name": "青山村",
        "terrain": "丘陵",
        "terrain_source": "县发〔2024〕1号",
        "point_count": 4.0,
        "area_kind": "planar",
    }


def test_the_kind_of_area_may_stand_in_the_field_s_name():
    submission = build(layer("CJDK", {"DKBH": ["1"], "椭球面积": [10000.0]}))
    assert submission.parcels[0].attributes == {"area_kind": "ellipsoidal"}
    assert submission.parcels[0].declared_area.field == "椭球面积"
