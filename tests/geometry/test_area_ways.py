"""NumPy and the compiled loop give one official area, to the last bit; the tables are right."""

from __future__ import annotations

import math
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pyogrio
import shapely
from pyproj import Geod

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.ellipsoid import (
    ECCENTRICITY2,
    SEMI_MAJOR_M,
    SEMI_MINOR_M,
    TERMS,
    inverse_grid,
    zone_weights,
)
from gouhook_gis.geometry.kernel.formulas import (
    BAND_M,
    BANDS,
    NORTH_M,
    QUANTUM_M2,
    REACH_M,
    TICKS_PER_DEGREE,
    cosine,
    length2,
    place,
    trapezoid,
)
from gouhook_gis.geometry.kernel.ready import LOADER, Loop
from gouhook_gis.geometry.official import areas_by_arrays, areas_by_loop, areas_of
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.geometry.transform import to_epsg, transform_points
from gouhook_gis.geometry.zones import zone_of
from tests.support.shapes import array, box

SAMPLES = Path(__file__).parents[2] / "sample_data"
TICK = math.radians(1 / TICKS_PER_DEGREE)
# 3° without and with zone number, its neighbour, 6°, degrees.
SYSTEMS = (4544, 4523, 4545, 4507, 4490)


@pytest.fixture(scope="module")
def loop() -> Loop:
    """The loop, compiled if need be."""
    assert LOADER.wait()
    found = LOADER.areas()
    assert found is not None
    return found


def both(loop: Loop, geoms: np.ndarray, epsg: int) -> list[float]:
    """Return the areas, which both ways must give, to the bit."""
    zone = zone_of(epsg)
    arrays = areas_by_arrays(Ragged.of(geoms), zone)
    assert np.array_equal(areas_of(geoms, zone, loop), arrays, equal_nan=True)
    return arrays.tolist()


coordinate = st.integers(-40_000_000, 40_000_000).map(lambda tick: tick / 10_000)


@st.composite
def shapes(draw: st.DrawFn) -> shapely.Geometry:
    """Draw a hull of up to 8 km with a hole and an island, off the meridian, across two bands."""
    east = draw(st.sampled_from([0.0, -143_000.1234, 398_000.0, -402_000.0]))
    size = draw(st.sampled_from([1.0, 0.1, 0.01]))
    points = draw(st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=12, unique=True))
    hull = shapely.MultiPoint(
        [(500_000 + east + x * size, 3.4e6 + y * size) for x, y in points]
    ).convex_hull
    if hull.geom_type != "Polygon" or hull.area < 1:
        hull = box(east, -60, 120, 80)
    hole = shapely.transform(hull.exterior, lambda c: (c - c[0]) * 0.1 + hull.centroid.coords[0])
    holed = shapely.Polygon(hull.exterior, [hole.coords])
    island = box(east + 9000, 0, 75.5, 20)
    return shapely.MultiPolygon([holed if holed.is_valid else hull, island])


@settings(max_examples=150, deadline=None)
@given(shapes(), st.sampled_from(SYSTEMS))
def test_both_ways_are_one_to_the_bit(loop: Loop, geom: shapely.Geometry, epsg: int) -> None:
    there = shapely.transform(  # vertex by vertex: long edges stay long
        array(geom, geom.geoms[0], shapely.Polygon(), None),
        lambda coords: transform_points(coords, 4544, epsg),
    )
    first, second, nothing, none = both(loop, there, epsg)
    # Within 0.1 % of the planar area (0.4 % 400 km off), both of shape and part.
    assert first == pytest.approx(geom.area, rel=0.005)
    assert second == pytest.approx(geom.geoms[0].area, rel=0.005)
    assert nothing == none == 0


def test_both_ways_measure_the_samples_alike(loop: Loop, tmp_path: Path) -> None:
    count = 0
    for archive in sorted((SAMPLES / "submissions").glob("*.zip")):
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(tmp_path / archive.stem)
    for path in sorted(tmp_path.rglob("*.shp")):
        geoms = shapely.from_wkb(pyogrio.raw.read(path)[2])
        if not np.isin(shapely.get_type_id(geoms), [3, 6]).all():
            continue
        geoms = geoms[shapely.is_valid(geoms)]
        for epsg in (4490, 4544):
            plane = geoms if epsg == 4544 else to_epsg(geoms, 4544, 4490)
            count += len(both(loop, plane, epsg))
    assert count > 0


def test_a_ring_longer_than_the_room_of_the_loop(loop: Loop) -> None:
    # 4 · 100 km in pieces of 70 m: 5,716 vertices; and a ring of 2,000 without long edges.
    angles = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    ring = np.column_stack([np.cos(angles), np.sin(angles)]) * 1000 + (500_000, 3.4e6)
    large, round_one = both(
        loop, array(box(-50_000, -50_000, 100_000, 100_000), shapely.Polygon(ring)), 4544
    )
    assert large == pytest.approx(1e10, rel=3e-5)
    assert round_one == pytest.approx(1000 * math.sin(2 * math.pi / 2000) * 1e6, abs=0.05)


def test_beyond_the_reach_of_the_tables_proj_is_asked(loop: Loop) -> None:
    limit = array(
        box(REACH_M - 100, 0, 100, 100),  # to the last point
        box(REACH_M - 100, 0, 100.001, 100),
        box(0, NORTH_M - 3.4e6 - 100, 100, 99.999),
        box(0, NORTH_M - 3.4e6 - 100, 100, 100),
        box(0, -3.4e6, 100, 100),
        box(0, -3.4e6 - 0.001, 100, 100),
    )
    _, far = areas_by_loop(loop, Ragged.of(limit), zone_of(4544))
    assert far.tolist() == [False, True, False, True, False, True]
    areas = both(loop, limit, 4544)
    # One metre more or less, with 1e-6" in the corners: 100 m · 2.2e-5 m a corner.
    assert areas[0] == pytest.approx(areas[1] - 0.1 * 0.996, abs=0.005)
    assert areas[2] == pytest.approx(areas[3] - 0.1, abs=0.005)
    assert areas[4] == pytest.approx(10_000, abs=0.005)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_no_place_on_earth_is_no_area_on_both_ways(loop: Loop) -> None:
    nan = float("nan")
    plane = array(box(0, 0, 9, 9), shapely.box(1e12, 1e12, 1e12 + 9, 1e12 + 9),
                  shapely.Polygon([(5e5, 3.4e6), (5e5 + 9, 3.4e6), (nan, 3.4e6 + 9)]))  # fmt: skip
    assert np.isnan(both(loop, plane, 4544)).tolist() == [False, True, True]
    degrees = array(shapely.box(105, 89.999, 105.001, 90), shapely.box(105, 90, 105.001, 90.001),
                    shapely.box(359.999, 30, 360, 30.001), shapely.box(360, 30, 360.001, 30.001),
                    shapely.Polygon([(105, 30), (105.001, 30), (105, nan)]))  # fmt: skip
    assert np.isnan(both(loop, degrees, 4490)).tolist() == [False, True, False, True, True]


def test_a_layer_is_measured_alike_before_and_after_the_loop_is_there(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = array(*(box(400 * i, 0, 30 + i, 500) for i in range(1100)), None)
    with_loop = official_area(layer, 4544)
    monkeypatch.setattr(LOADER, "_found", None)
    assert official_area(layer[:-1], 4544).tolist() == with_loop[:-1].tolist()


def test_few_vertices_load_no_compiler() -> None:
    code = (
        "import sys, shapely, numpy as np\n"
        "from gouhook_gis.geometry.area import official_area\n"
        "official_area(np.array([shapely.box(500000, 3e6, 500100, 3000100)]), 4544)\n"
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_tables_are_projs_inverse_within_a_thousandth_of_a_tick() -> None:
    # Every band, its edges included, out to the reach: 3e-8 m is asked, 1.2e-8 m is had.
    east = np.concatenate([np.linspace(-REACH_M, REACH_M, 81), [-1e-3, 1e-3]])
    for band in range(BANDS):
        north = (band + np.linspace(0, 1 - 1e-12, 21)) * BAND_M
        x, y = (grid.ravel() for grid in np.meshgrid(east, north))
        longitude, latitude = place(x, y, band, inverse_grid())
        proj = transform_points(np.column_stack([x + 500_000, y]), 4544, 4490) * TICKS_PER_DEGREE
        assert np.abs(longitude + 105 * TICKS_PER_DEGREE - proj[:, 0]).max() < 1e-3
        assert np.abs(latitude - proj[:, 1]).max() < 1e-3


def test_cosine_to_a_quarter_turn() -> None:
    angles = np.linspace(-math.pi / 2, math.pi / 2, 20_001)
    assert np.abs(cosine(angles) - np.cos(angles)).max() < 5e-16
    assert (cosine(angles) == cosine(-angles)).all()


def test_the_trapezoid_is_that_of_the_formula() -> None:
    """Edges up to 70 m at any latitude, by the formula as it is printed, in exact sums."""
    rng = np.random.default_rng(7)
    scale = 2 * SEMI_MINOR_M**2 / QUANTUM_M2
    start = np.rint(rng.uniform((73, -60), (135, 60), (300, 2)) * TICKS_PER_DEGREE)
    end = start + np.rint(rng.uniform(-2.2e6, 2.2e6, (300, 2)))
    edges = (*start.T, *end.T)
    found = trapezoid(*edges, zone_weights(), scale, cosine)
    for (l1, b1), (l2, b2), quanta in zip(start, end, found, strict=True):
        half, middle = (b2 - b1) / 2 * TICK, (b2 + b1) / 2 * TICK
        zone = math.fsum(
            term * math.sin((2 * k + 1) * half) * math.cos((2 * k + 1) * middle)
            for k, term in enumerate(TERMS)
        )
        area = 2 * SEMI_MINOR_M**2 * ((l1 + l2) / 2 - 105 * TICKS_PER_DEGREE) * TICK * zone
        assert quanta * QUANTUM_M2 == pytest.approx(area, abs=1e-6, rel=2e-15)
    back = trapezoid(*end.T, *start.T, zone_weights(), scale, cosine)
    assert (back == -found).all()


@pytest.mark.parametrize("latitude", [0.0, 18.0, 36.5, 53.5])
def test_the_length_of_an_edge_in_degrees(latitude: float) -> None:
    geod = Geod(ellps="GRS80")
    for east, north in ((0.0007, 0.0), (0.0, 0.0006), (0.0005, -0.0004)):
        ends = (105.0, 105.0 + east), (latitude - north / 2, latitude + north / 2)
        square = length2(east, north, latitude, ECCENTRICITY2, SEMI_MAJOR_M, cosine)
        assert math.sqrt(square) == pytest.approx(geod.line_length(*ends), rel=1e-8)
