"""Which layers are parcels, and of which role."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.words import Purpose, Role
from gouhook_gis.intake.options import MappingOptions
from tests.intake.layers import (
    build,
    filled,
    issue_ids,
    layer,
    records,
    square,
    the_issue,
)

CJ, JX = Role.DEMOLITION, Role.NEW_CONSTRUCTION


@pytest.mark.parametrize(
    ("name", "role", "purpose"),
    [
        ("CJQ", CJ, None),
        ("cjdk", CJ, None),
        ("拆旧区", CJ, None),
        ("拆旧地块", CJ, None),
        ("CJ_DK", CJ, None),
        ("NCTDZHZZ_CJDK_L", CJ, None),
        ("510999_CJDK_2024", CJ, None),
        ("青山镇（拆旧地块）", CJ, None),
        ("ＣＪＤＫ", CJ, None),
        ("JXQ", JX, None),
        ("建新地块", JX, None),
        ("ANZDK", JX, Purpose.RESETTLEMENT),
        ("安置", JX, Purpose.RESETTLEMENT),
        ("建新区_安置", JX, Purpose.RESETTLEMENT),
        ("CRDK", JX, Purpose.URBAN),
        ("城镇建新区", JX, Purpose.URBAN),
        ("农村发展用地", JX, Purpose.RURAL_DEVELOPMENT),
    ],
)
def test_a_layer_by_its_name(name, role, purpose):
    submission = build(filled(name, ["1"]))
    (parcel,) = submission.parcels
    assert (parcel.role, parcel.purpose) == (role, purpose)
    assert submission.layers[0].taken_for == role
    assert not submission.unreadable


@pytest.mark.parametrize(
    "name",
    ["CJDCQ", "CCWJQ", "TTQ", "CJDCQ_2024", "XCJDK", "CJDKX", "青山村拆旧地块附近", "CJ", "JX"],
)
def test_a_name_that_only_resembles_is_not_taken(name):
    submission = build(layer(name, {"BSM": ["1"]}))
    assert submission.parcels == ()
    assert submission.unreadable
    issue = the_issue(submission, "F05.no_parcels")
    assert issue.fatal
    assert issue.message.params["layers"] == [f"{name}.shp（1）"]


def test_a_survey_layer_is_never_parcels_even_with_a_type_field():
    submission = build(filled("CJDCQ", ["1"], DKLX=["拆旧地块"]))
    assert submission.parcels == ()
    assert submission.layers[0].taken_for == "villages"


def test_reference_layers_are_listed_and_not_used():
    submission = build(
        filled("CJDK", ["1"]),
        filled("JXDK", ["2"], row=1),
        layer("CJDCQ", {"ZLDWDM": ["510999100201"]}),
        layer("DLTB", {"BSM": ["1", "2"]}),
    )
    assert [(f.name, f.records, f.taken_for) for f in submission.layers] == [
        ("CJDCQ", 1, "villages"),
        ("CJDK", 1, "demolition"),
        ("DLTB", 2, "land_use"),
        ("JXDK", 1, "new_construction"),
    ]
    assert [parcel.key for parcel in submission.parcels] == ["demolition/1", "new_construction/2"]
    assert submission.issues == ()


def test_one_layer_split_by_its_type_field():
    submission = build(
        filled("项目地块", ["1", "2", "3", "4"], DKLX=["拆旧地块", "安置地块", "出让地块", "C1"])
    )
    assert [(p.id, p.role, p.purpose) for p in submission.parcels] == [
        ("1", CJ, None),
        ("4", CJ, None),
        ("2", JX, Purpose.RESETTLEMENT),
        ("3", JX, Purpose.URBAN),
    ]
    assert submission.layers[0].taken_for == "parcels"
    assert submission.issues == ()
    (decision,) = [d for d in submission.decisions if d.topic == "role"]
    assert decision.message.params["values"] == ["C1", "出让地块", "安置地块", "拆旧地块"]


def test_records_of_unknown_type_are_named_and_left_out():
    submission = build(
        filled("项目地块", ["1", "2", "3", "4"], DKLX=["拆旧地块", "其他", None, "安置地块"])
    )
    assert [parcel.id for parcel in submission.parcels] == ["1", "4"]
    issue = the_issue(submission, "F05.unknown_value")
    assert not issue.fatal
    assert issue.message.params["values"] == ["", "其他"]
    assert records(issue) == [("项目地块.shp", 2, "DKLX"), ("项目地块.shp", 3, "DKLX")]


def test_a_type_that_contradicts_the_layer_s_name_wins_and_is_told():
    submission = build(filled("拆旧地块", ["1", "2"], DKLX=["拆旧地块", "安置地块"]))
    assert [(p.id, p.role) for p in submission.parcels] == [("1", CJ), ("2", JX)]
    issue = the_issue(submission, "F05.role_conflict")
    assert records(issue) == [("拆旧地块.shp", 2, "DKLX")]
    assert issue.message.params["values"] == ["安置地块"]


def test_purpose_comes_from_a_field_before_the_layer_s_name():
    submission = build(
        filled("安置区", ["1", "2"], DKYT=["城镇建新", "住宅用地"]), filled("CJDK", ["3"], row=1)
    )
    by_id = {p.id: p.purpose for p in submission.parcels}
    assert by_id == {"1": Purpose.URBAN, "2": Purpose.RESETTLEMENT, "3": None}
    assert submission.parcels[1].attributes["purpose"] == "城镇建新"


def test_a_name_of_both_roles_is_ambiguous_unless_a_field_tells():
    submission = build(filled("拆旧地块_建新地块", ["1"]))
    assert issue_ids(submission) == ["F05.ambiguous_name", "F05.no_parcels"]
    assert the_issue(submission, "F05.ambiguous_name").message.params["parts"] == [
        "建新地块", "拆旧地块",
    ]  # fmt: skip
    submission = build(filled("拆旧地块_建新地块", ["1", "2"], DKLX=["拆旧地块", "安置地块"]))
    assert issue_ids(submission) == []
    assert [p.role for p in submission.parcels] == [CJ, JX]


def test_a_layer_like_parcels_without_a_role_is_told():
    submission = build(
        filled("CJDK", ["1"]), filled("JXDK", ["1"], row=1), filled("图层1", ["2"], row=2)
    )
    issue = the_issue(submission, "F05.unrecognised")
    assert (issue.subject, issue.message.params["records"]) == ("图层1.shp", 1)
    assert issue_ids(submission) == ["F05.unrecognised"]


@pytest.mark.parametrize(
    ("name", "told"), [("青山拆旧地块甲", True), ("XCJDKX", True), ("道路", False)]
)
def test_a_layer_named_nearly_like_parcels_is_told(name, told):
    other = layer(name, {"A": [1]})
    submission = build(filled("CJDK", ["1"]), filled("JXDK", ["1"], row=1), other)
    assert issue_ids(submission) == (["F05.unrecognised"] if told else [])


def test_a_layer_of_no_name_and_no_ids_is_not_split_by_a_type_field():
    """A planning layer whose 地块类型 says 城镇 is no parcel layer."""
    submission = build(
        filled("CJDK", ["1"]),
        filled("JXDK", ["1"], row=1),
        layer("规划", {"地块类型": ["城镇"], "BH": ["1"]}),
    )
    assert len(submission.parcels) == 2
    assert submission.issues == ()


def test_a_role_without_parcels_is_told_and_not_fatal():
    submission = build(filled("CJDK", ["1"]))
    issue = the_issue(submission, "F05.no_role")
    assert issue.message.params["role"] == "new_construction"
    assert not submission.unreadable


def test_a_role_without_parcels_beside_an_unknown_layer_is_for_review():
    """Roads may lie in any submission; where a role is missing they may be its parcels."""
    submission = build(filled("JXDK", ["1"]), layer("图层1", {"A": [1, 2]}, row=1))
    params = the_issue(submission, "F05.role_unclear").message.params
    assert params["role"] == "demolition"
    assert params["unknown"] == ["图层1.shp（2）"]
    assert "F05.no_role" not in issue_ids(submission)
    told = build(
        filled("JXDK", ["1"]),
        layer("图层1", {"A": [1, 2]}, row=1),
        options=MappingOptions(layers={"图层1": "ignore"}),
    )
    assert issue_ids(told) == ["F05.no_role"]


def test_several_layers_of_one_role_are_joined():
    submission = build(
        filled("CJDK", ["1"]), filled("安置区", ["A"], row=1), filled("城镇建新区", ["B"], row=2)
    )
    assert [(p.id, p.purpose) for p in submission.parcels[1:]] == [
        ("A", Purpose.RESETTLEMENT),
        ("B", Purpose.URBAN),
    ]
    assert submission.issues == ()


def test_a_layer_that_repeats_another_counts_once():
    both = filled("拆旧地块", ["1", "2"])
    submission = build(filled("CJDK", ["1", "2", "3"]), both, filled("JXDK", ["9"], row=5))
    issue = the_issue(submission, "F05.same_records")
    assert issue.message.params == {
        "layer": "拆旧地块.shp", "original": "CJDK.shp", "count": 2,
    }  # fmt: skip
    assert [p.id for p in submission.parcels] == ["1", "2", "3", "9"]


def test_same_ids_elsewhere_are_no_repetition():
    submission = build(
        filled("CJDK", ["1", "2"]),
        filled("拆旧地块", ["1", "2"], row=7),
        filled("JXDK", ["9"], row=5),
    )
    assert issue_ids(submission) == ["F08.duplicate", "F08.duplicate"]
    assert len(submission.parcels) == 5


@pytest.mark.parametrize("name", ["图层1", "图层1.shp", "图层1.SHP", "图层 1"])
def test_the_user_tells_a_layer_by_name_or_path(name):
    options = MappingOptions(layers={name: "demolition"})
    submission = build(filled("图层1", ["1"]), options=options)
    assert submission.parcels[0].role == CJ
    assert submission.decisions[-1].message.id == "decision.role.told"


def test_the_user_tells_layers_apart_by_path():
    options = MappingOptions(layers={"甲/地块.shp": "demolition", "乙/地块.shp": "ignore"})
    submission = build(
        layer("地块", {"DKBH": ["1"]}, file="甲/地块.shp"),
        layer("地块", {"DKBH": ["2"]}, file="乙/地块.shp", row=1),
        options=options,
    )
    assert [p.id for p in submission.parcels] == ["1"]


def test_the_user_ignores_a_layer_and_takes_one_for_reference():
    options = MappingOptions(layers={"安置区": "ignore", "JXDK": "land_use"})
    submission = build(
        filled("CJDK", ["1"]),
        filled("安置区", ["2"], row=1),
        filled("JXDK", ["3"], row=2),
        options=options,
    )
    assert [p.id for p in submission.parcels] == ["1"]
    assert [f.taken_for for f in submission.layers] == ["demolition", "land_use", None]


def test_the_user_asks_for_a_split_that_no_field_allows():
    submission = build(filled("CJDK", ["1"]), options=MappingOptions(layers={"CJDK": "parcels"}))
    assert issue_ids(submission) == ["F05.no_parcels", "F05.no_role_field"]
    assert "DKBH" in the_issue(submission, "F05.no_role_field").message.params["fields"]


def test_the_user_may_not_take_a_survey_layer_for_parcels():
    with pytest.raises(UsageError, match="CJDCQ"):
        build(filled("CJDCQ", ["1"]), options=MappingOptions(layers={"CJDCQ": "demolition"}))


def test_an_unknown_target_is_a_wrong_call():
    with pytest.raises(UsageError, match="拆除"):
        build(filled("CJDK", ["1"]), options=MappingOptions(layers={"CJDK": "拆除"}))


def test_an_entry_that_meets_nothing_is_told():
    submission = build(
        filled("CJDK", ["1"]), options=MappingOptions(layers={"CJDKK": "demolition"})
    )
    (decision,) = [d for d in submission.decisions if d.topic == "option"]
    assert decision.message.params == {"name": "cjdkk", "layers": ["CJDK"]}


def test_geopackage_layers_are_told_apart_by_name():
    one = layer("CJDK", {"DKBH": ["1"]}, file="项目.gpkg")
    two = layer("JXDK", {"DKBH": ["1"]}, [square(0, 3)], file="项目.gpkg")
    submission = build(one, two)
    assert [p.key for p in submission.parcels] == ["demolition/1", "new_construction/1"]
    assert the_issue(build(one), "F05.no_role").message.params["layers"] == ["项目.gpkg/CJDK（1）"]
