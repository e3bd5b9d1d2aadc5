""".shp and .shx: what agrees is read, what lies is said, nothing is lost in silence."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pyogrio
import shapely

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.shapefile import POLYGON, header, record_table
from gouhook_gis.formats.shapes import from_shapefile
from tests.formats.builders import E0, N0, NULL, box, content, put, shapefile, shp_shx

SQUARES = [content([box(E0 + i * 200, N0)]) for i in range(3)]
SHP, SHX = shp_shx(SQUARES)


def read(shp, shx, kind=POLYGON):
    records, issues = record_table(shp, shx, "a.shp")
    return from_shapefile(shp, records, kind), [i.message.id for i in issues]


def areas(shapes):
    return [None if w is None else shapely.from_wkb(w).area for w in shapes.wkb]


def flawed(shapes):
    return {
        name: np.flatnonzero(mask).tolist() for name, mask in shapes.flaws.items() if mask.any()
    }


def patched(data, at, pattern, value):
    raw = bytearray(data)
    struct.pack_into(pattern, raw, at, value)
    return bytes(raw)


def test_sound_files_agree():
    shapes, issues = read(SHP, SHX)
    assert areas(shapes) == [10_000.0] * 3
    assert shapes.bounds[1].tolist() == [E0 + 200, N0, E0 + 300, N0 + 100]
    assert (issues, flawed(shapes)) == ([], {})


def test_without_shx_the_records_are_walked():
    shapes, issues = read(SHP, None)
    assert areas(shapes) == [10_000.0] * 3
    assert issues == ["F02.shx_missing"]


@pytest.mark.parametrize(
    "shx",
    [
        b"",
        SHX[:50],
        patched(SHX, 0, ">i", 1),
        patched(SHX, 108, ">i", 10**6),
        patched(SHX, 112, ">i", 10),
        patched(SHX, 116, ">i", 50),
    ],
)
def test_a_shx_that_disagrees_is_not_believed(shx):
    shapes, issues = read(SHP, shx)
    assert areas(shapes) == [10_000.0] * 3
    assert issues == ["F02.shx_mismatch"]


def test_a_truncated_shp_keeps_what_is_whole_and_reports_the_rest():
    shapes, issues = read(SHP[:-10], SHX)
    assert areas(shapes) == [10_000.0] * 2
    assert issues == ["F02.shp_size", "F02.shx_mismatch", "F02.shp_broken"]


def test_a_record_that_is_not_in_the_index_is_reported():
    shx = patched(SHX[:-8], 24, ">i", (len(SHX) - 8) // 2)
    shapes, issues = read(SHP, shx)
    assert len(shapes.wkb) == 2
    assert issues == ["F02.unreferenced"]


def test_an_empty_file_is_no_fault():
    shapes, issues = read(*shp_shx([]))
    assert len(shapes.wkb) == 0
    assert issues == []


def test_records_that_lie_lose_their_shape_and_are_named():
    good = content([box(E0, N0)])
    records = [
        good,
        patched(good, 40, "<i", 10**6),  # more points than bytes
        patched(good, 36, "<i", -1),
        patched(good, 44, "<i", 3),  # the first part does not begin at 0
        patched(good, 0, "<i", 3),  # a line in a polygon file
        NULL,
        patched(patched(good, 36, "<i", 0), 40, "<i", 0),
        content([[(E0, math.nan), (E0 + 1, N0), (E0, N0 + 1), (E0, N0)]]),
        content([[(E0, 1e38), (E0 + 1, N0), (E0, N0 + 1), (E0, N0)]]),
        good,
    ]
    shapes, issues = read(*shp_shx(records))
    assert issues == []
    assert areas(shapes) == [10_000.0, *[None] * 8, 10_000.0]
    assert flawed(shapes) == {
        "F02.record_lies": [1, 2, 3, 4],
        "F07.null": [5],
        "F07.empty": [6],
        "F07.not_finite": [7, 8],
    }


@pytest.mark.parametrize(("kind", "flaw"), [(15, "F11.z_dropped"), (25, "F11.m_dropped")])
def test_heights_and_measures_are_dropped_and_said(kind, flaw):
    shapes, _ = read(*shp_shx([content([box(E0, N0)], kind)], kind), kind)
    assert areas(shapes) == [10_000.0]
    assert not shapely.from_wkb(shapes.wkb[0]).has_z
    assert flawed(shapes) == {flaw: [0]}


@pytest.mark.parametrize("at", [0, 28])
def test_a_header_that_is_none_is_refused(at):
    with pytest.raises(RefusedError):
        header(patched(SHP, at, "<i", 7), "a.shp")


def test_more_records_than_a_block_stay_in_order():
    count = 20_001
    shp, shx = shp_shx([content([box(i * 10.0, 0.0, 1.0)]) for i in range(count)])
    shapes, issues = read(shp, shx)
    assert issues == []
    assert np.array_equal(shapes.bounds[:, 0], np.arange(count) * 10.0)


def test_we_read_what_gdal_reads_where_the_file_is_sound(tmp_path):
    rings = [
        [box(0, 0, 10), box(2, 2, 6)[::-1], box(4, 4, 1)],
        [box(20, 0), box(200, 0)],
        [box(0, 0)],
    ]
    contents = [content(record) for record in rings]
    path = put(tmp_path, "a", shapefile(contents))
    told = shapely.from_wkb(pyogrio.raw.read(path, columns=[])[2])
    ours, _ = read(*shp_shx(contents))
    assert shapely.equals_identical(
        shapely.normalize(shapely.from_wkb(ours.wkb)), shapely.normalize(told)
    ).all()


def test_gdal_takes_a_lying_record_for_a_null_one_without_a_word(tmp_path):
    """The reason why we look ourselves."""
    bad = patched(content([box(E0, N0)]), 40, "<i", 10**6)
    path = put(tmp_path, "a", shapefile([bad]))
    assert pyogrio.raw.read(path, columns=[])[2].tolist() == [None]


@settings(deadline=None)
@given(st.integers(100, len(SHP) - 1), st.binary(min_size=1, max_size=4))
def test_no_damage_behind_the_header_makes_us_fall(at, noise):
    raw = bytearray(SHP)
    raw[at : at + len(noise)] = noise
    for shx in (SHX, None):
        shapes, _ = read(bytes(raw[: len(SHP)]), shx)
        assert len(shapes.wkb) <= 4
