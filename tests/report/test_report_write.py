"""All files of a report, whole or not at all; names for people."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import pyogrio

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.report import Report
from gouhook_gis.report import write
from gouhook_gis.report.names import name_for_people, safe
from gouhook_gis.report.write import write_all
from tests.support.reports import full_report, passing_report, unreadable_report

ALL = [
    "report.json",
    "report.html",
    "report.xlsx",
    "findings.gpkg",
    "问题图斑.shp",
    "问题图斑.shx",
    "问题图斑.dbf",
    "问题图斑.prj",
    "问题图斑.cpg",
]


def is_form(name: str) -> bool:
    """Whether a file is the form under its name for people."""
    return re.fullmatch(r".+_审查意见表_\d{8}\.docx", name) is not None


def test_everything_is_written_and_nothing_else(tmp_path: Path) -> None:
    """Nine files and the form in a folder made for them; no scratch is left."""
    folder = tmp_path / "成果" / "out"
    *fixed, form = [path.name for path in write_all(full_report(), folder)]
    assert fixed == ALL
    assert is_form(form)
    assert form.startswith("510999-2024-003_青禾县柳溪镇等两个乡镇增减挂钩项目 b_")
    assert sorted(path.name for path in folder.iterdir()) == sorted([*ALL, form])


def test_a_form_of_another_day_is_not_taken_away(tmp_path: Path) -> None:
    """People complete it by hand; a later run removes only what programs read."""
    signed = tmp_path / "510999-2024-003_项目_审查意见表_20240601.docx"
    signed.write_bytes(b"signed")
    write_all(unreadable_report(), tmp_path)
    assert signed.read_bytes() == b"signed"


def test_json_is_canonical_and_holds_the_whole_report(tmp_path: Path) -> None:
    """One line and a newline; the same report gives the same bytes; it reads back."""
    report = full_report()
    (path,) = write_all(report, tmp_path, formats=("json",))
    data = path.read_bytes()
    assert data == (canonical_json(report.model_dump(mode="json")) + "\n").encode()
    assert data.count(b"\n") == 1
    again = Report.model_validate(json.loads(data))
    assert again.result.rules[1].assessments[0].findings == (
        report.result.rules[1].assessments[0].findings
    )


def test_without_a_crs_there_are_no_vectors_and_none_left_from_before(tmp_path: Path) -> None:
    """A folder used twice never mixes two reports."""
    write_all(full_report(), tmp_path)
    *fixed, form = [path.name for path in write_all(unreadable_report(), tmp_path)]
    assert fixed == ALL[:3]
    assert is_form(form)
    assert {path.name for path in tmp_path.iterdir() if not is_form(path.name)} == set(ALL[:3])


def test_writing_twice_replaces(tmp_path: Path) -> None:
    """The second report stands alone, also in the GeoPackage."""
    write_all(full_report(), tmp_path)
    write_all(passing_report(), tmp_path)
    assert pyogrio.read_info(tmp_path / "findings.gpkg", layer="findings_polygons")["features"] == 0
    assert "不通过" not in [
        c.value for c in openpyxl.load_workbook(tmp_path / "report.xlsx")["结论"]["B"]
    ]


def test_a_writer_that_fails_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the files of the writers before it appear."""
    write_all(passing_report(), tmp_path, formats=("json",))
    before = (tmp_path / "report.json").read_bytes()

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setitem(write._WRITERS, "shp", broken)
    with pytest.raises(GouhookError) as caught:
        write_all(full_report(), tmp_path)
    assert "disk full" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert (tmp_path / "report.json").read_bytes() == before


def test_a_file_held_by_another_program_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel on Windows holds its file: the user reads which, and the verdict is not replaced."""
    write_all(passing_report(), tmp_path)
    before = (tmp_path / "report.json").read_bytes()
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name == "report.xlsx":
            raise PermissionError(13, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(GouhookError) as caught:
        write_all(full_report(), tmp_path)
    assert "report.xlsx" in str(caught.value)
    assert "Excel" in str(caught.value)
    assert (tmp_path / "report.json").read_bytes() == before


def test_copies_for_people_have_speaking_names(tmp_path: Path) -> None:
    """Page and workbook under 项目编号_项目名称_审查报告_日期, same bytes."""
    paths = write_all(full_report(), tmp_path, formats=("html", "xlsx"), copies=True)
    extra = [path for path in paths if path.name not in ALL]
    assert [path.suffix for path in extra] == [".html", ".xlsx"]
    assert all(path.name.startswith("510999-2024-003_青禾县柳溪镇") for path in extra)
    assert extra[0].read_bytes() == (tmp_path / "report.html").read_bytes()


DAY = date(2024, 6, 2)


def test_name_for_people() -> None:
    """What Windows forbids is gone; unknown parts fall back on the submission's name."""
    assert name_for_people(full_report(), DAY, "html") == (
        "510999-2024-003_青禾县柳溪镇等两个乡镇增减挂钩项目 b_审查报告_20240602.html"
    )
    assert name_for_people(unreadable_report(), DAY, "xlsx") == "violations_审查报告_20240602.xlsx"
    assert (
        name_for_people(unreadable_report(), DAY, "xlsx", "en") == "violations_report_20240602.xlsx"
    )


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("a\\b:c*?", "a b c"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("-rf", "_-rf"),
        ("名称. ", "名称"),
        ("x\x00\x1by\u202ez", "x y z"),
        ("地" * 60, "地" * 30),
    ],
)
def test_parts_of_names_are_safe(part: str, expected: str) -> None:
    """No separators, devices, controls, leading dashes or trailing dots; 90 bytes at most."""
    assert safe(part) == expected


@pytest.mark.parametrize("at", ["a file", "below a file"])
def test_a_folder_that_cannot_be_made_is_said_in_words(at: str, tmp_path: Path) -> None:
    """The message names the folder and what the system says of it."""
    file = tmp_path / "成果"
    file.write_text("x")
    folder = file if at == "a file" else file / "out"
    with pytest.raises(GouhookError) as caught:
        write_all(full_report(), folder)
    assert str(folder) in str(caught.value)
    assert "磁盘" in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path) -> None:
    """Every writer meets a file that may not grow; its folder stays as it was."""
    kinds: tuple[write.Format, ...] = ("json", "html", "xlsx", "gpkg", "shp", "docx")
    for kind in kinds:
        (tmp_path / kind).mkdir()
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from gouhook_gis.domain.errors import GouhookError\n"
        "from gouhook_gis.report.write import write_all\n"
        "from tests.support.reports import full_report\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))\n"
        "for kind in sys.argv[2:]:\n"
        "    try:\n"
        "        write_all(full_report(), Path(sys.argv[1]) / kind, formats=(kind,))\n"
        "    except GouhookError as error:\n"
        "        print(kind, error.message.id)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), *kinds],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    said = [line.split() for line in done.stdout.splitlines()]
    assert said == [[kind, "report.not_written"] for kind in kinds], done.stderr
    assert [path for kind in kinds for path in (tmp_path / kind).iterdir()] == []
