"""The words by which layers and fields are known."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.role_words import role_words
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import AreaKind, Role
from gouhook_gis.intake.vocabulary import name_parts, vocabulary, without_unit


def test_no_layer_name_is_both_roles_and_none_of_them_is_a_survey_layer():
    words = vocabulary()
    by_role = [{name.casefold() for name in role_words().roles[role].layers} for role in Role]
    assert not by_role[0] & by_role[1]
    assert not words.never_parcels & set(words.layer_names)
    assert "cjdcq" in words.never_parcels


def test_a_name_cut_in_gbk_or_utf8_is_known():
    cut = vocabulary().cut_names
    assert cut["地块建设规"] == ("地块建设规模",)  # 10 bytes of GBK
    assert cut["地块面"] == ("地块面积",)  # 9 bytes of UTF-8
    assert cut["地块编"] == ("地块编号", "地块编码")


def test_a_cut_that_may_be_code_or_name_says_nothing():
    """Both 增减挂钩项目编号 and 增减挂钩项目名称 are 增减挂钩项 in ten bytes of GBK."""
    assert "增减挂钩项" not in vocabulary().cut_names
    assert "挂钩项目区" not in vocabulary().cut_names


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("CJDK", ["cjdk"]),
        ("510999_CJDK2024", ["cjdk"]),
        ("NCTDZHZZ_CJDK_L", ["nctdzhzz", "cjdk", "l", "nctdzhzzcjdkl"]),
        ("CJ_DK", ["cj", "dk", "cjdk"]),
        ("青山镇（拆旧地块）", ["青山镇", "拆旧地块", "青山镇拆旧地块"]),
        ("2024", []),
    ],
)
def test_name_parts(name, parts):
    assert name_parts(name) == parts


@pytest.mark.parametrize(
    ("name", "base", "unit"),
    [
        ("地块面积(公顷)", "地块面积", AreaUnit.HECTARE),
        ("地块面积公", "地块面积", AreaUnit.HECTARE),
        ("地块面积平", "地块面积", AreaUnit.M2),
        ("地块面积_亩", "地块面积", AreaUnit.MU),
        ("地块面积(", "地块面积", None),
        ("dkmj_ha", "dkmj", AreaUnit.HECTARE),
        ("dkmj_m2", "dkmj", AreaUnit.M2),
        ("dkmj", "dkmj", None),
        ("亩", "亩", None),
    ],
)
def test_without_unit(name, base, unit):
    assert without_unit(name) == (base, unit)


def test_terrain_and_area_kind_words():
    assert vocabulary().terrain(" 丘陵区 ") == "丘陵"
    assert vocabulary().terrain("高原") is None
    assert vocabulary().terrain(None) is None
    assert vocabulary().area_kind("椭球面积") == AreaKind.ELLIPSOIDAL
    assert vocabulary().area_kind("毛面积") is None
