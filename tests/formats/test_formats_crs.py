"""CRS verdicts: what is declared against where the coordinates lie."""

from __future__ import annotations

import numpy as np
import pytest

from pyproj import CRS

from gouhook_gis.domain.message import render
from gouhook_gis.formats.crs import name_of, verdict
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.position import beyond_zone, misplaced, position_of
from gouhook_gis.geometry.zones import zone_of

ALL = [4490, *range(4491, 4513), *range(4513, 4555)]
NOTHING = np.full((1, 4), np.nan)


def at(x, y, size=100.0):
    return np.array([[x, y, x + size, y + size]])


def judge(declared, bounds, **options):
    return verdict(declared, bounds, ReadOptions(**options), "a.shp", "a.shp")


def ids(found):
    return [issue.message.id for issue in found.issues]


def esri(epsg):
    return CRS.from_epsg(epsg).to_wkt("WKT1_ESRI")


def somewhere(epsg):
    zone = zone_of(epsg)
    return at(105.0, 30.0, 0.001) if zone.geographic else at(zone.false_easting + 20_000, 3.4e6)


@pytest.mark.parametrize("epsg", ALL)
def test_every_system_of_cgcs2000_is_accepted_from_its_prj(epsg):
    for declared in (esri(epsg), f"EPSG:{epsg}", CRS.from_epsg(epsg).to_wkt()):
        found = judge(declared, somewhere(epsg))
        assert (found.status, found.epsg, ids(found)) == ("accepted", epsg, [])
        assert found.decision.message.id == "decision.crs.declared"


@pytest.mark.parametrize("epsg", [4490, *range(4493, 4502), *range(4513, 4534)])
def test_without_prj_the_coordinates_decide_where_they_carry_a_zone(epsg):
    found = judge(None, somewhere(epsg))
    assert (found.status, found.epsg) == ("accepted", epsg)
    assert ids(found) == ["F04.prj_missing"]
    assert found.decision.message.id == "decision.crs.coordinates"


@pytest.mark.parametrize(
    ("bounds", "status", "issue"),
    [
        (at(452_000, 3.4e6), "undecided", "F04.no_zone"),
        (at(13_500_000, 3.5e6), "undecided", "F04.undecided"),  # zone 13, or web Mercator at 121°
        (at(11_700_000, 3.5e6), "undecided", "F04.undecided"),  # web Mercator at 105°
        (at(24_500_000, 3.4e6), "undecided", "F04.undecided"),  # no such zone
        (at(5_000, 3_000), "undecided", "F04.undecided"),
        (at(3.4e6, 35_500_000), "refused", "F04.swapped"),
        (at(3.4e6, 452_000), "refused", "F04.swapped"),
        (at(30.0, 105.0, 0.1), "refused", "F04.swapped"),
        (NOTHING, "undecided", "F04.no_coordinates"),
        (np.empty((0, 4)), "undecided", "F04.no_coordinates"),
    ],
)
def test_without_prj_nothing_is_guessed(bounds, status, issue):
    found = judge(None, bounds)
    missing = [] if issue == "F04.no_coordinates" else ["F04.prj_missing"]
    assert (found.status, found.epsg, ids(found)) == (status, None, [*missing, issue])
    for noticed in found.issues:
        assert "a.shp" in render(noticed.message)


@pytest.mark.parametrize(
    ("easting", "longitude", "epsg"),
    [
        (452_000, 107.5, 4545),  # 0.5° west of 108
        (596_000, 106.0, 4544),  # 1° east of 105
        (740_000, 107.5, 4507),  # 2.5° east of 105: only a 6° zone is so wide
        (452_000, 105.9, None),  # 1.6° from where zone 36 would put it
    ],
)
def test_a_longitude_told_finds_the_zone(easting, longitude, epsg):
    found = judge(None, at(easting, 3.4e6), longitude=longitude)
    assert found.epsg == epsg
    assert found.status == ("undecided" if epsg is None else "accepted")
    assert ("F04.longitude_unfit" in ids(found)) is (epsg is None)


@pytest.mark.parametrize(
    ("epsg", "bounds", "issue"),
    [
        (4523, at(36_500_000, 3.4e6), "F04.other_zone"),
        (4523, at(500_000, 3.4e6), "F04.conflict_plain"),
        (4544, at(35_500_000, 3.4e6), "F04.conflict_prefixed"),
        (4523, at(105, 30, 0.1), "F04.conflict_degrees"),
        (4490, at(35_500_000, 3.4e6), "F04.conflict_prefixed"),
        (4523, at(3.4e6, 35_500_000), "F04.swapped"),
        (4490, at(30, 105, 0.1), "F04.swapped"),
        (4490, at(-75, 40, 0.1), "F04.outside_china"),
        (4523, at(35_500_000, 7e6), "F04.outside_china"),
        (4523, at(1000, 2000), "F04.outside_china"),
    ],
)
def test_a_prj_that_the_coordinates_contradict_is_refused_with_the_numbers(epsg, bounds, issue):
    found = judge(esri(epsg), bounds)
    assert (found.status, found.epsg, ids(found)) == ("refused", None, [issue])
    params = found.issues[0].message.params
    assert [params[k] for k in ("x_min", "y_min", "x_max", "y_max")] == bounds[0].tolist()
    assert "a.shp" in render(found.issues[0].message)


@pytest.mark.parametrize(
    ("epsg", "issue"),
    [
        (4610, "F04.xian80"),
        (2359, "F04.xian80"),
        (2380, "F04.xian80"),
        (4214, "F04.beijing54"),
        (2411, "F04.beijing54"),
        (4555, "F04.new_beijing54"),
        (4326, "F04.wgs84"),
        (32648, "F04.wgs84_projected"),
        (3857, "F04.web_mercator"),
        (4267, "F04.not_cgcs2000"),
    ],
)
def test_other_datums_are_refused_by_name(epsg, issue):
    for declared in (esri(epsg), f"EPSG:{epsg}"):
        found = judge(declared, at(35_500_000, 3.4e6))
        assert (found.status, ids(found)) == ("refused", [issue])


ZONE_35 = esri(4523)


@pytest.mark.parametrize(
    ("declared", "issue"),
    [
        (ZONE_35.replace("35500000", "36500000"), "F04.local_system"),
        (ZONE_35.replace("105.0", "104.0"), "F04.local_system"),
        (esri(4544).replace("105.0", "108.0"), "F04.local_system"),
        (esri(4550).replace("500000.0", "700000.0"), "F04.local_system"),
        (esri(4490).replace("GCS_China_Geodetic_Coordinate_System_2000", "GCJ02"), None),
        (esri(4326).replace("GCS_WGS_1984", "GCS_GCJ_02"), None),
    ],
)
def test_contradictory_local_and_shifted_systems_are_never_resolved(declared, issue):
    found = judge(declared, at(35_500_000, 3.4e6))
    assert found.status == "refused"
    if issue:
        assert ids(found) == [issue]


def test_a_shifted_system_is_named():
    wkt = (
        'GEOGCS["GCJ-02",DATUM["GCJ02",SPHEROID["K",6378245,298.3]],'
        'PRIMEM["G",0],UNIT["d",0.0174532925199433]]'
    )
    assert ids(judge(wkt, at(105, 30, 0.1))) == ["F04.shifted_web"]


@pytest.mark.parametrize("declared", ["", "garbage", "PROJCS["])
def test_a_prj_that_cannot_be_read_counts_as_missing_and_is_said(declared):
    found = judge(declared, at(35_500_000, 3.4e6))
    assert (found.epsg, ids(found)) == (4523, ["F04.prj_unreadable"])


def test_a_height_system_beside_is_left_aside():
    compound = CRS.from_user_input("EPSG:4523+5737").to_wkt()
    assert judge(compound, at(35_500_000, 3.4e6)).epsg == 4523
    assert judge("EPSG:4480", at(105, 30, 0.1)).epsg == 4490


def test_wgs84_is_cgcs2000_only_by_option_and_that_is_recorded():
    degrees = at(105, 30, 0.1)
    taken = judge("OGC:CRS84", degrees, wgs84_as_cgcs2000=True)
    assert (taken.epsg, ids(taken)) == (4490, ["F04.wgs84_taken"])
    assert taken.decision.topic == "datum"
    assert judge("OGC:CRS84", degrees).status == "refused"


def test_a_system_told_beats_the_file_but_not_the_coordinates():
    told = judge(esri(2359), at(35_500_000, 3.4e6), epsg=4523)
    assert (told.epsg, told.decision.topic) == (4523, "option")
    assert ids(judge(None, at(36_500_000, 3.4e6), epsg=4523)) == ["F04.other_zone"]
    assert ids(judge(None, at(35_500_000, 3.4e6), epsg=2359)) == ["F04.told_unsupported"]


def test_a_layer_without_coordinates_keeps_what_it_declares():
    assert judge(esri(4523), NOTHING).epsg == 4523


def test_a_stray_record_does_not_decide_and_is_found():
    bounds = np.vstack([at(35_500_000, 3.4e6), at(35_500_200, 3.4e6), at(0, 0), NOTHING])
    assert judge(esri(4523), bounds).epsg == 4523
    assert misplaced(bounds, zone_of(4523)).tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("epsg", "offset", "beyond"),
    [(4523, 167_000, False), (4523, 167_001, True), (4501, 334_000, False), (4501, 334_001, True)],
)
def test_the_natural_width_of_a_zone_at_its_edge(epsg, offset, beyond):
    zone = zone_of(epsg)
    x = zone.false_easting + offset
    bounds = np.array([[x - 100, 3.4e6, x, 3.4e6 + 100]])
    assert beyond_zone(bounds, zone).tolist() == [beyond]
    found = judge(esri(epsg), bounds)
    assert (found.epsg, ids(found)) == (epsg, ["F04.beyond_zone"] if beyond else [])


def test_the_order_of_records_changes_no_verdict():
    bounds = np.vstack([at(35_500_000 + i, 3.4e6) for i in range(7)] + [at(36_500_000, 3.4e6)])
    assert position_of(bounds) == position_of(bounds[::-1])
    assert judge(None, bounds) == judge(None, bounds[::-1])


def test_systems_are_named_as_arcgis_names_them():
    assert name_of(4523) == "CGCS2000_3_Degree_GK_Zone_35 (EPSG:4523)"
    assert name_of(4544) == "CGCS2000_3_Degree_GK_CM_105E (EPSG:4544)"
    assert name_of(4496) == "CGCS2000_GK_Zone_18 (EPSG:4496)"
    assert name_of(4507) == "CGCS2000_GK_CM_105E (EPSG:4507)"
