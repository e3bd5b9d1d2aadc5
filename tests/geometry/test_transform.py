"""Moving between CGCS2000 systems: exact shifts, splitting of long edges, no datum shift."""

from __future__ import annotations

import numpy as np
import pytest

import shapely
from pyproj import Geod

from gouhook_gis.geometry.edges import split_long_edges
from gouhook_gis.geometry.transform import centroid_longitude, to_epsg
from tests.support.shapes import array, box, wkt


def test_identity_is_the_same_array() -> None:
    geoms = array(box(0, 0, 300, 400))
    assert to_epsg(geoms, 4544, 4544) is geoms


@pytest.mark.parametrize(
    ("source", "target", "shift"),
    [(4544, 4523, 35e6), (4523, 4544, -35e6), (4544, 4496, 18e6), (4507, 4544, 0.0)],
)
def test_one_meridian_is_an_exact_addition_without_new_vertices(
    source: int, target: int, shift: float
) -> None:
    x = 501_234.5 if shift >= 0 else 35_501_234.5
    geom = shapely.box(x, 3.4e6, x + 300, 3.4e6 + 400)
    moved = to_epsg(array(geom), source, target)[0]
    assert shapely.get_coordinates(moved).tolist() == [
        [easting + shift, northing] for easting, northing in shapely.get_coordinates(geom).tolist()
    ]


def test_known_point_easting_first() -> None:
    # 105.5°E 30.6°N in zone 35.
    moved = to_epsg(wkt("POINT (105.5 30.6)"), 4490, 4523)[0]
    assert (moved.x, moved.y) == pytest.approx((35547950.58, 3386734.41), abs=0.006)


def test_there_and_back_within_a_tenth_of_a_millimetre() -> None:
    geom = box(120_000, 0, 60, 40)
    for target in (4490, 4545, 4507, 4524):
        back = to_epsg(to_epsg(array(geom), 4544, target), target, 4544)[0]
        assert np.abs(shapely.get_coordinates(back) - shapely.get_coordinates(geom)).max() < 1e-6


def test_none_stays_none_and_kinds_stay() -> None:
    geoms = array(None, shapely.Polygon(), *wkt(
        "POINT (105 30)", "LINESTRING (105 30, 105.01 30)", "MULTIPOINT (105 30)",
        "MULTIPOLYGON (((105 30, 105.0001 30, 105 30.0001, 105 30)))",
    ))  # fmt: skip
    moved = to_epsg(geoms, 4490, 4544)
    assert moved[0] is None
    assert shapely.get_type_id(moved).tolist() == shapely.get_type_id(geoms).tolist()


@pytest.mark.parametrize("codes", [(4326, 4490), (4610, 4490), (4490, 4326), (4544, 4214)])
def test_another_datum_is_refused(codes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a CGCS2000"):
        to_epsg(array(box(0, 0, 1, 1)), *codes)


@pytest.mark.parametrize(
    ("length", "points"),
    [(69.0, 0), (70.0, 0), (70.001, 1), (139.9, 1), (140.0, 2), (140.1, 2), (700.0, 10)],
)
def test_an_edge_longer_than_70_m_gets_int_of_length_over_70_points(
    length: float, points: int
) -> None:
    line = shapely.LineString([(0, 0), (length, 0)])
    split = shapely.get_coordinates(split_long_edges(array(line), geographic=False))
    assert split[:, 0].tolist() == pytest.approx(np.linspace(0, length, points + 2))


def test_splitting_does_not_depend_on_the_direction_of_an_edge() -> None:
    line = shapely.LineString([(35500000.1234, 3400000.4321), (35500777.7, 3399123.3)])
    there = shapely.get_coordinates(split_long_edges(array(line), geographic=False))
    back = shapely.get_coordinates(split_long_edges(array(line.reverse()), geographic=False))
    assert len(there) == 18
    assert (there == back[::-1]).all()


def test_rings_are_split_each_for_itself() -> None:
    donut = shapely.Polygon(box(0, 0, 300, 300).exterior.coords, [box(100, 100, 60, 60).exterior])
    far = box(1000, 0, 60, 60)
    both = split_long_edges(array(shapely.MultiPolygon([donut, far]), far), geographic=False)
    outer, hole, other = shapely.get_rings(shapely.get_parts(both[0]))
    # 300 m is split into five edges of 60 m, 60 m is left.
    assert [len(ring.coords) for ring in (outer, hole, other)] == [21, 5, 5]
    assert {float(np.hypot(*step)) for step in np.diff(outer.coords, axis=0)} == {60.0}
    assert shapely.area(both[0]) == 300 * 300 - 60 * 60 + 60 * 60
    assert both[1].equals(far)


def test_degrees_are_split_by_their_length_in_metres() -> None:
    geod = Geod(ellps="GRS80")
    for end in [(105.01, 30.0), (105.0, 30.01), (105.007, 30.007)]:
        metres = geod.line_length(*zip((105.0, 30.0), end, strict=True))
        line = shapely.LineString([(105.0, 30.0), end])
        split = split_long_edges(array(line), geographic=True)[0]
        assert len(split.coords) - 2 == int(metres / 70)


def test_a_long_edge_stays_straight_in_the_system_of_its_file() -> None:
    # 5 km along a parallel: its middle lies 0.6 m off the straight line of the plane.
    parallel = shapely.LineString([(106.3, 30.0), (106.352, 30.0)])
    moved = to_epsg(array(parallel), 4490, 4544)[0]
    back = shapely.get_coordinates(to_epsg(array(moved), 4544, 4490)[0])
    assert np.abs(back[:, 1] - 30.0).max() < 2e-9
    assert moved.hausdorff_distance(shapely.LineString([*moved.boundary.geoms])) > 0.2


def test_middle_longitudes() -> None:
    geoms = array(box(-10, 0, 20, 20), None, shapely.Polygon())
    found = centroid_longitude(geoms, 4544)
    assert found[0] == pytest.approx(105.0, abs=1e-12)
    assert np.isnan(found[1:]).all()


def test_coordinates_out_of_reach_do_not_stop_the_others() -> None:
    geoms = array(box(0, 0, 10, 10), shapely.box(1e12, 1e12, 1e12 + 1, 1e12 + 1))
    moved = to_epsg(geoms, 4544, 4490)
    assert shapely.bounds(moved[0])[0] == pytest.approx(105.0)
    assert np.isinf(shapely.bounds(moved[1])).all()
