"""Layers are recognised by whole names only."""

from __future__ import annotations

import pyarrow as pa
import pytest

from gouhook_gis.domain.layer_kind import Completeness, FieldSpec, LayerKind
from gouhook_gis.domain.model import Text
from gouhook_gis.formats.recognise import core_name, recognise


def kind(name, *names, lengths=(), code=None):
    fields = (FieldSpec(name=code, title=Text(zh=code), aliases=("代码",)),) if code else ()
    return LayerKind(
        kind=name,
        title=Text(zh=name),
        completeness=Completeness.COMPLETE,
        names=names,
        fields=fields,
        code_field=code,
        code_lengths=lengths,
    )


KINDS = [
    kind("land_use", "DLTB", "地类图斑"),
    kind("land_use_update", "DLTBGX"),
    kind("villages", "CJDCQ", "村级调查区"),
    kind("basic_farmland", "YJJBNTTB", "永久基本农田"),
    kind("counties", "XZQ", lengths=(6,), code="XZQDM"),
    kind("townships", "XZQ", lengths=(9,), code="XZQDM"),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DLTB", "land_use"),
        ("dltb", "land_use"),
        ("DLTBGX", "land_use_update"),
        ("DLTB2", None),
        ("510999_DLTB_2024", "land_use"),
        ("DLTB_20241231", "land_use"),
        ("510999-地类图斑-2024年", "land_use"),
        ("数据/DLTB.shp", "land_use"),
        ("XDLTB", None),
        ("DLTB_NEW", None),
        ("CJDCQ", "villages"),
        ("CCWJQ", None),
        ("TTQ", None),
        ("510999_2024", None),
        ("拆旧区", None),
    ],
)
def test_whole_names(name, expected):
    assert recognise(name, [], KINDS) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["510999", "510998"], "counties"),
        (["510999001", "510999002"], "townships"),
        (["510999001", "510999002", "510999"], "townships"),
        (["510999001", "510999"], None),
        (["510999001001"], None),
        ([None], None),
    ],
)
def test_administrative_areas_by_the_length_of_their_codes(codes, expected):
    for field in ("XZQDM", "xzqdm", "代码"):
        table = pa.table({field: pa.array(codes, pa.string())})
        assert recognise("XZQ", table, KINDS) == expected


def test_codes_that_are_numbers_count_too():
    assert recognise("XZQ", pa.table({"XZQDM": [510999]}), KINDS) == "counties"


def test_a_name_that_two_kinds_have_needs_the_table():
    assert recognise("XZQ", ["XZQDM"], KINDS) is None
    assert recognise("XZQ", ["XZQDM"], KINDS[:5]) == "counties"


def test_codes_and_years_are_not_all_of_a_name():
    assert core_name("2024") == "2024"
    assert core_name("a/b/510999 DLTB 2024.SHP") == "DLTB"
