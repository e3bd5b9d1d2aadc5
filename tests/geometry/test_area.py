"""The official area against published-method figures, the planar one, and their half width."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shapely
import shapely.affinity
from pyproj import Geod

from gouhook_gis.geometry.area import combined_half_width, half_width, official_area, planar_area
from gouhook_gis.geometry.transform import to_epsg
from tests.support.shapes import array, box, polygon, rewritten

MINUTE = 1 / 60

# Rings in zone 35 (easting, northing), their official and planar areas in m².
VECTORS = {
    "40 x 50 near the meridian": (
        [(35501000, 3386000), (35501040, 3386000), (35501040, 3386050), (35501000, 3386050)],
        2000.0003, 2000.0,
    ),
    "300 x 400, 140 km off": (
        [(35640000, 3386000), (35640300, 3386000), (35640300, 3386400), (35640000, 3386400)],
        119941.8925, 120000.0,
    ),
    "edges of 2 km": (
        [(35600000, 3386000), (35602000, 3386200), (35601800, 3388500), (35600100, 3388000)],
        3993995.0618, 3995000.0,
    ),
    "sliver 1 x 500": (
        [(35600000, 3386000), (35600001, 3386000), (35600001, 3386500), (35600000, 3386500)],
        499.8772, 500.0,
    ),
}  # fmt: skip

# Map sheets: south-west corner, height and width in minutes, area in m².
SHEETS = {
    "J50G096096": (36.0, 119.9375, 2.5, 3.75, 26046550.18),
    "H48G001001": (31.958333333333332, 102.0, 2.5, 3.75, 27292648.05),
    "H48G050049": (29.916666666666668, 105.0, 2.5, 3.75, 27870660.97),
    "G48G096001": (24.0, 102.0, 2.5, 3.75, 29343908.18),
    "K51G001096": (43.958333333333336, 125.9375, 2.5, 3.75, 23216080.49),
    "H48H100001": (29.916666666666668, 102.0, 1.25, 1.875, 6968380.07),
    "I49H192192": (32.0, 113.96875, 1.25, 1.875, 6820882.42),
    "J50E001001": (39.833333333333336, 114.0, 10.0, 15.0, 395543800.83),
    "1:10000 at 0°": (0.0, 105.0, 2.5, 3.75, 32054872.46),
    "1:10000 at 20°": (20.0, 105.0, 2.5, 3.75, 30165060.64),
    "1:10000 at 30°": (30.0, 105.0, 2.5, 3.75, 27847757.03),
    "1:10000 at 40°": (40.0, 105.0, 2.5, 3.75, 24684446.24),
    "1:10000 at 50°": (50.0, 105.0, 2.5, 3.75, 20758420.67),
    "1:5000 at 30°": (30.0, 105.0, 1.25, 1.875, 6962655.93),
}


def official(geom: shapely.Geometry, epsg: int = 4544) -> float:
    return float(official_area(array(geom), epsg)[0])


@pytest.mark.parametrize("name", VECTORS)
def test_vectors(name: str) -> None:
    ring, expected, planar = VECTORS[name]
    geom = array(shapely.Polygon(ring))
    assert official_area(geom, 4523)[0] == pytest.approx(expected, abs=0.0001)
    assert planar_area(geom, 4523)[0] == pytest.approx(planar, abs=1e-6)


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_areas(name: str) -> None:
    south, west, height, width, expected = SHEETS[name]
    sheet = shapely.box(west, south, west + width * MINUTE, south + height * MINUTE)
    assert official(sheet, 4490) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("offset", "width", "height", "expected"),
    [(0, 40, 50, 2000.00), (47922, 300, 400, 119993.20), (95846, 300, 400, 119972.79),
     (143774, 300, 400, 119938.76)],
)  # fmt: skip
def test_small_rectangles_are_those_of_the_geodesic(
    offset: float, width: float, height: float, expected: float
) -> None:
    geom = box(offset, -12_000, width, height)  # near 30.6°N
    lonlat = shapely.get_coordinates(to_epsg(array(geom), 4544, 4490)[0])
    geodesic, _ = Geod(ellps="GRS80").polygon_area_perimeter(lonlat[:, 0], lonlat[:, 1])
    assert official(geom) == pytest.approx(abs(geodesic), abs=0.01)
    assert official(geom) == pytest.approx(expected, abs=0.1)


def test_a_hole_is_subtracted_and_parts_are_added() -> None:
    outer, hole, island = box(0, 0, 100, 100), box(20, 20, 60, 60), box(40, 40, 20, 20)
    donut = shapely.Polygon(outer.exterior, [hole.exterior])
    both = shapely.MultiPolygon([donut, island])
    assert official(donut) == pytest.approx(10000 - 3600, abs=0.005)
    assert official(both) == pytest.approx(10000 - 3600 + 400, abs=0.005)
    assert official(donut) == official(outer) - official(hole)
    assert official(both) == official(donut) + official(island)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_what_has_no_area() -> None:
    geoms = array(
        None,
        shapely.Polygon(),
        shapely.MultiPolygon(),
        box(0, 0, 10, 10),
        shapely.Polygon([(500000, 3.4e6), (500010, 3.4e6), (float("nan"), 3.4e6 + 9)]),
        shapely.box(1e12, 1e12, 1e12 + 10, 1e12 + 10),
    )
    areas = official_area(geoms, 4544)
    assert np.isnan(areas[[0, 4, 5]]).all()
    assert areas[[1, 2]].tolist() == [0, 0]
    assert areas[3] == pytest.approx(100, abs=0.003)
    planar = planar_area(geoms, 4544)
    assert np.isnan(planar[[0, 5]]).all()
    assert planar[[1, 2]].tolist() == [0, 0]
    assert planar[3] == 100
    assert official_area(array(), 4544).tolist() == []


def test_only_polygons_have_an_area() -> None:
    with pytest.raises(ValueError, match="polygons only"):
        official(shapely.Point(1, 2))


def test_noise_of_the_arithmetic_does_not_reach_the_area() -> None:
    exact = shapely.affinity.rotate(box(0.3, 0.7, 100, 80), 33)
    noisy = shapely.transform(exact, lambda coords: coords + np.array([3e-9, -2e-9]))
    assert official(exact) == official(noisy)


def test_a_layer_in_blocks_is_the_layer_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = array(*(box(10 * i, 0, 9, 500 + i) for i in range(200)), None, shapely.Polygon())
    whole = official_area(layer, 4544)
    monkeypatch.setattr("gouhook_gis.geometry.area._BLOCK", 50)
    assert official_area(layer, 4544).tolist()[:-2] == whole.tolist()[:-2]
    assert whole[:3] == pytest.approx([4500, 4509, 4518], abs=0.02)


def test_neighbours_add_up_to_their_union() -> None:
    left = polygon((0, 0), (150, 10), (170, 333), (5, 300))
    right = polygon((150, 10), (400, 0), (390, 310), (170, 333))
    whole = polygon((0, 0), (150, 10), (400, 0), (390, 310), (170, 333), (5, 300))
    assert official(left) + official(right) == official(whole)


corner = st.integers(0, 3_000_000).map(lambda tick: tick / 10_000)


@st.composite
def shapes(draw: st.DrawFn) -> shapely.Geometry:
    """Draw polygons with holes and parts, corners at 0.1 mm, up to 1.5° off the meridian."""
    offset = draw(st.sampled_from([0.0, 51_234.5678, -143_000.0]))
    points = draw(st.lists(st.tuples(corner, corner), min_size=4, max_size=12, unique=True))
    hull = shapely.MultiPoint([(500_000 + offset + x, 3.4e6 + y) for x, y in points]).convex_hull
    if hull.geom_type != "Polygon" or hull.area < 1:
        return box(offset, 0, 120, 80)
    middle = hull.centroid
    holes = [
        shapely.transform(hull.exterior, lambda c, s=s: (c - (middle.x, middle.y)) * 0.1
                          + (middle.x, middle.y) + (s * hull.length / 1000, 0))
        for s in draw(st.sampled_from([[], [0], [-3, 3]]))
    ]  # fmt: skip
    holed = shapely.Polygon(hull.exterior, [hole.coords for hole in holes])
    holed = holed if holed.is_valid else hull
    return shapely.MultiPolygon([holed, box(offset + 1000, 0, 75.5, 20)])


@settings(max_examples=150, deadline=None)
@given(shapes(), st.integers(0, 2**32 - 1))
def test_the_writing_of_a_shape_does_not_reach_the_last_bit(
    geom: shapely.Geometry, seed: int
) -> None:
    other = rewritten(geom, np.random.default_rng(seed))
    both = array(geom, other)
    assert len(set(official_area(both, 4544).tolist())) == 1
    assert len(set(planar_area(both, 4544).tolist())) == 1
    assert len(set(half_width(both, 0.05).tolist())) == 1


@settings(max_examples=60, deadline=None)
@given(shapes())
def test_the_system_of_the_same_split_data_changes_no_area(geom: shapely.Geometry) -> None:
    # Planes differ by up to 0.1 % in length: an edge of 69.99 m would be split in one of them.
    split = array(geom.segmentize(69))
    expected = official_area(split, 4544)[0]
    for epsg in (4523, 4490, 4545, 4507, 4496):
        area = official_area(to_epsg(split, 4544, epsg), epsg)[0]
        assert area == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("offset", [0, 51_234.5678, -143_000])
@pytest.mark.parametrize("turn", [0, 10, 33, 77])
def test_a_village_parcel_has_one_area_in_every_system(offset: float, turn: float) -> None:
    parcel = array(shapely.affinity.rotate(box(offset, 0, 60, 50), turn))
    expected = official_area(parcel, 4544)[0]
    for epsg in (4523, 4490, 4545, 4507, 4496):
        area = official_area(to_epsg(parcel, 4544, epsg), epsg)[0]
        assert area == pytest.approx(expected, abs=0.01)


def test_planar_area_is_that_of_the_own_zone() -> None:
    # Filed in zone 35 but 200 km off its meridian: there the plane is some 0.05 % too large.
    own = array(box(-90_000, 0, 60, 40))
    foreign = to_epsg(own, 4545, 4544)
    assert shapely.area(foreign[0]) - 2400 > 1.0
    assert planar_area(foreign, 4544)[0] == pytest.approx(2400, abs=1e-4)
    assert planar_area(to_epsg(own, 4545, 4490), 4490)[0] == pytest.approx(2400, abs=1e-4)


def test_half_width_of_a_square_is_twice_point_error_times_side() -> None:
    # Chords are diagonals: 4 · 2a² / 8 = a².
    assert half_width(array(box(0, 0, 100, 100)), 0.05)[0] == pytest.approx(2 * 0.05 * 100)


def test_half_width_ignores_vertices_on_a_line_and_counts_holes() -> None:
    square = box(0, 0, 100, 100)
    along = square.segmentize(7)
    nearly = polygon((0, 0), (50, -0.0009), (100, 0), (100, 100), (0, 100))
    bent = polygon((0, 0), (50, -0.0011), (100, 0), (100, 100), (0, 100))
    widths = half_width(array(square, along, nearly, bent), 0.05)
    assert widths[:3] == pytest.approx(10.0, rel=1e-9)
    # A fifth corner in the middle of a side: its chord is 100, two others are √(50² + 100²).
    assert widths[3] == pytest.approx(
        0.1 * math.sqrt((100**2 + 2 * 12500 + 2 * 20000) / 8), rel=1e-4
    )
    holed = shapely.Polygon(square.exterior, [box(10, 10, 30, 30).exterior])
    assert half_width(array(holed), 0.05)[0] == pytest.approx(0.1 * math.hypot(100, 30))


def test_half_width_of_parts_nothing_and_none() -> None:
    two = shapely.MultiPolygon([box(0, 0, 30, 30), box(100, 0, 40, 40)])
    widths = half_width(array(two, None, shapely.Polygon()), 0.05)
    assert widths[0] == pytest.approx(0.1 * 50)
    assert np.isnan(widths[1])
    assert widths[2] == 0
    assert half_width(array(), 0.05).tolist() == []


def test_independent_half_widths_add_by_squares() -> None:
    assert combined_half_width([3.0, 4.0]) == 5.0
    assert combined_half_width([]) == 0.0
