"""One shape, one writing: canonical geometries, content keys, integer rings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shapely

from gouhook_gis.geometry.rings import canonical, canonical_rings, content_keys, without_repeats
from tests.support.shapes import array, box, rewritten, wkt

HOLED = "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (5 5, 6 5, 6 6, 5 5), (1 1, 2 1, 2 2, 1 1))"
PARTS = "MULTIPOLYGON (((20 0, 30 0, 30 9, 20 0)), ((0 0, 9 0, 9 9, 0 0), (5 1, 8 1, 8 4, 5 1)))"


def ring_of(geom: shapely.Geometry) -> list[tuple[float, float]]:
    return list(shapely.get_exterior_ring(geom).coords)


def test_canonical_starts_at_the_smallest_vertex_and_turns_left() -> None:
    clockwise = wkt("POLYGON ((9 9, 9 0, 0 0, 0 9, 9 9))")
    assert ring_of(canonical(clockwise)[0]) == [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)]


def test_canonical_holes_turn_right() -> None:
    holed = canonical(wkt(HOLED))[0]
    assert [ring.is_ccw for ring in shapely.get_rings(holed)] == [True, False, False]


def test_canonical_is_two_dimensional_and_leaves_none_and_empty() -> None:
    result = canonical(array(shapely.from_wkt("POLYGON Z ((0 0 5, 9 0 5, 9 9 5, 0 0 5))"), None,
                             shapely.Polygon()))  # fmt: skip
    assert not result[0].has_z
    assert result[1] is None
    assert result[2].is_empty


@given(st.sampled_from([HOLED, PARTS]), st.integers(0, 2**32 - 1))
def test_every_writing_has_one_canonical_form(text: str, seed: int) -> None:
    geom = shapely.from_wkt(text)
    other = rewritten(geom, np.random.default_rng(seed))
    both = canonical(array(geom, other))
    assert both[0].wkb == both[1].wkb
    assert both[0].equals(geom)
    assert canonical_rings(geom, 4544) == canonical_rings(other, 4544)
    assert len(set(content_keys(array(geom, other)))) == 1


def test_a_vertex_twice_in_a_row_is_no_other_shape() -> None:
    geoms = wkt(
        "POLYGON ((0 0, 9 0, 9 9, 0 0))",
        "POLYGON ((0 0, 0 0, 9 0, 9 9, 9 9, 9 9, 0 0))",
        "POLYGON ((9 0, 9 9, 0 0, 0 0, 9 0))",
    )
    assert len({geom.wkb for geom in canonical(geoms)}) == 1
    assert len({str(canonical_rings(geom, 4544)) for geom in geoms}) == 1


def test_collapsed_rings_are_left_and_do_not_stop_the_others() -> None:
    geoms = wkt(
        "POLYGON ((1 1, 1 1, 1 1, 1 1))",
        "POLYGON ((0 0, 9 0, 0 0, 0 0))",
        "POLYGON ((0 0, 9 0, 9 0, 9 9, 0 0))",
    )
    assert shapely.get_num_coordinates(without_repeats(geoms)).tolist() == [4, 4, 4]
    assert canonical(geoms)[2].equals(geoms[2])
    assert canonical_rings(geoms[0], 4544) == [[[(10000, 10000)]]]


def test_content_keys_compare_at_a_tenth_of_a_millimetre() -> None:
    base = wkt("POLYGON ((0 0, 9 0, 9 9, 0 0))")[0]
    near = wkt("POLYGON ((0 0, 9.00004 0, 9 9, 0 0))")[0]
    far = wkt("POLYGON ((0 0, 9.00006 0, 9 9, 0 0))")[0]
    first, second, third, nothing = content_keys(array(base, near, far, None))
    assert first == second
    assert first != third
    assert nothing is None


def test_integer_rings_outer_first_open_and_sorted() -> None:
    assert canonical_rings(shapely.from_wkt(PARTS), 4544) == [
        [
            [(0, 0), (90000, 0), (90000, 90000)],
            [(50000, 10000), (80000, 40000), (80000, 10000)],
        ],
        [[(200000, 0), (300000, 0), (300000, 90000)]],
    ]


def test_integer_rings_of_degrees_count_billionths() -> None:
    degrees = shapely.from_wkt("POLYGON ((105.000000001 30, 106 30, 106 31, 105.000000001 30))")
    assert canonical_rings(degrees, 4490)[0][0][0] == (105_000_000_001, 30_000_000_000)


def test_integer_rings_of_an_invalid_shape_do_not_depend_on_its_writing() -> None:
    # Bow-tie without area, and a ring through its smallest vertex twice.
    for ring in (
        [(0, 0), (4, 4), (4, 0), (0, 4)],
        [(0, 0), (4, 1), (5, 3), (0, 0), (3, 9), (1, 9)],
    ):
        writings = []
        for turn in range(len(ring)):
            for step in (1, -1):
                rolled = (ring[turn:] + ring[:turn])[::step]
                writings.append(str(canonical_rings(shapely.Polygon(rolled), 4544)))
        assert len(set(writings)) == 1


def test_negative_zero_is_zero() -> None:
    assert (
        content_keys(wkt("POLYGON ((-0.00001 0, 9 0, 9 9, -0.00001 0))"))[0]
        == content_keys(wkt("POLYGON ((0 0, 9 0, 9 9, 0 0))"))[0]
    )


def test_other_datums_have_no_unit() -> None:
    with pytest.raises(ValueError, match="EPSG:4326"):
        canonical_rings(box(0, 0, 1, 1), 4326)
