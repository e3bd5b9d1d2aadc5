"""Polygons as numbers: the same as GEOS gives, whatever stands among them."""

from __future__ import annotations

import numpy as np
import pytest

import shapely

from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.geometry.totals import grounds
from gouhook_gis.geometry.transform import keeps_form, to_epsg
from tests.support.shapes import array, box, polygon

EPSG = 4544
HOLED = shapely.Polygon(box(0, 0, 9, 9).exterior, [box(1, 1, 2, 2).exterior])
TWO = shapely.MultiPolygon([box(0, 0, 1, 1), HOLED])


def test_plain_holed_multiple_empty_and_none() -> None:
    shapes = array(
        box(0, 0, 1, 1), TWO, None, HOLED, shapely.Polygon(), polygon((0, 0), (1, 0), (0, 1))
    )
    found = Ragged.of(shapes)
    assert found.shapes.tolist() == [0, 1, 3, 4, 5, 6, 7]
    assert found.parts.tolist() == [0, 1, 2, 4, 4, 6, 6, 7]
    assert found.rings.tolist() == [0, 5, 10, 15, 20, 25, 30, 34]
    assert (found.points == shapely.get_coordinates(shapes)).all()
    assert not found.points.flags.writeable


def test_as_shapely_has_them() -> None:
    for shapes in (array(box(0, 0, 1, 1), HOLED), array(TWO, HOLED), array(box(0, 0, 2, 2))):
        _, points, offsets = shapely.to_ragged_array(shapes)
        found = Ragged.of(shapes)
        assert (found.points == points).all()
        assert found.rings.tolist() == offsets[0].tolist()
        assert found.parts.tolist() == offsets[1].tolist()


def test_heights_are_dropped_and_nothing_is_nothing() -> None:
    assert Ragged.of(shapely.force_3d(array(HOLED), 7.0)).points.shape == (10, 2)
    assert Ragged.of(array()).shapes.tolist() == [0]


def test_a_prepared_layer_checks_the_rows_that_are_asked() -> None:
    bow_tie = polygon((0, 0), (10, 10), (10, 0), (0, 10))
    layer = Prepared(array(box(0, 0, 1, 1), bow_tie, None))
    assert (
        layer.rows(np.array([0, 0])).tolist() == [shapely.normalize(box(0, 0, 1, 1)).reverse()] * 2
    )
    for _ in range(2):
        with pytest.raises(ValueError, match="geometry 1 is invalid: Self-intersection"):
            layer.rows(np.array([0, 1]))
    assert Prepared.of(layer) is layer
    # In many pairs it is prepared, in few not.
    assert not shapely.is_prepared(layer.rows(np.zeros(4, dtype=np.intp))).any()
    assert shapely.is_prepared(layer.rows(np.zeros(5, dtype=np.intp))).all()


def test_ground_by_group() -> None:
    """Two that overlap, one of another group that overlaps them, one alone, an empty group."""
    shapes = array(box(0, 0, 10, 10), box(5, 0, 10, 10), box(0, 0, 10, 5), box(50, 0, 10, 10))
    found = grounds(shapes, np.array([1.0, 2.0, 50.5, 100.5]), np.array([0, 0, 1, 2]), 4, EPSG)
    assert found[0] == pytest.approx(150, abs=0.005)
    # Without contacts in its group a shape counts with the area it came with.
    assert found[1:].tolist() == [50.5, 100.5, 0.0]


@pytest.mark.parametrize(
    ("source", "target", "kept"),
    [(4523, 4523, True), (4523, 4544, True), (4544, 4523, False), (4544, 4545, False),
     (4490, 4490, True), (4490, 4544, False)],
)  # fmt: skip
def test_which_changes_of_system_keep_the_form(source: int, target: int, kept: bool) -> None:
    assert keeps_form(source, target) is kept


def test_without_the_zone_number_coordinates_lose_nothing() -> None:
    rng = np.random.default_rng(3)
    ring = rng.uniform(0, 1000, (50, 2)) + np.array([35_500_000.0, 3_400_000.0])
    zoned = array(shapely.convex_hull(shapely.MultiPoint(ring)))
    back = shapely.get_coordinates(to_epsg(zoned, 4523, 4544)) + np.array([35_000_000.0, 0.0])
    assert (back == shapely.get_coordinates(zoned)).all()
