"""Geometries as filed, and records without a usable one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from gouhook_gis.domain.message import message
from gouhook_gis.domain.submission import Issue, Place
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.intake.shapes import as_filed, usable
from tests.intake.layers import (
    EAST,
    NORTH,
    build,
    filled,
    issue_ids,
    layer,
    records,
    square,
    the_issue,
)

CORNERS = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)]
BOW_TIE = [(0.0, 0.0), (9.0, 9.0), (9.0, 0.0), (0.0, 9.0)]
REPEATED = [(0.0, 0.0), (0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (9.0, 9.0), (0.0, 9.0)]
TOUCHING = [(0.0, 0.0), (4.0, 1.0), (4.0, 5.0), (0.0, 0.0), (-4.0, 8.0), (-5.0, 2.0)]


def array(*shapes):
    values = np.empty(len(shapes), dtype=object)
    values[:] = shapes
    return values


def closed(ring):
    """Close a ring; `Polygon` takes a repeated first vertex at the end for the closing one."""
    return Polygon([*ring, ring[0]])


def wkb_of(shape):
    return shapely.to_wkb(as_filed(array(shape)))[0]


@given(
    st.sampled_from([CORNERS, BOW_TIE, REPEATED, TOUCHING]),
    st.integers(0, 5),
    st.booleans(),
)
def test_one_writing_whatever_the_start_and_direction(ring, start, backwards):
    turned = ring[start % len(ring) :] + ring[: start % len(ring)]
    assert wkb_of(closed(turned[::-1] if backwards else turned)) == wkb_of(closed(ring))


@given(st.permutations(range(3)))
def test_one_writing_whatever_the_order_of_parts_and_holes(order):
    parts = [shapely.box(20 * i, 0, 20 * i + 10, 10) for i in range(2)] + [Polygon(BOW_TIE)]
    holes = [[(x, 2.0), (x + 1, 2.0), (x + 1, 3.0), (x, 2.0)] for x in (1.0, 4.0, 7.0)]
    assert wkb_of(MultiPolygon([parts[i] for i in order])) == wkb_of(MultiPolygon(parts))
    shuffled = Polygon(CORNERS, [holes[i] for i in order])
    assert wkb_of(shuffled) == wkb_of(Polygon(CORNERS, holes))


@pytest.mark.parametrize("ring", [CORNERS, BOW_TIE, REPEATED, TOUCHING])
def test_no_vertex_is_lost_or_moved(ring):
    (shape,) = as_filed(array(closed(ring)))
    assert sorted(shapely.get_coordinates(shape)[:-1].tolist()) == sorted(map(list, ring))


def test_a_sound_polygon_is_written_as_the_kernel_writes_it():
    shapes = array(closed(CORNERS[::-1]), closed(CORNERS))
    assert shapely.to_wkb(as_filed(shapes)).tolist() == shapely.to_wkb(canonical(shapes)).tolist()


def test_height_is_dropped_and_none_stays_none():
    shapes = as_filed(array(Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)]), None))
    assert not shapes[0].has_z
    assert shapes[1] is None


def test_only_finite_polygons_of_sane_size_are_usable():
    broken = shapely.to_wkb(Polygon(CORNERS))[:-7]
    wkb = array(
        shapely.to_wkb(Polygon(CORNERS)),
        None,
        shapely.to_wkb(Polygon()),
        broken,
        shapely.to_wkb(Point(1, 2)),
        shapely.to_wkb(LineString(CORNERS)),
        shapely.to_wkb(Polygon([(0, 0), (1, float("nan")), (1, 1)])),
        shapely.to_wkb(Polygon([(0, 0), (1, 0), (1, float("inf"))])),
        shapely.to_wkb(Polygon([(0, 0), (1e8, 0), (1, 1)])),
        shapely.to_wkb(Polygon([(0, 0), (9.9e7, 0), (1, 1)])),
        shapely.to_wkb(Polygon(BOW_TIE)),
    )
    found = np.flatnonzero(~shapely.is_missing(usable(wkb)))
    assert found.tolist() == [0, 9, 10]


def test_records_without_a_usable_geometry_stay_as_parcels_and_are_named():
    point = Point(EAST, NORTH)
    shapes = [square(0), None, point, Polygon(), square(4)]
    columns = {"DKBH": list("12345"), "DKMJ": [1.0] * 5}
    submission = build(layer("CJDK", columns, shapes))
    assert [p.geometry is None for p in submission.parcels] == [False, True, True, True, False]
    assert submission.parcels[1].content_id is None
    assert submission.parcels[1].declared_area is not None
    assert records(the_issue(submission, "F07.no_shape")) == [
        ("CJDK.shp", 2, None),
        ("CJDK.shp", 3, None),
        ("CJDK.shp", 4, None),
    ]
    assert not submission.unreadable


@pytest.mark.parametrize("message_id", ["F07.null", "F02.lost_record"])
def test_what_the_reader_has_said_of_a_record_is_not_said_again(message_id):
    said = Issue(
        message=message(message_id),
        subject_type="layer",
        subject="CJDK.shp",
        places=(Place(file="CJDK.shp", record=2),),
    )
    broken = layer("CJDK", {"DKBH": list("123")}, [square(0), None, None])
    submission = build(broken, filled("JXDK", ["4"], row=1), issues=[said])
    assert said in submission.issues
    assert records(the_issue(submission, "F07.no_shape")) == [("CJDK.shp", 3, None)]


def test_an_invalid_polygon_is_kept_as_filed():
    ring = [(EAST + x, NORTH + y) for x, y in BOW_TIE]
    submission = build(layer("CJDK", {"DKBH": ["1"]}, [Polygon(ring)]))
    (parcel,) = submission.parcels
    kept = shapely.from_wkb(parcel.geometry.wkb)
    assert not kept.is_valid
    assert sorted(map(tuple, shapely.get_coordinates(kept)[:-1].tolist())) == sorted(ring)
    assert parcel.content_id is not None
    assert not any(i.startswith("F07") for i in issue_ids(submission))
