"""A whole submission: CRS, the reader's issues, order of rows, real files."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pyogrio
import shapely
from shapely import MultiPolygon, Polygon

from gouhook_gis.domain.identity import content_id
from gouhook_gis.domain.message import catalogue, message
from gouhook_gis.domain.submission import Decision, Issue
from gouhook_gis.domain.words import Role
from gouhook_gis.formats.layer import CrsVerdict, Layer, Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import Limits
from gouhook_gis.geometry.rings import canonical_rings
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.submission import build_submission
from tests.intake.layers import (
    EAST,
    EPSG,
    KINDS,
    NORTH,
    VILLAGE,
    build,
    filled,
    issue_ids,
    layer,
    square,
    the_issue,
)


def issue(message_id: str, subject: str, *, fatal: bool = False) -> Issue:
    return Issue(message=message(message_id), subject=subject, fatal=fatal)


def build_of(*layers: Layer):
    """Build without the check of messages that a reader would have made."""
    return build_submission(
        Reading(name="x", sha256=None, files=(), layers=layers), KINDS, MappingOptions()
    )


def test_a_whole_parcel():
    submission = build(filled("CJDK", ["C1"]), filled("JXDK", ["J1"], row=1))
    parcel = submission.parcels[0]
    assert parcel.key == "demolition/C1"
    assert (parcel.village_code, parcel.county_code, parcel.project_code) == (
        VILLAGE, "510999", "P1",
    )  # fmt: skip
    assert (parcel.place.file, parcel.place.record) == ("CJDK.shp", 1)
    assert parcel.geometry is not None and parcel.geometry.epsg == EPSG
    shape = shapely.from_wkb(parcel.geometry.wkb)
    assert shape.equals(square(0))
    assert parcel.content_id == content_id(Role.DEMOLITION, canonical_rings(square(0), EPSG))
    assert submission.parcels[1].content_id != parcel.content_id
    assert submission.epsg == EPSG
    assert submission.issues == ()


def test_nothing_at_all():
    submission = build()
    assert submission.unreadable
    assert issue_ids(submission) == ["F05.no_parcels"]


def test_an_empty_parcel_layer():
    empty = layer("JXDK", {"DKBH": []}, crs=CrsVerdict("undecided", None, None))
    submission = build(filled("CJDK", ["1"]), empty)
    assert not submission.unreadable
    assert not the_issue(submission, "F05.no_records").fatal
    assert "F05.no_role" not in issue_ids(submission)
    assert [found.records for found in submission.layers] == [1, 0]


def test_parcel_layers_that_are_all_empty_are_unreadable():
    empty = layer("JXDK", {"DKBH": []}, crs=CrsVerdict("undecided", None, None))
    submission = build(empty)
    assert the_issue(submission, "F05.no_records").fatal
    assert submission.unreadable


@pytest.mark.parametrize("status", ["refused", "undecided"])
def test_a_crs_that_is_not_accepted_is_fatal_on_a_parcel_layer_only(status):
    verdict = CrsVerdict(status, None, None, (issue("F04.xian80", "CJDK.shp"),))
    bad = filled("CJDK", ["1"])
    submission = build_of(replace(bad, crs=verdict), filled("JXDK", ["2"], row=1))
    assert submission.unreadable
    assert the_issue(submission, "F04.xian80").fatal
    assert submission.parcels[0].geometry is None
    assert submission.epsg == EPSG
    reference = replace(layer("DLTB", {"BSM": ["1"]}), crs=verdict)
    submission = build(filled("CJDK", ["1"]), filled("JXDK", ["2"], row=1), reference)
    assert submission.issues == ()


def test_a_refused_crs_without_a_reason_still_has_an_issue():
    bad = replace(filled("CJDK", ["1"]), crs=CrsVerdict("undecided", None, None))
    assert the_issue(build(bad), "F04.no_crs").fatal


def test_an_accepted_crs_keeps_its_remarks_and_its_decision():
    decision = Decision(topic="crs", subject="CJDK.shp", message=message("decision.option.unused"))
    verdict = CrsVerdict("accepted", EPSG, decision, (issue("F04.no_prj", "CJDK.shp"),))
    submission = build_of(replace(filled("CJDK", ["1"]), crs=verdict), filled("JXDK", ["2"], row=1))
    assert not submission.unreadable
    assert issue_ids(submission) == ["F04.no_prj"]
    assert decision in submission.decisions


def test_parcels_in_two_crs_keep_their_own():
    degrees = shapely.box(105.0, 30.7, 105.001, 30.701)
    other = layer("JXDK", {"DKBH": ["2"]}, [degrees], crs=CrsVerdict("accepted", 4490, None))
    submission = build(filled("CJDK", ["1", "3"]), other)
    assert [p.geometry.epsg for p in submission.parcels if p.geometry] == [EPSG, EPSG, 4490]
    assert submission.epsg == EPSG
    (decision,) = [d for d in submission.decisions if d.message.id == "decision.crs.several"]
    assert decision.message.params["codes"] == ["EPSG:4490 (1)", "EPSG:4523 (2)"]
    assert build(filled("CJDK", ["1"]), other).epsg == 4490  # of a draw the smaller code


def test_issues_of_layers_that_are_not_used_are_left_out():
    kept = [
        issue("F03.cpg_lies", "a/cjdk.dbf"),
        issue("F02.lost", "a/other.shp"),
        issue("F01.guard", "a/DLTB.dbf", fatal=True),
    ]
    dropped = [issue("F03.cpg_lies", "a/DLTB.dbf"), issue("F07.null", "x.gpkg/DLTB")]
    submission = build(
        replace(filled("CJDK", ["1"]), file="a/CJDK.shp"),
        filled("JXDK", ["2"], row=1),
        layer("DLTB", {"BSM": ["1"]}, file="a/DLTB.shp"),
        layer("DLTB", {"BSM": ["1"]}, file="x.gpkg"),
        issues=[*kept, *dropped],
    )
    assert list(submission.issues) == sorted(kept, key=lambda i: i.message.id)


RING = [(EAST, NORTH), (EAST + 100, NORTH), (EAST + 100, NORTH + 100), (EAST, NORTH + 100)]
ROWS: list[dict[str, Any]] = [
    {"DKBH": "A", "DKLX": "拆旧地块", "DKMJ": "1.0", "XMBH": "P1", "DXLX": "丘陵"},
    {"DKBH": "A", "DKLX": "拆旧地块", "DKMJ": "1.0", "XMBH": "P1", "DXLX": "平原"},
    {"DKBH": "A", "DKLX": "拆旧地块", "DKMJ": "30", "XMBH": "p 1", "DXLX": None},
    {"DKBH": "a ", "DKLX": "C2", "DKMJ": "约3亩", "XMBH": None, "DXLX": None},
    {"DKBH": None, "DKLX": "安置地块", "DKMJ": "2.0", "XMBH": "P1", "DXLX": None},
    {"DKBH": None, "DKLX": "出让地块", "DKMJ": None, "XMBH": "P1", "DXLX": None},
    {"DKBH": "B", "DKLX": "其他", "DKMJ": "1.0", "XMBH": "P1", "DXLX": None},
]
SHAPES = [
    [RING],
    [RING],
    [RING, [(x + 200, y) for x, y in RING]],
    [[*RING[:2], *RING[1:]]],  # a vertex twice in a row
    [[RING[0], RING[2], RING[1], RING[3]]],  # a bow-tie
    None,
    [[(x, y + 200) for x, y in RING]],
]


def messy(order: list[int], start: int, backwards: bool) -> Layer:
    """Return the layer with its rows, parts and rings written in another way."""
    shapes = []
    for i in order:
        parts = SHAPES[i]
        if parts is None:
            shapes.append(None)
            continue
        rings = [ring[start % len(ring) :] + ring[: start % len(ring)] for ring in parts]
        rings = [ring[::-1] if backwards else ring for ring in rings]
        polygons = [Polygon([*ring, ring[0]]) for ring in rings]
        polygons = polygons[::-1] if backwards else polygons
        shapes.append(polygons[0] if len(polygons) == 1 else MultiPolygon(polygons))
    columns = {name: [ROWS[i][name] for i in order] for name in ROWS[0]}
    columns["ZLDWDM"] = [VILLAGE] * len(order)
    return layer("地块", columns, shapes)


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_places(v) for k, v in value.items() if k not in {"place", "places"}}
    return [without_places(item) for item in value] if isinstance(value, list | tuple) else value


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(ROWS))), st.integers(0, 4), st.booleans(), st.booleans())
def test_order_changes_nothing_but_places(order, start, backwards, layers_swapped):
    jx = filled("JXDK", ["9", "8"], row=9)
    first = build(messy(list(range(len(ROWS))), 0, False), jx)
    layers = [messy(order, start, backwards), jx]
    other = build(*(layers[::-1] if layers_swapped else layers))
    assert without_places(other.model_dump()) == without_places(first.model_dump())
    for before, after in zip(first.issues, other.issues, strict=True):
        back = {
            (p.file, order[p.record - 1] + 1 if p.file == "地块.shp" else p.record, p.field)
            for p in after.places
        }
        assert back == {(p.file, p.record, p.field) for p in before.places}


def test_the_messy_layer_is_as_messy_as_meant():
    submission = build(messy(list(range(len(ROWS))), 0, False), filled("JXDK", ["9"], row=9))
    assert issue_ids(submission) == [
        "F05.unknown_value", "F07.no_shape", "F08.alike", "F08.blanks", "F08.duplicate",
        "F08.missing", "F09.missing", "F09.missing", "F09.not_a_number", "F10.other_unit",
        "F12.spelling", "F12.terrain_conflict",
    ]  # fmt: skip
    assert [p.key for p in submission.parcels] == [
        "demolition/A", "demolition/A#2", "demolition/A#3", "demolition/a",
        "new_construction/9", "new_construction/（缺编号）", "new_construction/（缺编号）#2",
    ]  # fmt: skip


def test_ten_thousand_parcels_in_seconds():
    """Two seconds of work are wanted; a slow machine is given three times that."""
    n = 10_000
    x, y = EAST + 50.0 * (np.arange(n) % 100), NORTH + 50.0 * (np.arange(n) // 100)
    wkb = shapely.to_wkb(shapely.buffer(shapely.points(x, y), 20, quad_segs=4))
    columns = {
        "DKBH": [f"{i:05}" for i in range(n)],
        "DKMJ": [0.12] * n,
        "ZLDWDM": [VILLAGE] * n,
        "XMBH": ["P1"] * n,
    }
    big = Layer(
        file="CJDK.shp", name="CJDK", geometry=np.asarray(wkb, dtype=object),
        columns=pa.table(columns), records=np.arange(1, n + 1),
        crs=CrsVerdict("accepted", EPSG, None),
    )  # fmt: skip
    start = time.process_time()
    submission = build(big, filled("JXDK", ["1"], row=-5))
    assert time.process_time() - start < 6
    assert len(submission.parcels) == n + 1
    assert submission.issues == ()


def test_real_shapefiles_in_gbk_with_cut_names(tmp_path):
    """地块建设规模（公顷） keeps 地块建设规 in a .dbf; ids carry full-width blanks."""
    folder = tmp_path / "项目"
    folder.mkdir()
    for name, columns in {
        "拆旧地块": {
            "地块编号": ["　CJ-01", "CJ-02"], "地块建设规": [1.0, 1.0], "坐落单位代": [VILLAGE] * 2,
            "项目编号": ["P1", "P1"],
        },
        "安置区": {
            "DKBH": ["AZ-01", "AZ-02"], "DKMJ": [10_000.0, 10_000.0], "XZQDM": [VILLAGE] * 2,
            "XMBH": ["P1", "P1"],
        },
    }.items():  # fmt: skip
        rows = [square(i, 4 if name == "安置区" else 0) for i in range(2)]
        pyogrio.raw.write(
            folder / f"{name}.shp",
            geometry=np.asarray(shapely.to_wkb(rows), dtype=object),
            field_data=[np.asarray(column) for column in columns.values()],
            fields=np.asarray(list(columns), dtype=object),
            geometry_type="Polygon",
            crs=f"EPSG:{EPSG}",
            encoding="GBK",
        )
        (folder / f"{name}.cpg").unlink()
    reading = read_source(folder, Limits(), ReadOptions())
    submission = build_submission(reading, KINDS, MappingOptions())
    assert not submission.unreadable
    assert [(p.id, p.role, p.village_code) for p in submission.parcels] == [
        ("CJ-01", Role.DEMOLITION, VILLAGE),
        ("CJ-02", Role.DEMOLITION, VILLAGE),
        ("AZ-01", Role.NEW_CONSTRUCTION, VILLAGE),
        ("AZ-02", Role.NEW_CONSTRUCTION, VILLAGE),
    ]
    assert [p.declared_area.unit for p in submission.parcels if p.declared_area] == [
        "ha", "ha", "m2", "m2",
    ]  # fmt: skip
    assert submission.project_code == "P1"
    assert [i for i in issue_ids(submission) if i.startswith(("F05", "F06", "F08", "F09"))] == [
        "F08.blanks"
    ]
    assert all(i.message.id in catalogue() for i in submission.issues)
