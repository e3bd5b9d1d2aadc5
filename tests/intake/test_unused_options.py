"""Entries of the mapping that meet nothing."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.intake.options import MappingOptions, parse_map_options
from tests.intake.layers import build, filled


def build_with(options: MappingOptions):
    return build(
        filled("CJDK", ["C1"]), filled("JXDK", ["J1"], row=1), filled("图层1", ["X"], row=2),
        options=options,
    )  # fmt: skip


def refused(*options: str) -> str:
    with pytest.raises(UsageError) as caught:
        build_with(parse_map_options(options))
    assert "--map" in render(caught.value.message, "en")
    return render(caught.value.message)


def test_a_layer_mistyped_on_the_command_line_is_refused_with_those_there_are():
    """The most alike first."""
    said = refused("CJDX=demolition")
    assert "“cjdx”没有对应的图层或字段" in said
    assert said.endswith("可用的图层或地块字段：CJDK、JXDK、图层1")


def test_a_layer_may_be_typed_with_its_suffix():
    """It is a layer all the same."""
    assert refused("CJDX.shp=demolition").endswith("字段：CJDK、JXDK、图层1")


def test_a_field_mistyped_is_refused_with_those_there_are():
    """Of a layer that is there, of one that is not, of every layer."""
    assert "地块字段：CJDK.DKBH、" in refused("CJDK.DKHB=parcel_id")
    assert "“cjdx.dkbh”" in refused("CJDX.DKBH=parcel_id")
    assert "“*.备注”" in refused("*.备注=ignore")


def test_a_name_that_meets_something_is_taken():
    submission = build_with(parse_map_options(["图层1=demolition"]))
    assert [parcel.id for parcel in submission.parcels] == ["C1", "X", "J1"]


def test_a_file_may_name_layers_of_other_submissions(tmp_path):
    """It serves many; what met nothing is said in the report."""
    file = tmp_path / "对照.yaml"
    file.write_text("layers: {CJDX: demolition, 图层1: demolition}\n", "utf-8")
    submission = build_with(parse_map_options([f"@{file}"]))
    (unused,) = [d for d in submission.decisions if d.message.id == "decision.option.unused"]
    assert unused.subject == "cjdx"


def test_where_nothing_can_be_read_the_file_is_to_blame():
    """Not the mapping: there is no layer that it could have met."""
    submission = build(options=parse_map_options(["CJDK=demolition"]))
    assert submission.unreadable
