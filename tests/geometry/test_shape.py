"""Spikes, repeated vertices, and narrow ground."""

from __future__ import annotations

import math

import numpy as np
import pytest

import shapely
import shapely.affinity

from gouhook_gis.geometry.shape import narrow, repeated_vertices, spikes
from tests.support.shapes import EASTING, NORTHING, array, box, polygon


def tip(angle_deg: float) -> shapely.Polygon:
    """A square with a tooth of `angle_deg` at (50, 200) on its upper side."""
    half = 100 * math.tan(math.radians(angle_deg / 2))
    return polygon(
        (0, 0), (100, 0), (100, 100), (50 + half, 100), (50, 200), (50 - half, 100), (0, 100)
    )


@pytest.mark.parametrize(("angle", "found"), [(4.9, 1), (5.1, 0), (0.5, 1)])
def test_spike_by_its_angle(angle: float, found: int) -> None:
    result = spikes(array(box(0, 0, 9, 9), tip(angle)), 5.0)
    assert len(result.index) == found
    if found:
        assert (result.index[0], result.x[0], result.y[0]) == (1, EASTING + 50, NORTHING + 200)
        assert result.angle[0] == pytest.approx(angle, abs=1e-6)


def test_spikes_inwards_in_holes_and_folded_back() -> None:
    notch = polygon((0, 0), (100, 0), (100, 100), (51, 100), (50, 10), (49, 100), (0, 100))
    holed = shapely.Polygon(box(0, 0, 300, 300).exterior, [tip(2).exterior])
    folded = polygon((0, 0), (100, 0), (100, 100), (50, 100), (50, 150), (50, 100), (0, 100))
    result = spikes(array(notch, holed, None, folded), 5.0)
    assert result.index.tolist() == [0, 1, 3]
    assert result.angle == pytest.approx([2 * math.degrees(math.atan(1 / 90)), 2, 0], abs=1e-6)


def test_spikes_do_not_hide_behind_a_repeated_vertex_or_a_ring_start() -> None:
    coords = shapely.get_coordinates(tip(2))[:-1]
    for turn in range(len(coords)):
        ring = np.roll(coords, turn, axis=0)
        twice = np.repeat(ring, 2, axis=0)
        assert len(spikes(array(shapely.Polygon(ring), shapely.Polygon(twice)), 5.0).index) == 2


def test_spikes_of_nothing() -> None:
    assert len(spikes(array(None, shapely.Polygon()), 5.0).index) == 0
    assert len(repeated_vertices(array(), 0.01).index) == 0


def test_repeated_vertices_at_the_tolerance() -> None:
    geom = polygon((0, 0), (50, 0), (50, 0), (100, 0), (100, 0.0009), (100, 100), (100, 100.0012))
    result = repeated_vertices(array(box(0, 0, 9, 9), None, geom), 0.001)
    assert result.index.tolist() == [2, 2]
    assert (result.x - EASTING).tolist() == [50, 100]
    assert result.distance == pytest.approx([0, 0.0009], abs=1e-8)


def test_the_closing_vertex_is_no_repetition_but_a_double_start_is() -> None:
    assert len(repeated_vertices(array(box(0, 0, 9, 9)), 0.001).index) == 0
    double_start = polygon((0, 0), (9, 0), (9, 9), (0, 0), (0, 0))
    assert len(repeated_vertices(array(double_start), 0.001).index) == 1


def test_a_parcel_narrow_all_over() -> None:
    result = narrow(array(box(0, 0, 50, 30), box(100, 0, 50, 0.8), box(200, 0, 50, 1.2)), 1.0)
    assert result.index.tolist() == [1]
    assert result.geometry[0].equals(box(100, 0, 50, 0.8))
    assert result.width[0] == pytest.approx(2 * 40 / 101.6)


def test_a_neck_between_two_wide_parts() -> None:
    dumb_bell = shapely.union_all([box(0, 0, 30, 30), box(30, 14.6, 20, 0.8), box(50, 0, 30, 30)])
    result = narrow(array(dumb_bell), 1.0)
    assert result.index.tolist() == [0]
    assert result.geometry[0].area == pytest.approx(20 * 0.8, rel=1e-6)
    assert len(narrow(array(dumb_bell), 0.79).index) == 0


@pytest.mark.parametrize("turn", [0, 17, 45, 71])
def test_corners_are_not_narrow(turn: float) -> None:
    sharp = polygon((0, 0), (60, 0), (0, 12))  # 11°
    shapes = array(*(shapely.affinity.rotate(geom, turn) for geom in (box(0, 0, 60, 30), sharp)))
    assert len(narrow(shapes, 1.0).index) == 0


def test_narrow_of_nothing() -> None:
    assert len(narrow(array(None, shapely.Polygon()), 1.0).index) == 0
