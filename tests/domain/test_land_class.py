"""Which land a DLBM code is: third survey, second survey, and codes that do not tell."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.land_class import Land, belongs, land_class


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0103", "旱地"),
        (" 0103 ", "旱地"),
        ("0201k", "可调整果园"),
        ("0101K", "水田"),  # no class of its own: the letter is stripped
        ("013", "旱地"),  # second survey
        ("203", "村庄"),
        ("0801", "公共管理与公共服务用地"),  # GB/T 21010-2017 alone
    ],
)
def test_class_of_a_code(code: str, name: str) -> None:
    found = land_class(code)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("code", [None, "", "  ", "99", "耕地"])
def test_no_class(code: str | None) -> None:
    assert land_class(code) is None
    assert belongs(code, ["cultivated"]) is None


@pytest.mark.parametrize(
    ("code", "land", "expected"),
    [
        ("0101", "cultivated", True),
        ("012", "cultivated", True),
        ("01", "cultivated", True),
        ("0201K", "cultivated", False),  # 可调整 is not farmland now
        ("1203", "cultivated", False),  # the ridge itself
        ("11", "cultivated", False),
        ("0103", "agricultural", True),
        ("1006", "agricultural", True),
        ("104", "agricultural", True),  # 农村道路 of the second survey
        ("1103", "agricultural", True),  # 水库水面: farm land now …
        ("113", "construction", True),  # … building land in the second survey
        ("0702", "construction", True),
        ("203", "construction", True),
        ("1201", "construction", True),
        ("0404", "unused", True),
        ("043", "unused", True),
        ("0404", "agricultural", False),
        ("10", "construction", None),  # roads of both kinds
        ("12", "unused", None),
        ("04", "agricultural", None),
    ],
)
def test_kinds_of_land(code: str, land: Land, expected: bool | None) -> None:
    assert belongs(code, [land]) is expected


def test_several_kinds_at_once() -> None:
    assert belongs("0301", ["agricultural", "unused"]) is True
    assert belongs("1204", ["agricultural", "unused"]) is True
    assert belongs("0702", ["agricultural", "unused"]) is False
    assert belongs("0103", ["cultivated", "construction"]) is True
