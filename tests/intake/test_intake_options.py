"""`--map` strings and mapping files."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.intake.options import MappingOptions, parse_map_options


def test_layers_and_fields():
    options = parse_map_options(
        [
            "图层1=demolition",
            "图层1.编号 = parcel_id",
            "*.KIND=role",
            "a/b.shp=parcels",
            "x.y=ignore",
        ]
    )
    assert options.layers == {
        "图层1": "demolition", "a/b.shp": "parcels", "x.y": "ignore",
    }  # fmt: skip
    assert options.fields == {"图层1.编号": "parcel_id", "*.kind": "role"}


def test_a_field_of_every_layer_may_be_ignored():
    assert parse_map_options(["*.备注=ignore"]).fields == {"*.备注": "ignore"}


def test_a_field_of_one_layer_may_be_ignored_in_a_file(tmp_path):
    file = tmp_path / "m.json"
    file.write_text('{"fields": {"CJDK.DKMJ": "ignore"}}', "utf-8")
    assert parse_map_options([f"@{file}"]).fields == {"cjdk.dkmj": "ignore"}


def test_an_area_unit():
    assert parse_map_options(["area_unit=mu"]).area_unit == AreaUnit.MU
    with pytest.raises(UsageError, match="m2, ha, mu"):
        parse_map_options(["area_unit=公顷"])


def test_names_are_compared_without_case_width_and_blanks():
    options = MappingOptions(layers={"ＣＪ ＤＫ": "demolition"})
    assert options.layer(["cjdk"]) == ("cjdk", "demolition")
    assert options.layer(["cjdk2"]) is None


def test_an_entry_of_the_layer_beats_one_of_every_layer():
    options = MappingOptions(fields={"*.BH": "parcel_id", "CJDK.BH": "ignore"})
    assert options.field(["CJDK"], "BH") == ("cjdk.bh", "ignore")
    assert options.field(["JXDK"], "BH") == ("*.bh", "parcel_id")


def test_a_mapping_file_and_the_command_line_over_it(tmp_path):
    file = tmp_path / "对照.yaml"
    file.write_text(
        "layers: {甲: demolition, 乙: demolition}\n"
        "fields: {甲.编号: parcel_id}\nproject: P1\narea_unit: mu\n",
        "utf-8",
    )
    options = parse_map_options(["乙=new_construction", f"@{file}"])
    assert options == MappingOptions(
        layers={"甲": "demolition", "乙": "new_construction"},
        fields={"甲.编号": "parcel_id"},
        project="P1",
        area_unit=AreaUnit.MU,
        typed=frozenset({"乙"}),
    )


@pytest.mark.parametrize("option", ["图层1", "=demolition", "图层1=", ""])
def test_what_is_no_assignment_is_a_wrong_call(option):
    with pytest.raises(UsageError, match="--map"):
        parse_map_options([option])


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("- a\n", "layers"),
        ("layers: [", "对照"),
        ("layer: {}\n", "layer"),
        ("area_unit: 顷\n", "area_unit"),
        ("layers: {a: 1}\n", "layers.a"),
    ],
)
def test_a_broken_mapping_file_is_a_wrong_call(tmp_path, content, wrong):
    file = tmp_path / "对照.yaml"
    file.write_text(content, "utf-8")
    with pytest.raises(UsageError) as caught:
        parse_map_options([f"@{file}"])
    assert wrong in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_mapping_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(UsageError, match=r"m\.yaml"):
        parse_map_options([f"@{tmp_path / 'm.yaml'}"])
    gbk = tmp_path / "gbk.yaml"
    gbk.write_bytes("layers: {拆: demolition}".encode("gbk"))
    with pytest.raises(UsageError, match=r"gbk\.yaml"):
        parse_map_options([f"@{gbk}"])
