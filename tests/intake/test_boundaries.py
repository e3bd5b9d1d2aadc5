"""Coordinate texts joined to the parcels of layers, from real files."""

from __future__ import annotations

from pathlib import Path

import pytest

import shapely

from gouhook_gis.domain.filed import FiledPoint
from gouhook_gis.domain.submission import Submission
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import Limits
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.submission import build_submission
from tests.formats.builders import E0, N0, box, content, put, shapefile
from tests.formats.coordinate_texts import HEADER, HOLE, PARCEL, SQUARE, E, N, rows
from tests.intake.layers import KINDS, reads_well, the_issue

START = HEADER.count("\n") + 2  # the line of the first parcel
F15 = ("F15.",)


def parcel(number: str, use: str = "", area: str = "1.0000", count: int = 5) -> str:
    return f"{count},{area},{number},,面,,{use},,@\n"


def text_of(*parcels: str, header: str = HEADER) -> str:
    return f"{header}[地块坐标]\n{''.join(parcels)}"


def layers(folder: Path, **ids: list[bytes]) -> None:
    """Write a layer a role; its squares lie 200 m apart, eastwards."""
    for row, (name, numbers) in enumerate(ids.items()):
        shapes = [content([box(E0 + 200 * i, N0 + 200 * row)]) for i in range(len(numbers))]
        parts = shapefile(
            shapes,
            ((b"DKBH", "C", 10, 0), (b"XMBH", "C", 4, 0)),
            [number.split(b"/") if b"/" in number else [number, b"P1"] for number in numbers],
        )
        put(folder, name, parts)


def build(folder: Path, options: MappingOptions | None = None) -> Submission:
    reading = read_source(folder, Limits(), ReadOptions())
    submission = build_submission(reading, KINDS, options or MappingOptions())
    for issue in submission.issues:
        if issue.message.id.startswith(F15):
            reads_well(issue.message)
    return submission


def ids(submission: Submission) -> list[str]:
    return [i.message.id for i in submission.issues if i.message.id.startswith(F15)]


def write(folder: Path, text: str, name: str = "坐标.txt") -> None:
    (folder / name).write_bytes(text.encode("gbk"))


def test_a_text_finds_its_parcel_whatever_the_writing_of_its_number(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01"])
    write(tmp_path, text_of(parcel("ｃｊ 01"), rows(SQUARE)))
    found = build(tmp_path)
    (boundary,) = found.boundaries
    assert (boundary.parcel_key, boundary.id) == ("demolition/CJ01", "ｃｊ 01")
    assert (boundary.file, boundary.line) == ("坐标.txt", START)
    assert (boundary.declared_points, boundary.closing) == (5, 1)
    assert (boundary.declared_area_ha, boundary.declared_area_decimals) == (1.0, 4)
    assert boundary.points[0] == FiledPoint("J1", 1, E, N + 100, START + 1)
    assert len(boundary.points) == 4
    assert boundary.geometry is not None
    assert boundary.geometry.epsg == 4523
    assert shapely.area(shapely.from_wkb(boundary.geometry.wkb)) == 10_000.0
    assert ids(found) == []


def test_eastings_without_zone_number_get_it(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01"])
    write(tmp_path, text_of(PARCEL, rows(SQUARE)).replace(",355", ",5"))
    (boundary,) = build(tmp_path).boundaries
    assert boundary.points[1][2:4] == (E + 100, N + 100)
    assert boundary.geometry is not None
    assert boundary.geometry.epsg == 4523
    assert shapely.bounds(shapely.from_wkb(boundary.geometry.wkb)).tolist() == [
        E, N, E + 100, N + 100,
    ]  # fmt: skip


def test_numbers_that_match_nothing_are_said_both_ways(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01", b"CJ02"], JXDK=[b"JX01"])
    second = rows([(n, e + 200) for n, e in SQUARE])
    write(tmp_path, text_of(parcel("CJ01"), rows(SQUARE), parcel("CJ09"), second))
    found = build(tmp_path)
    assert [b.parcel_key for b in found.boundaries] == ["demolition/CJ01", None]
    assert ids(found) == ["F15.no_text", "F15.unmatched"]
    unmatched = the_issue(found, "F15.unmatched").message.params
    assert (unmatched["ids"], unmatched["lines"]) == (["CJ09"], [str(START + 6)])
    # No text speaks of new construction: its parcels are not said to lack one.
    assert the_issue(found, "F15.no_text").message.params["ids"] == ["CJ02"]


def test_a_parcel_without_number_is_said(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01"])
    write(tmp_path, text_of(parcel(""), rows(SQUARE)))
    found = build(tmp_path)
    assert ids(found) == ["F15.no_id"]
    assert the_issue(found, "F15.no_id").message.params["lines"] == [str(START)]


@pytest.mark.parametrize(
    ("name", "use", "joined", "issue"),
    [
        ("坐标.txt", "", None, ["F15.ambiguous"]),
        ("坐标.txt", "拆旧", "demolition/D1", []),
        ("坐标.txt", "安置", "new_construction/D1", []),
        ("拆旧地块.txt", "", "demolition/D1", []),
        ("2024_建新地块.txt", "", "new_construction/D1", []),
        # The field of a record says more than the name of its file.
        ("建新地块.txt", "拆旧", "demolition/D1", []),
    ],
)
def test_a_number_of_both_roles_is_told_apart(
    tmp_path: Path, name: str, use: str, joined: str | None, issue: list[str]
) -> None:
    layers(tmp_path, CJDK=[b"D1"], JXDK=[b"D1"])
    write(tmp_path, text_of(parcel("D1", use), rows(SQUARE)), name)
    found = build(tmp_path)
    assert [b.parcel_key for b in found.boundaries] == [joined]
    assert ids(found) == issue


def test_a_number_of_the_other_role_is_said(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01"])
    write(tmp_path, text_of(parcel("CJ01", "建新"), rows(SQUARE)))
    found = build(tmp_path)
    assert (ids(found), found.boundaries[0].parcel_key) == (["F15.other_role"], None)


def test_the_mapping_says_the_role_of_a_text_or_to_ignore_it(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"D1"], JXDK=[b"D1"])
    write(tmp_path, text_of(parcel("D1"), rows(SQUARE)) + "[多余]\n")
    told = MappingOptions(layers={"坐标": "new_construction"}, typed=frozenset({"坐标"}))
    assert build(tmp_path, told).boundaries[0].parcel_key == "new_construction/D1"
    ignored = build(tmp_path, MappingOptions(layers={"坐标": "ignore"}, typed=frozenset({"坐标"})))
    assert (ignored.boundaries, ids(ignored)) == ((), [])
    assert not any(issue.subject == "坐标.txt" for issue in ignored.issues)


def test_the_mapping_says_which_field_of_a_text_is_the_role(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"D1"], JXDK=[b"D1"])
    named = parcel("D1").replace("D1,,", "D1,建新,")
    write(tmp_path, text_of(named, rows(SQUARE)))
    told = MappingOptions(fields={"坐标.dkmc": "role"}, typed=frozenset({"坐标.dkmc"}))
    (boundary,) = build(tmp_path, told).boundaries
    assert boundary.parcel_key == "new_construction/D1"


def test_equal_texts_of_one_parcel_count_once(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01"])
    write(tmp_path, text_of(PARCEL, rows(SQUARE)), "乙.txt")
    write(tmp_path, text_of(PARCEL, rows(SQUARE[2:] + SQUARE[:2])), "甲.txt")
    found = build(tmp_path)
    assert [(b.file, b.parcel_key) for b in found.boundaries] == [
        ("乙.txt", "demolition/CJ01"),
        ("甲.txt", None),
    ]
    assert ids(found) == ["F15.repeated"]


def test_different_texts_of_one_parcel_are_none(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01"])
    moved = [(100.5, 0.0), *SQUARE[1:]]
    write(tmp_path, text_of(PARCEL, rows(SQUARE), PARCEL, rows(moved)))
    found = build(tmp_path)
    assert [b.parcel_key for b in found.boundaries] == [None, None]
    assert ids(found) == ["F15.doubled"]
    places = the_issue(found, "F15.doubled").message.params["places"]
    assert places == [f"坐标.txt:{START}", f"坐标.txt:{START + 6}"]


def test_a_text_of_another_datum_is_refused_as_a_layer_is(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01"])
    write(tmp_path, text_of(PARCEL, rows(SQUARE), header=HEADER.replace("2000国家", "80国家")))
    found = build(tmp_path)
    assert [(i.message.id, i.fatal) for i in found.issues if i.subject == "坐标.txt"] == [
        ("F04.xian80", False)
    ]
    (boundary,) = found.boundaries
    assert (boundary.parcel_key, boundary.geometry) == ("demolition/CJ01", None)
    assert len(boundary.points) == 4


@pytest.mark.parametrize(
    ("filed", "hectares", "decimals", "issue"),
    [
        ("1.0000", 1.0, 4, []),
        ("10000.00", 1.0, 6, ["F15.area_unit"]),
        ("15.00", 1.0, 3, ["F15.area_unit"]),
        ("7.5", 7.5, 1, []),  # neither 公顷 nor 亩 nor m²: as the format has it
    ],
)
def test_areas_in_another_unit_are_converted_and_said(
    tmp_path: Path, filed: str, hectares: float, decimals: int, issue: list[str]
) -> None:
    layers(tmp_path, CJDK=[b"CJ01"])
    write(tmp_path, text_of(parcel("CJ01", area=filed), rows(SQUARE)))
    found = build(tmp_path)
    (boundary,) = found.boundaries
    assert (boundary.declared_area_ha, boundary.declared_area_decimals) == (hectares, decimals)
    assert ids(found) == issue


def test_texts_of_other_projects_are_left_out(tmp_path: Path) -> None:
    layers(tmp_path, CJDK=[b"CJ01/P1", b"CJ02/P2"])
    write(tmp_path, text_of(parcel("CJ01"), rows(SQUARE), parcel("CJ02"), rows(SQUARE)))
    found = build(tmp_path, MappingOptions(project="P1"))
    assert [b.id for b in found.boundaries] == ["CJ01"]
    assert ids(found) == []


def test_texts_that_are_the_parcels_are_their_boundaries(tmp_path: Path) -> None:
    """Joined by their place, whatever their numbers: both parcels are called CJ01."""
    hole = rows(HOLE, "2", 5)
    write(tmp_path, text_of(PARCEL, rows(SQUARE), PARCEL, rows(SQUARE), hole), "拆旧地块.txt")
    found = build(tmp_path)
    assert {b.line: b.parcel_key for b in found.boundaries} == {
        parcel.place.record and {1: START, 2: START + 6}[parcel.place.record]: parcel.key
        for parcel in found.parcels
    }
    assert {b.parcel_key for b in found.boundaries} == {"demolition/CJ01", "demolition/CJ01#2"}
    assert [max(p.ring for p in b.points) for b in found.boundaries] == [1, 2]


def test_the_order_of_parcels_in_the_layer_changes_nothing(tmp_path: Path) -> None:
    told = []
    for name, numbers in (("a", [b"CJ01", b"CJ02"]), ("b", [b"CJ02", b"CJ01"])):
        folder = tmp_path / name
        folder.mkdir()
        layers(folder, CJDK=numbers)
        write(folder, text_of(parcel("CJ01"), rows(SQUARE), parcel("CJ02"), rows(SQUARE)))
        told.append(build(folder).boundaries)
    assert told[0] == told[1]
