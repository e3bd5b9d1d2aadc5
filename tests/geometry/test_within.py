"""Overlaps, duplicates and slits inside one layer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shapely

from gouhook_gis.geometry.within import duplicates, gaps, neighbours, overlaps
from tests.support.shapes import array, box, polygon, rewritten

EPSG = 4544


def test_overlaps_are_pairs_once() -> None:
    layer = array(box(0, 0, 10, 10), box(8, 0, 10, 10), None, box(17, 0, 10, 10), box(50, 0, 9, 9))
    pieces = overlaps(layer, EPSG)
    assert list(zip(pieces.left.tolist(), pieces.right.tolist(), strict=True)) == [(0, 1), (1, 3)]
    assert pieces.area == pytest.approx([20, 10], abs=0.003)


def test_neighbours_and_single_rows_do_not_overlap() -> None:
    assert len(overlaps(array(box(0, 0, 9, 9), box(9, 0, 9, 9)), EPSG)) == 0
    assert len(overlaps(array(box(0, 0, 9, 9)), EPSG)) == 0
    assert len(overlaps(array(), EPSG)) == 0


def test_a_parcel_inside_another_overlaps_it() -> None:
    pieces = overlaps(array(box(0, 0, 100, 100), box(10, 10, 30, 20)), EPSG)
    assert pieces.area == pytest.approx([600], abs=0.005)


def test_duplicates_are_no_overlaps_but_what_they_share_with_others_is() -> None:
    layer = array(box(0, 0, 10, 10), box(0, 0, 10, 10), box(5, 0, 10, 10))
    assert duplicates(layer) == [(0, 1)]
    pieces = overlaps(layer, EPSG)
    assert list(zip(pieces.left.tolist(), pieces.right.tolist(), strict=True)) == [(0, 2), (1, 2)]


def test_an_invalid_parcel_is_the_caller_s_to_leave_out() -> None:
    bow_tie = polygon((0, 0), (10, 10), (10, 0), (0, 10))
    with pytest.raises(ValueError, match="geometry 0 is invalid"):
        overlaps(array(bow_tie, box(0, 0, 9, 9)), EPSG)


def test_duplicates_whatever_the_writing() -> None:
    rng = np.random.default_rng(7)
    donut = shapely.Polygon(box(0, 0, 50, 50).exterior, [box(10, 10, 5, 5).exterior])
    layer = array(
        donut, box(0, 0, 50, 50), rewritten(donut, rng), None, None, shapely.Polygon(),
        shapely.Polygon(), box(0, 0, 50, 50.00004), box(0, 0, 50, 50.00006), rewritten(donut, rng),
    )  # fmt: skip
    assert duplicates(layer) == [(0, 2, 6 + 3), (1, 7)]
    assert duplicates(array()) == []


triangle = st.tuples(*[st.tuples(*[st.integers(0, 2_000_000)] * 2)] * 3).map(
    lambda points: polygon(*((x / 10_000, y / 10_000) for x, y in points))
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(triangle.filter(lambda geom: geom.area > 1), min_size=2, max_size=8),
    st.integers(0, 2**32 - 1),
)
def test_overlaps_do_not_depend_on_the_order_of_rows(
    layer: list[shapely.Polygon], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(layer))
    plain = overlaps(array(*layer), EPSG)
    moved = overlaps(array(*(rewritten(layer[k], rng) for k in order)), EPSG)

    def content(pieces: object, rows: np.ndarray) -> list[tuple[list[int], float, bytes]]:
        return sorted(
            (sorted((int(rows[i]), int(rows[j]))), area, geom.wkb)
            for i, j, area, geom in zip(
                pieces.left, pieces.right, pieces.area, pieces.geometry, strict=True
            )
        )

    assert content(plain, np.arange(len(layer))) == content(moved, order)


def test_a_slit_between_two_parcels() -> None:
    layer = array(box(0, 0, 50, 30), box(50.1, 0, 50, 30))
    (slit,) = gaps(layer, 0.2)
    assert slit.area == pytest.approx(0.1 * 30, abs=1e-6)
    assert shapely.bounds(slit) == pytest.approx((500050, 3400000, 500050.1, 3400030))
    row, position = neighbours(array(slit), layer)
    assert (row.tolist(), position.tolist()) == ([0, 1], [0, 0])


def test_a_slit_closed_on_all_sides_and_one_that_narrows() -> None:
    around = polygon(
        (0, 0), (100, 0), (100, 50), (60, 50), (60, 20.2), (40, 20.2), (40, 50), (0, 50)
    )
    inner = polygon((40.1, 20.3), (59.9, 20.3), (59.9, 50), (40.1, 50))
    (slit,) = gaps(array(around, inner), 0.15)
    # Two flanks of 29.7 × 0.1 and a floor of 20 × 0.1 with the corners.
    assert slit.area == pytest.approx(2 * 0.1 * 29.7 + 20 * 0.1, abs=1e-5)
    wedge = array(
        polygon((0, 0), (10, 0), (10, 50), (0, 50)), polygon((10, 0), (20, 0), (20, 50), (10.4, 50))
    )
    assert gaps(wedge, 0.5)[0].area == pytest.approx(0.4 * 50 / 2, rel=0.02)


@pytest.mark.parametrize(
    "layer",
    [
        (box(0, 0, 50, 30), box(50.21, 0, 50, 30)),  # wider than asked
        (box(0, 0, 50, 30), box(50, 0, 50, 30)),  # edge to edge
        (box(0, 0, 50, 30), box(50.0005, 0, 50, 30)),  # rounding of coordinates
        (box(0, 0, 50, 30), box(50.05, 30.05, 50, 30)),  # corners only
        (box(0, 0, 50, 30), box(49.9, 0, 50, 30)),  # overlap
        (polygon((0, 0), (50, 0), (50, 30), (25.05, 30), (25.05, 5), (25, 5), (25, 30), (0, 30)),),
        (polygon((0, 0), (50, 0), (50, 30)), polygon((0, 0), (50, 40), (0, 40))),  # 8° apart
        (),
    ],
)
def test_what_is_no_slit(layer: tuple[shapely.Polygon, ...]) -> None:
    assert len(gaps(array(*layer), 0.2)) == 0


def test_slits_beside_dirty_parcels() -> None:
    bow_tie = polygon((50.1, 0), (100, 30), (100, 0), (50.1, 30))
    spiky = polygon((0, 0), (50, 0), (50, 30), (20, 30), (20, 44), (20, 30), (0, 30))
    found = gaps(array(spiky, box(50.1, 0, 10, 30), bow_tie, None, shapely.Polygon()), 0.2)
    assert [slit.area for slit in found] == pytest.approx([3.0], abs=1e-6)


def test_slits_come_in_one_order() -> None:
    layer = [box(20.1 * k, 0, 20, 30) for k in range(5)]
    plain, turned = gaps(array(*layer), 0.2), gaps(array(*layer[::-1]), 0.2)
    assert len(plain) == 4
    assert [slit.wkb for slit in plain] == [slit.wkb for slit in turned]
