"""What is in an upload before any check, and that each question is answered by an option."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.contents import Contents, Question
from gouhook_gis.formats.crs import verdict
from gouhook_gis.formats.layer import CrsVerdict, Layer, Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.intake.contents import contents_of
from gouhook_gis.intake.options import parse_map_options
from gouhook_gis.intake.questions import MOST_PROJECTS
from tests.intake.layers import KINDS, filled, layer, square

PLAIN = ReadOptions()


def contents(
    *layers: Layer, told: Sequence[str] = (), project: str | None = None, read: ReadOptions = PLAIN
) -> Contents:
    """What is in a submission of these layers."""
    reading = Reading(name="项目.zip", sha256="0" * 64, files=(), layers=layers)
    options = parse_map_options(told).model_copy(update={"project": project})
    return contents_of(reading, KINDS, options, read, "1.0")


def open_(found: Contents) -> list[str]:
    """The questions that need an answer, or are in doubt and open."""
    return [one.id for one in found.questions if one.weight != "may"]


def asked(found: Contents, question: str) -> Question:
    """The one question of this id."""
    (one,) = (one for one in found.questions if one.id == question)
    return one


def without_prj(shape: BaseGeometry) -> CrsVerdict:
    """The verdict on a layer of one record without a .prj."""
    return verdict(None, shapely.bounds([shape]), PLAIN, "CJDK.shp", "CJDK.shp")


def test_what_is_clear_is_not_asked() -> None:
    """Two squares to tear down and one to build: 2 公顷 and 1 公顷, 30 and 15 亩."""
    found = contents(filled("CJDK", ["1", "2"]), filled("JXDK", ["3"], row=1))
    assert open_(found) == []
    down, new = found.totals
    assert (down.parcels, down.area.ha, down.area.mu) == (2, "2.0000", "30.00")
    assert (new.parcels, new.area.ha, new.area.mu) == (1, "1.0000", "15.00")
    assert [one.parcels[0].parcels for one in found.layers] == [2, 1]
    assert found.project_code == "P1"
    by_name = {one.name: one for one in found.layers[0].fields}
    assert by_name["DKBH"].meanings == ("parcel_id",)
    assert by_name["DKBH"].examples == ("1", "2")
    assert (by_name["DKBH"].type, by_name["DKMJ"].type) == ("text", "number")
    assert found.problems == ()


def test_a_layer_nobody_knows_must_be_told_and_is() -> None:
    """甲 has ids, 乙 none: as long as nothing is said there is nothing to check; then there is."""
    layers = (filled("甲", ["1", "2"]), layer("乙", {"宗地": ["Q1"]}, [square(0, 1)]))
    found = contents(*layers)
    assert open_(found) == ["layer:乙", "layer:甲"]
    assert [asked(found, one).weight for one in open_(found)] == ["needed", "needed"]
    assert not any(one.fatal for one in found.problems)
    tells = {one.value: one.tells for one in asked(found, "layer:甲").choices}
    assert tells["demolition"] == "甲=demolition"

    told = contents(*layers, told=["甲=demolition", "乙=new_construction"])
    # 乙 is known now, its ids are not: its one field is offered.
    assert open_(told) == ["field:乙:parcel_id"]
    assert [one.name for one in told.layers[0].fields + told.layers[1].fields].count("宗地") == 1

    whole = contents(*layers, told=["甲=demolition", "乙=new_construction", "乙.宗地=parcel_id"])
    assert open_(whole) == []
    assert asked(whole, "field:乙:parcel_id").now == "宗地"
    assert [one.parcels for one in whole.totals] == [2, 1]
    assert whole.refused is None


def test_a_layer_that_may_be_the_missing_role_is_a_doubt() -> None:
    """拆旧 is there; a layer of squares without any known field may be 建新, or nothing."""
    found = contents(filled("CJDK", ["1"]), layer("草图", {"ID": [1]}, [square(0, 1)]))
    one = asked(found, "layer:草图")
    assert (one.weight, one.now) == ("doubt", "ignore")
    assert "建新" in one.text.zh
    both = contents(filled("CJDK", ["1"]), filled("JXDK", ["2"], row=1), layer("草图", {"ID": [1]}))
    assert asked(both, "layer:草图").weight == "may"


def test_rivals_two_layers_of_a_role_and_units_are_doubts() -> None:
    found = contents(
        filled("CJDK", ["1"]),
        filled("CJQ", ["2"], row=1),
        filled("JXDK", ["3"], row=2, 地块编号=["4"], DKMJ=[7.0]),
    )
    assert open_(found) == ["layer:CJDK", "layer:CJQ", "field:JXDK:parcel_id", "unit"]
    assert asked(found, "field:JXDK:parcel_id").now == "DKBH"
    assert [one.tells for one in asked(found, "unit").choices] == [
        "area_unit=m2",
        "area_unit=ha",
        "area_unit=mu",
    ]
    told = contents(
        filled("CJDK", ["1"]),
        filled("JXDK", ["3"], row=2, 地块编号=["4"], DKMJ=[7.0]),
        told=["JXDK.地块编号=parcel_id", "area_unit=ha"],
    )
    assert open_(told) == []
    assert asked(told, "unit").now == "ha"


def test_one_project_is_chosen() -> None:
    """Of two codes one must be said; only its parcels count then."""
    layers = (filled("CJDK", ["1", "2", "3"], XMBH=["P1", "P1", "P2"]),)
    found = contents(*layers)
    assert asked(found, "project").weight == "needed"
    assert [one.tells for one in asked(found, "project").choices] == ["P1", "P2"]
    chosen = contents(*layers, project="P2")
    assert (asked(chosen, "project").weight, asked(chosen, "project").now) == ("may", "P2")
    assert chosen.totals[0].parcels == 1


@pytest.mark.parametrize(
    ("shift", "weight", "offered"),
    [
        (0.0, "doubt", ["", "4523"]),  # the zone stands in the easting: only the datum is open
        (-35e6, "needed", ["4534", "4554"]),  # 3° zones by their meridians come first
    ],
)
def test_a_missing_prj(shift: float, weight: str, offered: list[str]) -> None:
    shape = translate(square(0), shift)
    whole = {"DKBH": ["1"], "DKMJ": [1.0], "ZLDWDM": ["510999100201"], "XMBH": ["P1"]}
    found = contents(layer("CJDK", whole, [shape], crs=without_prj(shape)))
    one = asked(found, "crs")
    assert one.weight == weight
    values = [choice.value for choice in one.choices]
    assert [values[0], values[1] if shift == 0 else values[20]] == offered
    assert {choice.option for choice in one.choices if choice.value} == {"epsg"}
    assert open_(found) == ["crs"]


def test_a_system_that_was_told_can_be_taken_back() -> None:
    found = contents(filled("CJDK", ["1"]), read=ReadOptions(epsg=4523))
    assert (asked(found, "crs").now, asked(found, "crs").weight) == ("4523", "may")
    assert [one.value for one in asked(found, "crs").choices] == ["", "4523"]


def test_an_option_that_cannot_be_meant_is_said() -> None:
    """And the rest is as without any: 拆旧 by its name, not by the slip."""
    found = contents(filled("CJDK", ["1"]), told=["XXDK=demolition"])
    assert found.refused is not None
    assert "xxdk" in found.refused.zh
    assert found.totals[0].parcels == 1


def test_the_same_names_have_the_same_signature() -> None:
    """Whatever the values, the order and the case; one field more is another."""
    one = contents(filled("CJDK", ["1"]), filled("JXDK", ["2"], row=1)).signature
    other = contents(filled("jxdk", ["9", "8"]), filled("CJDK", ["7"], row=3)).signature
    more = contents(filled("CJDK", ["1"], BZ=["x"]), filled("JXDK", ["2"], row=1)).signature
    assert one == other
    assert one != more
    assert contents().signature is None


def test_layers_of_one_name_are_told_apart_by_their_paths() -> None:
    one = filled("CJDK", ["1"])
    twin = layer("CJDK", {"DKBH": ["2"]}, [square(3)], file="旧/CJDK.shp")
    assert [one.key for one in contents(one, twin).layers] == ["CJDK.shp", "旧/CJDK.shp"]


def test_without_parcels_the_words_are_for_the_page() -> None:
    """A reference layer alone: fatal, and nothing to choose; no word of a command line."""
    found = contents(layer("DLTB", {"BSM": ["1"]}))
    (fatal,) = (one for one in found.problems if one.fatal)
    assert "--map" not in fatal.text.zh + (fatal.text.en or "")
    assert found.questions == ()
    assert found.layers[0].taken_for == "land_use"


def test_of_very_many_projects_some_are_offered() -> None:
    """The question counts all 502; 500 are listed, and the one that is chosen."""
    codes = [f"P{number:03}" for number in range(502)]
    shapes = [square(number) for number in range(502)]
    many = layer("CJDK", {"DKBH": codes, "XMBH": codes}, shapes)
    question = asked(contents(many), "project")
    assert [one.value for one in question.choices] == codes[:MOST_PROJECTS]
    assert "502" in question.text.zh
    chosen = asked(contents(many, project="P501"), "project")
    assert [one.value for one in chosen.choices] == [*codes[:MOST_PROJECTS], "P501"]
