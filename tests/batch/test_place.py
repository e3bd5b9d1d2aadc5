"""Results get into their places whole, whenever a process is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouhook_gis.batch.place import Place, held, require_apart, whole
from gouhook_gis.domain.errors import UsageError


def files(folder: Path) -> dict[str, str]:
    """Return the texts of the files in a folder by their names."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_a_result_takes_the_place_of_its_elder_but_for_forms(tmp_path: Path) -> None:
    """A form of an earlier day was completed by hand; that of the same day is written anew."""
    place = Place(tmp_path)
    with held(place):
        for day, text in (("20240101", "one"), ("20240102", "two")):
            with whole(place, "甲") as folder:
                (folder / "report.json").write_text(text, "utf-8")
                (folder / f"form_{day}.docx").write_text(text, "utf-8")
                if text == "one":
                    (folder / "问题图斑.shp").write_text(text, "utf-8")
    assert files(tmp_path / "甲") == {
        "report.json": "two",
        "form_20240101.docx": "one",
        "form_20240102.docx": "two",
    }


def test_what_somebody_laid_beside_a_report_is_never_taken_away(tmp_path: Path) -> None:
    """A folder that was there before the batch, and a kill before its files were put back."""
    place = Place(tmp_path)
    (tmp_path / "甲" / "照片").mkdir(parents=True)
    (tmp_path / "甲" / "照片" / "1.jpg").write_bytes(b"1")
    (tmp_path / "甲" / "report.json").write_text("elder", "utf-8")
    with held(place), whole(place, "甲") as folder:
        (folder / "report.json").write_text("new", "utf-8")
    assert (tmp_path / "甲" / "照片" / "1.jpg").read_bytes() == b"1"
    assert (tmp_path / "甲" / "report.json").read_text("utf-8") == "new"
    elder = tmp_path / ".batch" / "replaced" / "甲"
    elder.mkdir(parents=True)
    (elder / "意见.txt").write_text("mine", "utf-8")
    (elder / "report.json").write_text("elder", "utf-8")
    with held(place):
        assert files(tmp_path / "甲" / "照片") == {"1.jpg": "1"}
        assert (tmp_path / "甲" / "意见.txt").read_text("utf-8") == "mine"
        assert (tmp_path / "甲" / "report.json").read_text("utf-8") == "new"
        assert not elder.exists()


def test_no_result_takes_the_place_of_a_submission_or_lies_in_one(tmp_path: Path) -> None:
    """Whichever member it is: the folder of one, what holds it, what lies in it."""
    batch = tmp_path / "德州"
    batch.mkdir()
    for out, members in (
        (batch, [("甲", batch / "甲")]),
        (tmp_path, [("德州", batch / "德州.zip")]),
        (tmp_path, [("乙", batch / "乙.zip"), ("德州", tmp_path / "丙.zip")]),
        (batch / "甲" / "结果", [("甲", batch / "甲")]),
        (batch / "甲", [("甲", batch / "甲")]),
    ):
        with pytest.raises(UsageError) as told:
            require_apart(Place(out), members)
        assert told.value.message.id == "batch.out_in_submission"
    for out in (tmp_path, batch / "结果", tmp_path / "结果"):
        require_apart(Place(out), [("甲", batch / "甲.zip"), ("乙", batch / "乙")])


def test_a_writer_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    """And its draft is gone when the batch is begun again."""
    place = Place(tmp_path)
    with held(place):
        with whole(place, "甲") as folder:
            (folder / "report.json").write_text("one", "utf-8")
        with pytest.raises(ZeroDivisionError), whole(place, "甲") as folder:
            (folder / "report.json").write_text("two", "utf-8")
            raise ZeroDivisionError
    assert files(tmp_path / "甲") == {"report.json": "one"}
    with held(place):
        assert not (tmp_path / ".batch" / "making").exists()


def test_what_was_about_to_be_replaced_is_put_back(tmp_path: Path) -> None:
    """As after a kill between the two renames, and only then."""
    place = Place(tmp_path)
    for name, there in (("甲", False), ("乙", True)):
        elder = tmp_path / ".batch" / "replaced" / name
        elder.mkdir(parents=True)
        (elder / "report.json").write_text("elder", "utf-8")
        if there:
            (tmp_path / name).mkdir()
            (tmp_path / name / "report.json").write_text("new", "utf-8")
    with held(place):
        assert files(tmp_path / "甲") == {"report.json": "elder"}
        assert files(tmp_path / "乙") == {"report.json": "new"}
        assert not (tmp_path / ".batch" / "replaced").exists()
