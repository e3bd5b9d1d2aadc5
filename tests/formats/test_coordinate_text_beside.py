"""Coordinate texts beside layers: what is read of them, and that it survives the child process."""

from __future__ import annotations

from pathlib import Path

import pytest

import shapely

from gouhook_gis.formats.layer import Reading, TextFile
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import Limits
from gouhook_gis.formats.transfer import read_reading, write_reading
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.submission import build_submission
from tests.formats.builders import put, shapefile
from tests.formats.coordinate_texts import HEADER, HOLE, PARCEL, PLAIN, SQUARE, E, N, rows

TWO = (
    f"{HEADER}[地块坐标]\n{PARCEL}{rows(SQUARE)}"
    f"4,0.96,CJ02,二,面,,拆旧,,@\n{rows(SQUARE, close=False)}{rows(HOLE, '2', 5)}"
)


def beside(tmp_path: Path, text: str, name: str = "坐标.txt") -> Reading:
    put(tmp_path, "拆旧地块", shapefile())
    (tmp_path / name).write_bytes(text.encode("gbk"))
    return read_source(tmp_path, Limits(), ReadOptions())


def test_points_and_parcel_lines_are_carried_as_filed(tmp_path: Path) -> None:
    (text,) = beside(tmp_path, TWO).texts
    assert text.parcels is not None
    assert text.points is not None
    start = HEADER.count("\n") + 2
    assert text.parcels.to_pylist() == [
        {"line": start, "id": "CJ01", "declared_points": 5, "area_ha": 1.0, "area_decimals": 4,
         "closing": 1},
        {"line": start + 6, "id": "CJ02", "declared_points": 4, "area_ha": 0.96,
         "area_decimals": 2, "closing": 1},
    ]  # fmt: skip
    assert text.points["parcel"].to_pylist() == [0] * 4 + [1] * 8
    assert text.points["ring"].to_pylist() == [1] * 8 + [2] * 4
    assert text.points["name"].to_pylist() == [f"J{i}" for i in (1, 2, 3, 4, *range(1, 9))]
    assert text.points["line"].to_pylist()[:5] == [start + i for i in (1, 2, 3, 4, 7)]
    first = {name: text.points[name][0].as_py() for name in ("easting", "northing")}
    assert first == {"easting": E, "northing": N + 100}
    assert text.beside is not None
    shapes = shapely.from_wkb(text.beside.geometry)
    assert shapely.area(shapes).tolist() == [10_000.0, 9_600.0]


@pytest.mark.parametrize(
    ("filed", "hectares", "decimals"),
    [
        ("1.0000", 1.0, 4),
        ("1", 1.0, 0),
        ("1.00公顷", 1.0, 2),
        ("10000.0平方米", 1.0, 5),
        ("15.00亩", 1.0, 3),
        ("", None, 0),
        ("0", None, 0),
        ("1e400", None, 0),
    ],
)
def test_a_filed_area_keeps_its_resolution(
    tmp_path: Path, filed: str, hectares: float | None, decimals: int
) -> None:
    (text,) = beside(tmp_path, PLAIN.replace("5,1.0000,", f"5,{filed},")).texts
    assert text.parcels is not None
    (row,) = text.parcels.to_pylist()
    assert (row["area_ha"], row["area_decimals"]) == (hectares, decimals)


def test_deviations_of_a_text_beside_layers_are_issues(tmp_path: Path) -> None:
    swapped = "".join(
        f"{name},{ring},{y},{x}\n"
        for name, ring, x, y in (line.split(",") for line in rows(SQUARE).splitlines())
    )
    reading = beside(tmp_path, f"{HEADER}[地块坐标]\n{PARCEL}{swapped}")
    assert [i.message.id for i in reading.issues] == ["F11.text_swapped"]
    assert reading.issues[0].subject == "坐标.txt"
    assert [layer.file for layer in reading.layers] == ["拆旧地块.shp"]


@pytest.mark.parametrize("count", [10**9, 10**9 + 1])
def test_a_count_that_none_can_have_is_no_count(tmp_path: Path, count: int) -> None:
    """The XML dialect hands its figures on as they stand."""
    points = ";".join(f"{i},{N + y},{E + x}" for i, (y, x) in enumerate([*SQUARE, SQUARE[0]], 1))
    xml = f'<A><DROPNU>{count}</DROPNU><P><param ZB="@1${points}"/></P></A>'
    (text,) = beside(tmp_path, xml, "坐标.xml").texts
    assert text.parcels is not None
    assert text.parcels["declared_points"].to_pylist() == [count if count <= 10**9 else None]


def test_the_child_hands_over_all_of_it(tmp_path: Path) -> None:
    here = beside(tmp_path, TWO)
    there = read_isolated(tmp_path, Limits(), ReadOptions())
    assert there.isolation.startswith("child")
    (one,), (other,) = here.texts, there.texts
    assert (one.file, one.read, one.header) == (other.file, other.read, other.header)
    assert one.parcels == other.parcels
    assert one.points == other.points
    assert one.beside is not None
    assert other.beside is not None
    assert one.beside.geometry.tolist() == other.beside.geometry.tolist()
    assert one.beside.columns == other.beside.columns
    assert one.beside.crs == other.beside.crs


def test_a_refused_text_is_handed_over_as_refused(tmp_path: Path) -> None:
    reading = beside(tmp_path, PLAIN + "abc\n")
    folder = tmp_path / "out"
    folder.mkdir()
    write_reading(reading, folder)
    back = read_reading(folder)
    assert back is not None
    assert back.texts == (TextFile(file="坐标.txt", read=False),)
    assert [i.message.id for i in back.issues] == ["F02.text_line"]


@pytest.mark.parametrize(("limit", "carried"), [(12, True), (11, False)])
def test_beyond_the_limit_no_points_are_carried(tmp_path: Path, limit: int, carried: bool) -> None:
    put(tmp_path, "拆旧地块", shapefile())
    (tmp_path / "坐标.txt").write_bytes(TWO.encode("gbk"))
    reading = read_source(tmp_path, Limits(text_points=limit), ReadOptions())
    (text,) = reading.texts
    assert (text.points is not None, text.parcels is not None) == (carried, carried)
    assert ("F15.too_many" in [i.message.id for i in reading.issues]) is not carried
    submission = build_submission(reading, (), MappingOptions())
    assert len(submission.boundaries) == (2 if carried else 0)
