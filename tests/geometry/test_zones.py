"""CGCS2000 codes against the registry that PROJ carries, and the choice of a plane."""

from __future__ import annotations

import numpy as np
import pytest

import shapely
from pyproj import CRS

from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.zones import Zone, plane_of, with_zone_number, zone_numbers, zone_of
from tests.support.shapes import array

ALL_CODES = [*range(4491, 4555), 4490]


@pytest.mark.parametrize("epsg", ALL_CODES)
def test_every_code_has_the_parameters_of_the_registry(epsg: int) -> None:
    zone, crs = zone_of(epsg), CRS.from_epsg(epsg)
    assert crs.name.startswith("CGCS2000") or epsg == 4490
    assert zone.epsg == epsg
    if zone.geographic:
        assert crs.is_geographic
        assert zone == Zone(4490, "geographic", None, 0.0, prefixed=False)
        return
    parameters = {p.name: p.value for p in crs.coordinate_operation.params}
    assert zone.central_meridian == parameters["Longitude of natural origin"]
    assert zone.false_easting == parameters["False easting"]
    assert zone.kind == ("gk3" if "3-degree" in crs.name else "gk6")
    assert zone.prefixed == ("zone" in crs.name)
    assert parameters["Scale factor at natural origin"] == 1


@pytest.mark.parametrize("epsg", [4326, 4610, 4489, 4555, 3857, 2359, 0, -1])
def test_other_codes_are_refused(epsg: int) -> None:
    with pytest.raises(ValueError, match=f"EPSG:{epsg} is not a CGCS2000"):
        zone_of(epsg)


@pytest.mark.parametrize(
    ("longitude", "epsg"),
    [(105.0, 4544), (103.5, 4544), (103.4999999, 4543), (106.4999999, 4544), (106.5, 4545),
     (73.5, 4534), (136.4999, 4554)],
)  # fmt: skip
def test_a_plane_reaches_one_and_a_half_degrees_to_each_side(longitude: float, epsg: int) -> None:
    assert plane_of(longitude) == epsg


@pytest.mark.parametrize("longitude", [73.4999, 136.5, 0.0, -105.0, float("nan"), float("inf")])
def test_no_plane_outside_china(longitude: float) -> None:
    with pytest.raises(ValueError, match="outside the 3° zones"):
        plane_of(longitude)


def test_zone_numbers_are_zero_outside() -> None:
    assert zone_numbers(np.array([105.0, 200.0, np.nan])).tolist() == [35, 0, 0]


def lonlat(*longitudes: float) -> np.ndarray:
    return array(*(shapely.box(x, 30.0, x + 0.001, 30.001) for x in longitudes))


def test_working_plane_follows_the_majority() -> None:
    assert working_plane(lonlat(105.0, 105.1, 107.0), 4490) == 4544
    assert working_plane(lonlat(105.0, 107.0, 107.1), 4490) == 4545


def test_working_plane_tie_goes_west() -> None:
    assert working_plane(lonlat(107.0, 105.0), 4490) == 4544


@pytest.mark.parametrize("epsg", [4523, 4544])
def test_working_plane_keeps_the_file_s_own_zone(epsg: int) -> None:
    false_easting = zone_of(epsg).false_easting
    home = shapely.box(false_easting, 3.4e6, false_easting + 10, 3.4e6 + 10)
    assert working_plane(array(home), epsg) == epsg


def test_working_plane_of_a_file_in_the_neighbour_s_zone() -> None:
    # 200 km east of 105° at 30.7°N is 107.09°E: zone 36, whatever the file says.
    stray = shapely.box(700_000, 3.4e6, 700_010, 3.4e6 + 10)
    assert working_plane(array(stray, None), 4544) == 4545


def test_working_plane_of_a_6_degree_file_is_a_3_degree_plane() -> None:
    home = shapely.box(500_000, 3.4e6, 500_010, 3.4e6 + 10)
    assert working_plane(array(home), 4507) == 4544


def test_working_plane_without_any_place() -> None:
    nothing = array(None, shapely.Polygon())
    assert working_plane(nothing, 4523) == 4523
    assert working_plane(nothing, 4507) == 4544
    assert zone_of(working_plane(nothing, 4490)).kind == "gk3"


@pytest.mark.parametrize(
    ("epsg", "numbered"),
    [
        (4534, 4513), (4554, 4533), (4544, 4523),  # 3°
        (4502, 4491), (4512, 4501),  # 6°
        (4513, 4513), (4491, 4491), (4490, 4490),
    ],
)  # fmt: skip
def test_the_same_zone_with_its_number_in_front(epsg: int, numbered: int) -> None:
    assert with_zone_number(epsg) == numbered
    assert zone_of(numbered).central_meridian == zone_of(epsg).central_meridian
