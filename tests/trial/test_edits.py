"""Edits that cannot be meant are refused in words, with the parcel and the place."""

from __future__ import annotations

from typing import Any

import pytest

from gouhook_gis.domain.errors import GouhookError, RefusedError, UsageError
from gouhook_gis.domain.trial import Edit
from gouhook_gis.trial.edits import MAX_EDITS, edited
from gouhook_gis.trial.shapes import MAX_VERTICES, polygon_of
from tests.support.fixtures import ORIGIN
from tests.trial.held import BUILT, box, case, polygon

X, Y = ORIGIN


def refused(geometry: dict[str, Any]) -> str:
    """Return what is said of a geometry."""
    with pytest.raises(GouhookError) as found:
        edited(case(), [Edit(parcel_key=BUILT, geometry=geometry)])
    return str(found.value)


def test_a_boundary_that_crosses_itself_is_told_with_the_place() -> None:
    """A bow-tie of 100 m: its edges cross in the middle."""
    said = refused(polygon((0, 0), (100, 100), (100, 0), (0, 100)))
    assert said.startswith("地块 JX1 的界线在 X 3400050.000，Y 35500050.000 处自相交")


def test_an_open_ring_is_told() -> None:
    geometry = {
        "type": "Polygon",
        "coordinates": [[[X, Y], [X + 9, Y], [X + 9, Y + 9], [X, Y + 9]]],
    }
    assert refused(geometry).startswith(
        "地块 JX1 的界线没有闭合（起点 X 3400000.000，Y 35500000.000）"
    )


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [X, Y]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[X, Y], [X, Y]]]},
        {"type": "Polygon", "coordinates": [[[X, Y, 1], [X + 1, Y, 1], [X, Y + 1, 1], [X, Y, 1]]]},
        {"type": "Polygon", "coordinates": [[[X, float("nan")], [X, Y], [X + 1, Y], [X, Y]]]},
        {"type": "Polygon", "coordinates": [[[X, float("inf")], [X, Y], [X + 1, Y], [X, Y]]]},
        {"type": "Polygon"},
        {},
    ],
)
def test_what_is_no_polygon_is_told(geometry: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="地块 JX1 的图形不是面"):
        polygon_of(geometry, "JX1")


def test_a_polygon_of_another_place_is_refused() -> None:
    """The parcels lie within 300 m of the origin: 49 km away will do, 51 km will not."""
    edited(case(), [Edit(parcel_key=BUILT, geometry=box(49_000, 0, 49_010, 10))])
    assert "超过 50 千米" in refused(box(51_000, 0, 51_010, 10))


def test_too_many_are_refused() -> None:
    with pytest.raises(UsageError, match=f"{MAX_EDITS + 1} 个地块"):
        edited(case(), [Edit(parcel_key=str(i), geometry=None) for i in range(MAX_EDITS + 1)])
    ring = [[X + i / 100, Y] for i in range(MAX_VERTICES)]
    geometry = {"type": "Polygon", "coordinates": [[*ring, [X, Y + 1], ring[0]]]}
    with pytest.raises(UsageError, match="不是面"):
        polygon_of(geometry, "JX1")
    half = ring[: MAX_VERTICES // 2]
    parts = [[[*half, [X, Y + 1], half[0]]]] * 2
    with pytest.raises(UsageError, match=f"超过 {MAX_VERTICES} 个"):
        polygon_of({"type": "MultiPolygon", "coordinates": parts}, "JX1")


def test_each_parcel_once_and_only_those_filed() -> None:
    same = Edit(parcel_key=BUILT, geometry=None)
    with pytest.raises(UsageError, match="JX1 改动了两次"):
        edited(case(), [same, same])
    with pytest.raises(UsageError, match="没有地块 x/y"):
        edited(case(), [Edit(parcel_key="x/y", geometry=None)])


def test_a_submission_without_crs_cannot_be_drawn_on() -> None:
    bare = case()
    submission = bare.submission.model_copy(update={"epsg": None})
    with pytest.raises(RefusedError, match="没有可用的坐标系"):
        edited(
            bare.model_copy(update={"submission": submission}),
            [Edit(parcel_key=BUILT, geometry=box(0, 0, 9, 9))],
        )
