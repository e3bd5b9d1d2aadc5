"""Workbooks as files: ours by their marker, broken and hostile ones, through the child."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.message import render
from gouhook_gis.formats.cells import Cell
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import Limits
from gouhook_gis.formats.workbook import read_workbook

MARKER = "gouhook-facts/1"


def small(path: Path, marker: str | None = MARKER, cells: dict | None = None) -> Path:
    """Write a workbook of two sheets, the marker in the first."""
    book = Workbook()
    book.active.title = "填表说明"
    book.active["A3"] = marker
    page = book.create_sheet("项目区基本情况")
    for name, value in (cells or {"A1": "批准日期", "B1": "2024-05-01"}).items():
        page[name] = value
    book.save(path)
    return path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedError) as caught:
        read_workbook(path, path.name, limits or Limits())
    assert path.name in render(caught.value.message)
    return caught.value.message.id


def test_cells_of_every_kind(tmp_path):
    cells = {"A1": "文字", "B1": 1.5, "C1": True, "A2": "=1+1", "C9": " ", "B2": "#REF!"}
    book = read_workbook(small(tmp_path / "a.xlsx", cells=cells), "a.xlsx", Limits())
    assert (book.file, book.form) == ("a.xlsx", MARKER)
    assert book.sheets[1].cells == (
        Cell(1, 1, "text", "文字"),
        Cell(1, 2, "number", 1.5),
        Cell(1, 3, "bool", True),
        Cell(2, 1, "formula", "=1+1"),
        Cell(2, 2, "error", "#REF!"),
        Cell(9, 3, "text", " "),
    )


def test_without_the_marker_nothing_is_read(tmp_path):
    assert read_workbook(small(tmp_path / "a.xlsx", None), "a.xlsx", Limits()) is None
    assert (
        read_workbook(small(tmp_path / "b.xlsx", "见 gouhook-facts/1"), "b.xlsx", Limits()) is None
    )


def test_a_sheet_that_lies_about_its_size(tmp_path):
    """WPS leaves the size of an earlier save behind."""
    files = members(small(tmp_path / "a.xlsx"))
    for name in [n for n in files if n.startswith("xl/worksheets/")]:
        files[name] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', files[name])
        assert b'ref="A1"' in files[name]
    book = read_workbook(zipped(tmp_path / "b.xlsx", files), "b.xlsx", Limits())
    assert [cell.value for cell in book.sheets[1].cells] == ["批准日期", "2024-05-01"]


def test_macros_are_carried_along_and_never_looked_at(tmp_path):
    files = members(small(tmp_path / "a.xlsx"))
    path = zipped(tmp_path / "b.xlsm", {**files, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro"})
    assert read_workbook(path, "b.xlsm", Limits()).form == MARKER


def test_a_document_type_is_refused_before_any_parser(tmp_path):
    files = members(small(tmp_path / "a.xlsx"))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    for text in (bomb, b"<!--" + b" " * (1024 * 1024 - 8) + b"-->" + bomb,
                 bomb.decode().encode("utf-16")):  # fmt: skip
        path = zipped(tmp_path / "b.xlsx", {**files, "xl/sharedStrings.xml": text})
        assert refusal(path) == "F13.damaged"


def test_limits(tmp_path):
    path = small(tmp_path / "a.xlsx")
    size = sum(len(data) for data in members(path).values())
    assert refusal(path, Limits(workbook_bytes=size - 1)) == "F13.too_large"
    assert refusal(path, Limits(workbook_cells=2)) == "F13.too_many_cells"
    assert read_workbook(path, "a.xlsx", Limits(workbook_bytes=size, workbook_cells=3)) is not None


def test_many_members(tmp_path):
    files = members(small(tmp_path / "a.xlsx"))
    path = zipped(tmp_path / "b.xlsx", files | {f"x/{n}.xml": b"" for n in range(2_001)})
    assert refusal(path) == "F13.too_large"


@pytest.mark.parametrize(
    ("data", "message_id"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "F13.encrypted"),
        (b"not a zip", "F13.damaged"),
        (b"", "F13.damaged"),
        (b"PK\x03\x04" + bytes(60), "F13.damaged"),
    ],
)
def test_broken_files(tmp_path, data, message_id):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert refusal(path) == message_id


def test_every_part_cut_short_is_a_refusal_or_read(tmp_path):
    """No part of a workbook that is damaged ends in anything but a refusal."""
    files = members(small(tmp_path / "a.xlsx"))
    refused = 0
    for name, data in files.items():
        for broken in (b"", data[: len(data) // 2], b"<a/>"):
            path = zipped(tmp_path / "b.xlsx", {**files, name: broken})
            try:
                read_workbook(path, "b.xlsx", Limits())
            except RefusedError:
                refused += 1
    assert refused >= len(files)


def source(folder: Path, **books: bytes) -> Path:
    """Write a folder of a layer and workbooks."""
    folder.mkdir()
    square = "[[[104,30],[104.001,30],[104.001,30.001],[104,30.001],[104,30]]]"
    (folder / "地块.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"DKBH":"1"},'
        f'"geometry":{{"type":"Polygon","coordinates":{square}}}}}]}}',
        "utf-8",
    )
    for name, data in books.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def ids(reading: Reading) -> list[str]:
    return [i.message.id for i in reading.issues if i.message.id.startswith("F13")]


def test_through_the_child(tmp_path):
    ours = small(tmp_path / "a.xlsx").read_bytes()
    other = small(tmp_path / "b.xlsx", None).read_bytes()
    folder = source(tmp_path / "s", 信息_xlsx=ours, 副本_xlsx=ours, 名单_xlsx=other, 旧_xls=b"x")
    here = read_source(folder, Limits(), ReadOptions())
    there = read_isolated(folder, Limits(), ReadOptions())
    assert here.workbooks == there.workbooks
    # One of two equal copies is enough.
    assert [book.file for book in there.workbooks] == ["信息.xlsx"]
    assert sorted(ids(there)) == ["F13.not_ours", "F13.other_format"]
    assert len(there.layers) == 1


def test_a_workbook_does_not_hide_that_there_are_no_parcels(tmp_path):
    reading = read_source(small(tmp_path / "a.xlsx"), Limits(), ReadOptions())
    assert [i.message.id for i in reading.issues if i.fatal] == ["F01.no_layer"]
    assert len(reading.workbooks) == 1


def test_an_archive_with_a_workbook(tmp_path):
    buffer = io.BytesIO()
    folder = source(tmp_path / "s", 信息_xlsx=small(tmp_path / "a.xlsx").read_bytes())
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"项目/{path.name}")
    (tmp_path / "p.zip").write_bytes(buffer.getvalue())
    reading = read_source(tmp_path / "p.zip", Limits(), ReadOptions())
    assert [book.file for book in reading.workbooks] == ["项目/信息.xlsx"]
