"""Which administrative code lies in which."""

import pytest

from gouhook_gis.domain.area_code import area_prefix, county_of, meets, within


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("000000", ""),
        ("100000", ""),
        ("510000", "51"),
        ("510100", "5101"),
        ("510182", "510182"),
        ("510182000", "510182"),
        ("510182000000", "510182"),
        ("510182100000", "510182100"),
        ("510182100201", "510182100201"),
        ("5101821002010000000", "510182100201"),
        ("5101820000000000000", "510182"),
        ("441900", "4419"),
        ("51", "51"),
        ("51018", "51018"),
        ("5101820", "5101820"),
        ("510110", "510110"),
    ],
)
def test_levels_of_zeros_say_nothing(code: str, prefix: str) -> None:
    """A code that ends at no level is a prefix as it stands."""
    assert area_prefix(code) == prefix


def test_the_county_of_a_code() -> None:
    """Its first six digits; a city without counties is one."""
    assert county_of("5101821002010000000") == "510182"
    assert county_of(" 510182 ") == "510182"
    assert county_of("441900003") == "441900"
    for code in (None, "", "51018", "甲510182", "010182"):
        assert county_of(code) is None


def test_areas_that_share_ground() -> None:
    """One lies in the other, whichever is named first."""
    for first, second in (("510000", "510182"), ("510182", "510182100"), ("100000", "510182")):
        assert meets(first, second)
        assert meets(second, first)
        assert within(second, first)
        assert not within(first, second)
    assert not meets("510182", "510183")
    assert not meets("510200", "510182")
    assert within("510182", "510182")
