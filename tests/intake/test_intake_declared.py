"""Declared areas of a layer with their unit."""

from __future__ import annotations

import pytest

import shapely

from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.intake.options import MappingOptions
from tests.intake.layers import build, filled, issue_ids, layer, records, square, the_issue

JX = filled("JXDK", ["9"], row=5)


@pytest.mark.parametrize(
    ("value", "unit"),
    [(10_000.0, AreaUnit.M2), (1.0, AreaUnit.HECTARE), (15.0, AreaUnit.MU)],
)
def test_the_unit_by_ratio_and_its_reason(value, unit):
    submission = build(filled("CJDK", ["1", "2"], DKMJ=[value, value]), JX)
    assert submission.issues == ()
    area = submission.parcels[0].declared_area
    assert (area.value, area.unit, area.field) == (value, unit, "DKMJ")
    assert area.unit_reason.id == "decision.area_unit.ratio"
    assert area.unit_reason.params["ratio"] == pytest.approx(value / 10_000, rel=1e-6)
    assert area.unit_reason.params["compared"] == 2


def test_layers_may_be_filed_in_different_units():
    submission = build(filled("CJDK", ["1"]), filled("JXDK", ["2"], row=1, DKMJ=[10_000.0]))
    assert [p.declared_area.unit for p in submission.parcels] == [AreaUnit.HECTARE, AreaUnit.M2]
    assert [d.subject for d in submission.decisions if d.topic == "area_unit"] == [
        "CJDK.shp.DKMJ", "JXDK.shp.DKMJ",
    ]  # fmt: skip


def test_text_areas_are_read():
    submission = build(filled("CJDK", ["1", "2"], DKMJ=["１.0", "1.0000"]), JX)
    assert [p.declared_area.value for p in submission.parcels[:2]] == [1.0, 1.0]


def test_a_unit_in_the_field_s_name_that_agrees():
    columns = {"DKBH": ["1"], "地块面积(公顷)": [1.0]}
    submission = build(layer("CJDK", columns))
    area = submission.parcels[0].declared_area
    assert (area.unit, area.unit_reason.id) == (AreaUnit.HECTARE, "decision.area_unit.field_name")
    assert not any(i.startswith("F10") for i in issue_ids(submission))


def test_a_unit_in_the_field_s_name_that_the_geometry_contradicts():
    columns = {"DKBH": ["1"], "地块面积（公顷）": [10_000.0]}
    submission = build(layer("CJDK", columns))
    assert submission.parcels[0].declared_area.unit == AreaUnit.HECTARE
    issue = the_issue(submission, "F10.conflict")
    assert issue.message.params["unit"] == "ha"
    assert issue.message.params["ratio"] == pytest.approx(1.0, rel=1e-6)


def test_an_undecidable_unit_leaves_no_declared_area():
    submission = build(filled("CJDK", ["1", "2"], DKMJ=[0.01, 0.01]), JX)
    issue = the_issue(submission, "F10.undecided")
    assert issue.message.params["ratio"] == pytest.approx(1e-6, rel=1e-6)
    assert not issue.fatal
    assert submission.parcels[0].declared_area is None


def test_nothing_to_compare_with():
    submission = build(layer("CJDK", {"DKBH": ["1"], "DKMJ": [1.0]}, [None]))
    assert "F10.nothing_measured" in issue_ids(submission)
    assert submission.parcels[0].declared_area is None


def test_the_user_tells_the_unit():
    submission = build(
        filled("CJDK", ["1"], DKMJ=[0.01]),
        filled("JXDK", ["2"], row=1, DKMJ=[15.0]),
        options=MappingOptions(area_unit=AreaUnit.MU),
    )
    assert [p.declared_area.unit for p in submission.parcels] == [AreaUnit.MU, AreaUnit.MU]
    assert the_issue(submission, "F10.conflict").subject == "CJDK.shp"


def test_a_record_in_another_unit_is_named_and_kept_as_filed():
    submission = build(filled("CJDK", ["1", "2", "3"], DKMJ=[1.0, 15.0, 1.0]), JX)
    assert records(the_issue(submission, "F10.other_unit")) == [("CJDK.shp", 2, "DKMJ")]
    area = submission.parcels[1].declared_area
    assert (area.value, area.unit) == (15.0, AreaUnit.HECTARE)


def test_areas_that_are_no_numbers_or_not_positive():
    submission = build(filled("CJDK", ["1", "2", "3", "4"], DKMJ=["1.0", "约3亩", "0", "-1"]), JX)
    assert records(the_issue(submission, "F09.not_a_number")) == [("CJDK.shp", 2, "DKMJ")]
    assert records(the_issue(submission, "F09.not_positive")) == [
        ("CJDK.shp", 3, "DKMJ"),
        ("CJDK.shp", 4, "DKMJ"),
    ]
    assert [p.declared_area is None for p in submission.parcels[:4]] == [False, True, True, True]


def test_an_invalid_polygon_does_not_decide_the_unit():
    x, y = 35500000.0, 3400000.0
    bow_tie = [(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)]
    shapes = [square(1), shapely.Polygon(bow_tie)]
    submission = build(layer("CJDK", {"DKBH": ["1", "2"], "DKMJ": [1.0, 1.0]}, shapes))
    reason = submission.parcels[0].declared_area.unit_reason
    assert reason.params["compared"] == 1
