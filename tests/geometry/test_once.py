"""Ground that several parcels cover is given to the first of them."""

from __future__ import annotations

import numpy as np
import pytest

import shapely

from gouhook_gis.geometry.once import each_spot_once
from tests.support.shapes import array

PLANE = 4523
X, Y = 35_500_000.0, 3_400_000.0


def at(x1: float, y1: float, x2: float, y2: float) -> shapely.Polygon:
    return shapely.box(X + x1, Y + y1, X + x2, Y + y2)


def test_the_first_keeps_its_ground() -> None:
    geoms = array(at(0, 0, 10, 10), at(5, 0, 15, 10), at(0, 0, 20, 10))
    once = each_spot_once(geoms, PLANE)
    assert shapely.area(once) == pytest.approx([100, 50, 50])
    assert shapely.area(shapely.union_all(once)) == pytest.approx(200)


def test_a_copy_has_nothing_left() -> None:
    once = each_spot_once(array(at(0, 0, 10, 10), at(0, 0, 10, 10)), PLANE)
    assert once[1] is None


def test_those_that_only_touch_or_are_apart_stay() -> None:
    geoms = array(at(0, 0, 10, 10), at(10, 0, 20, 10), at(50, 0, 60, 10))
    once = each_spot_once(geoms, PLANE)
    assert shapely.area(once) == pytest.approx([100, 100, 100])
    assert once[2] is geoms[2]


def test_nothing() -> None:
    assert len(each_spot_once(np.empty(0, dtype=object), PLANE)) == 0
