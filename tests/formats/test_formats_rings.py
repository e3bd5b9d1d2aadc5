"""Ring roles by containment, on rectangles whose areas are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shapely

from gouhook_gis.formats.rings import assemble
from tests.formats.builders import box


def made(*records, part=None):
    rings = [ring for record in records for ring in record]
    owner = np.repeat(np.arange(len(records)), [len(record) for record in records])
    points = np.array([point for ring in rings for point in ring], float).reshape(-1, 2)
    starts = np.cumsum([0, *(len(ring) for ring in rings)])[:-1]
    return assemble(points, starts, owner, len(records), part)


SHELL, HOLE, ISLAND = box(0, 0, 10), box(2, 2, 6), box(4, 4, 1)


def test_hole_and_island_by_containment():
    result = made([SHELL, HOLE[::-1], ISLAND])
    assert result.geometry[0].area == 100 - 36 + 1
    assert not result.roles_differ[0]


@pytest.mark.parametrize(
    "rings",
    [
        [SHELL, HOLE],  # both clockwise: GDAL makes two overlapping parts of it
        [SHELL[::-1], HOLE],  # both reversed: GDAL makes the shell a hole of the hole
        [HOLE, SHELL],
        [SHELL[::-1], HOLE[::-1]],
    ],
)
def test_orientation_that_contradicts_containment_is_reported(rings):
    result = made(rings)
    assert result.geometry[0].area == 64
    assert result.geometry[0].is_valid
    assert result.roles_differ[0]


def test_a_single_ring_is_a_shell_in_either_direction():
    result = made([SHELL], [SHELL[::-1]])
    assert [g.area for g in result.geometry] == [100, 100]
    assert not result.roles_differ.any()


def test_parts_side_by_side_stay_parts():
    result = made([box(0, 0, 10), box(20, 0, 10)])
    assert result.geometry[0].geom_type == "MultiPolygon"
    assert result.geometry[0].area == 200


def test_a_counterclockwise_ring_beside_the_shell_becomes_a_part():
    result = made([SHELL, box(20, 0, 10)[::-1]])
    assert result.geometry[0].area == 200
    assert result.roles_differ[0]


def test_crossing_rings_and_double_rings_stay_shells_for_the_validity_rules():
    crossing, double = made([box(0, 0, 10), box(5, 5, 10)], [SHELL, SHELL]).geometry
    assert len(crossing.geoms) == len(double.geoms) == 2
    assert not crossing.is_valid and not double.is_valid


def test_an_unclosed_ring_is_closed_and_said():
    result = made([SHELL[:-1]], [SHELL])
    assert [g.area for g in result.geometry] == [100, 100]
    assert result.closed.tolist() == [True, False]


def test_a_ring_needs_three_different_points():
    triangle = [(0, 0), (0, 1), (1, 0)]
    result = made([[(0, 0), (1, 1), (0, 0)]], [[(0, 0), (1, 1)]], [triangle], [triangle[:1]])
    assert result.too_few.tolist() == [True, True, False, True]
    assert [g is None for g in result.geometry] == [True, True, False, True]
    assert result.geometry[2].area == 0.5


def test_where_the_format_tells_the_roles_they_are_kept():
    part = np.array([0, 0, 1, 2])
    result = made([SHELL, box(20, 20, 1)], [SHELL, HOLE], part=part)
    assert result.geometry[0].interiors[0].bounds == (20, 20, 21, 21)
    assert len(result.geometry[1].geoms) == 2


@settings(deadline=None)
@given(
    st.permutations([SHELL, HOLE, ISLAND, box(20, 0, 3)]),
    st.lists(st.booleans(), min_size=4, max_size=4),
    st.integers(0, 3),
)
def test_order_direction_and_start_of_rings_change_nothing(rings, reverse, start):
    turned = [ring[::-1] if back else ring for ring, back in zip(rings, reverse, strict=True)]
    moved = [[*ring[start:-1], *ring[: start + 1]] for ring in turned]
    found = shapely.normalize(made(moved).geometry[0])
    told = made([SHELL, HOLE[::-1], ISLAND, box(20, 0, 3)]).geometry[0]
    assert found == shapely.normalize(told)


def test_many_records_are_grouped_right():
    records = [[box(i * 20, 0, 10), box(i * 20 + 2, 2, 2)] for i in range(50)]
    result = made(*records)
    assert [g.area for g in result.geometry] == [96] * 50
    assert [g.bounds[0] for g in result.geometry] == [i * 20 for i in range(50)]
