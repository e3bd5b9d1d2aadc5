"""Photographs joined to parcels by their names; a place alone suggests."""

from __future__ import annotations

import numpy as np
import pytest

import shapely

from gouhook_gis.domain.filed import Photograph
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.identity import parcel_key
from gouhook_gis.domain.submission import Parcel, Place
from gouhook_gis.domain.words import Role
from gouhook_gis.formats.layer import Reading
from gouhook_gis.geometry.transform import transform_points
from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.photographs import join_photographs
from gouhook_gis.intake.submission import build_submission
from tests.intake.layers import EAST, EPSG, KINDS, NORTH, filled, reads_well, square, the_issue


def parcel(number: str, column: int = 0, role: Role = Role.DEMOLITION) -> Parcel:
    wkb = shapely.to_wkb(square(column))
    return Parcel(
        key=parcel_key(role, number),
        id=number,
        role=role,
        geometry=Geometry(wkb=wkb, epsg=EPSG),
        place=Place(file="CJDK.shp", record=1),
    )


def photograph(file: str, **said: object) -> Photograph:
    number = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return Photograph.model_validate({"file": file, "number": number, **said})


def joined(photographs: list[Photograph], *parcels: Parcel) -> tuple[list[str | None], list[str]]:
    notes = Notes()
    found = join_photographs(photographs, parcels, notes)
    for issue in notes.issues:
        reads_well(issue.message)
    return [one.parcel_key for one in found], [issue.message.id for issue in notes.issues]


@pytest.mark.parametrize(
    "file",
    [
        "CJ01.jpg",
        "CJ01_1.jpg",
        "照片/CJ01-02.jpg",
        "cj０１ 3.jpg",
        "CJ01（东）.jpg",
        "CJ01_1_东.jpg",
        "CJ01/IMG_0001.jpg",
        "CJ01/近景/IMG_0001.jpg",
    ],
)
def test_by_the_name_of_the_file_or_its_folder(file: str) -> None:
    assert joined([photograph(file)], parcel("CJ01")) == (["demolition/CJ01"], [])


@pytest.mark.parametrize("said", ["CJ01", "CJ01_2", "编号：CJ01", "地块编号 CJ01"])
def test_by_what_its_exif_describes(said: str) -> None:
    found = joined([photograph("IMG_1.jpg", described=said)], parcel("CJ01"))
    assert found == (["demolition/CJ01"], [])


def test_the_longest_number_wins_and_the_file_beats_its_folder() -> None:
    parcels = parcel("CJ01"), parcel("CJ01_1", 1)
    names = ["CJ01_1.jpg", "CJ01_1_2.jpg", "CJ01_2.jpg", "CJ01_1/CJ01_9.jpg"]
    found, issues = joined([photograph(name) for name in names], *parcels)
    assert found == [
        "demolition/CJ01_1", "demolition/CJ01_1", "demolition/CJ01", "demolition/CJ01",
    ]  # fmt: skip
    assert issues == []


def test_a_number_within_a_longer_word_is_none() -> None:
    found = joined([photograph("CJ011.jpg"), photograph("XCJ01_1.jpg")], parcel("CJ01"))
    assert found == ([None, None], ["F17.unmatched"])


@pytest.mark.parametrize(
    ("file", "key", "issues"),
    [
        ("D1_1.jpg", None, ["F17.ambiguous"]),
        ("拆旧/D1_1.jpg", "demolition/D1", []),
        ("建新地块/D1_1.jpg", "new_construction/D1", []),
    ],
)
def test_a_number_of_both_roles(file: str, key: str | None, issues: list[str]) -> None:
    parcels = parcel("D1"), parcel("D1", 1, Role.NEW_CONSTRUCTION)
    assert joined([photograph(file)], *parcels) == ([key], issues)


def taken_at(east: float, north: float) -> dict[str, float]:
    point = np.array([[EAST + east, NORTH + north]])
    ((longitude, latitude),) = transform_points(point, EPSG, 4490).tolist()
    return {"longitude": longitude, "latitude": latitude}


@pytest.mark.parametrize(
    ("east", "issue"),
    [
        (50.0, "F17.suggested"),  # inside
        (119.9, "F17.suggested"),  # 19.9 m beside it
        (120.1, "F17.unmatched"),
    ],
)
def test_a_place_only_suggests(east: float, issue: str) -> None:
    placed = photograph("IMG_1.jpg", **taken_at(east, 50.0))
    assert joined([placed], parcel("CJ01")) == ([None], [issue])


def test_a_place_near_two_parcels_suggests_none() -> None:
    """Squares of 100 m with 30 m between them: 15 m from both."""
    beside = parcel("CJ02")
    wkb = shapely.to_wkb(shapely.box(EAST + 130, NORTH, EAST + 230, NORTH + 100))
    beside = beside.model_copy(update={"geometry": Geometry(wkb=wkb, epsg=EPSG)})
    placed = photograph("IMG_1.jpg", **taken_at(115.0, 50.0))
    assert joined([placed], parcel("CJ01"), beside) == ([None], ["F17.unmatched"])


def test_a_place_beyond_the_plane_is_near_nothing() -> None:
    placed = photograph("IMG_1.jpg", longitude=-75.0, latitude=89.9)
    assert joined([placed], parcel("CJ01")) == ([None], ["F17.unmatched"])


def test_a_name_beats_a_place() -> None:
    placed = photograph("CJ02_1.jpg", **taken_at(50.0, 50.0))
    assert joined([placed], parcel("CJ01"), parcel("CJ02", 5)) == (["demolition/CJ02"], [])


def test_without_photographs_nothing_is_said() -> None:
    assert joined([], parcel("CJ01")) == ([], [])


def test_a_submission_holds_them_and_what_was_noted() -> None:
    reading = Reading(
        name="项目.zip",
        sha256=None,
        files=(),
        layers=(filled("CJDK", ["CJ01"]),),
        photographs=(photograph("CJ01_1.jpg"), photograph("IMG_1.jpg")),
    )
    found = build_submission(reading, KINDS, MappingOptions())
    assert [one.parcel_key for one in found.photographs] == ["demolition/CJ01", None]
    assert the_issue(found, "F17.unmatched").message.params["files"] == ["IMG_1.jpg"]
