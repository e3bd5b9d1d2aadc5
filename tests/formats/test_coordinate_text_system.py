"""In which system a coordinate text is: header and coordinates must say the same."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.coordinate_text.read import read_text
from gouhook_gis.formats.layer import CrsVerdict
from gouhook_gis.formats.options import ReadOptions
from tests.formats.coordinate_texts import PLAIN

NO_ZONE = PLAIN.replace(",35500", ",500").replace("带号=35", "带号=")


def judged(text: str, **options: float) -> tuple[CrsVerdict, set[str]]:
    found, _ = read_text(text.encode("gbk"), "甲.txt", ReadOptions(**options))
    crs = found.layers[0].crs
    return crs, {issue.message.id for issue in (*found.issues, *crs.issues)}


@pytest.mark.parametrize(
    ("old", "new", "epsg"),
    [
        ("坐标系=2000国家大地坐标系", "坐标系=CGCS2000", 4523),
        ("带号=35", "带号=", 4523),
        ("几度分带=3", "几度分带=", 4523),
        (",35500", ",500", 4544),
    ],
)
def test_what_header_and_coordinates_say_together(old: str, new: str, epsg: int) -> None:
    assert judged(PLAIN.replace(old, new))[0].epsg == epsg


def test_six_degrees() -> None:
    text = PLAIN.replace(",355", ",185").replace("=35", "=18").replace("几度分带=3", "几度分带=6")
    assert judged(text)[0].epsg == 4496
    assert judged(text.replace(",18500", ",500"))[0].epsg == 4507


def test_a_zone_of_another_number_is_refused() -> None:
    crs, issues = judged(PLAIN.replace("带号=35", "带号=36"))
    assert (crs.status, issues) == ("refused", {"F04.other_zone"})


def test_a_zone_that_no_zone_of_that_width_has() -> None:
    with pytest.raises(RefusedError, match=r"35.*6"):
        judged(PLAIN.replace("几度分带=3", "几度分带=6"))


def test_the_width_for_the_number_of_the_zone_is_seen_through() -> None:
    crs, issues = judged(PLAIN.replace("带号=35", "带号=3"))
    assert (crs.epsg, issues) == (4523, {"F11.text_zone_is_width"})


@pytest.mark.parametrize(
    ("system", "said"),
    [
        ("80国家大地坐标系", "F04.xian80"),
        ("1980西安坐标系", "F04.xian80"),
        ("1954北京坐标系", "F04.beijing54"),
        ("WGS84", "F04.wgs84"),
    ],
)
def test_another_datum_is_refused_by_name(system: str, said: str) -> None:
    crs, issues = judged(PLAIN.replace("2000国家大地坐标系", system))
    assert (crs.status, issues) == ("refused", {said})


def test_a_system_nobody_knows_is_refused() -> None:
    with pytest.raises(RefusedError, match="澄岭县独立坐标系"):
        judged(PLAIN.replace("2000国家大地坐标系", "澄岭县独立坐标系"))


def test_no_zone_anywhere_is_undecided_until_told() -> None:
    crs, issues = judged(NO_ZONE)
    assert crs.epsg is None
    assert "F04.text_no_zone" in issues
    crs, issues = judged(NO_ZONE, longitude=105.0)
    assert crs.epsg == 4544
    assert "F04.text_assumed" in issues
    assert judged(NO_ZONE, epsg=4544)[0].epsg == 4544


def test_two_headers_that_differ_are_refused_with_both_lines() -> None:
    other = PLAIN.replace("带号=35", "带号=36").replace(",355", ",365")
    with pytest.raises(RefusedError) as caught:
        judged(PLAIN + other)
    wanted = {"key": "带号", "line": 27, "first_line": 9}
    assert wanted.items() <= caught.value.message.params.items()
    assert judged(PLAIN + PLAIN)[0].epsg == 4523
