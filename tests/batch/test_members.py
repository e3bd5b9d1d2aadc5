"""What is taken for a submission: in a folder, and in a table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from gouhook_gis.batch.manifest import members_of
from gouhook_gis.batch.members import members_in
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, render
from gouhook_gis.domain.words import Stage
from gouhook_gis.pipeline import CheckOptions
from tests.support.batches import rectangle
from tests.support.catalogues import write
from tests.support.commands import gouhook

PROFILES = ("national", "sichuan")


def refused(message_id: str, *asked: Path) -> Message:
    """Return what a folder, or a table, is refused with."""
    with pytest.raises(UsageError) as told:
        members_in(*asked) if len(asked) == 2 else members_of(asked[0], PROFILES)
    assert told.value.message.id == message_id
    return told.value.message


def test_every_form_of_a_submission_in_a_folder_is_a_member(tmp_path: Path) -> None:
    """Others are named, but for parts of shapefiles, hidden files and what we wrote."""
    for name in ("甲.zip", "乙.GPKG", "丙.geojson", "说明.docx", ".隐藏.zip", "孤.dbf", "~$甲.zip"):
        (tmp_path / name).write_bytes(b"-")
    write(tmp_path / "丁.shp", [rectangle(0, 0, 10, 10)], DKBH=["1"])
    (tmp_path / "丁.sbn").write_bytes(b"-")
    (tmp_path / "戊.gdb").mkdir()
    (tmp_path / "己.v2" / "数据").mkdir(parents=True)
    write(tmp_path / "己.v2" / "数据" / "CJDK.shp", [rectangle(0, 0, 10, 10)], DKBH=["1"])
    (tmp_path / "资料").mkdir()
    (tmp_path / "资料" / "批复.pdf").write_bytes(b"-")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "结果").mkdir()
    (tmp_path / "结果" / "甲.gpkg").write_bytes(b"-")
    for name, mark in (("上批", ".batch"), ("检查", "report.json")):
        (tmp_path / name / mark).mkdir(parents=True)
        (tmp_path / name / "findings.gpkg").write_bytes(b"-")
    found = members_in(tmp_path, tmp_path / "结果")
    assert sorted((member.name, member.source) for member in found.members) == [
        ("丁", "丁.shp"),
        ("丙", "丙.geojson"),
        ("乙", "乙.GPKG"),
        ("己.v2", "己.v2"),
        ("戊", "戊.gdb"),
        ("甲", "甲.zip"),
    ]
    assert sorted(found.left_out) == sorted(("上批", "孤.dbf", "检查", "说明.docx", "资料"))
    (note,) = found.notes()
    assert "说明.docx" in render(note)


def test_names_that_meet_are_refused_with_both_paths(tmp_path: Path) -> None:
    """Also where they differ in case alone, and where a file of the batch has the name."""
    out = tmp_path / "结果"
    assert refused("batch.no_members", tmp_path, out).params["names"] == []
    for name in ("甲.zip", "甲.gpkg", "a.zip", "A.gpkg"):
        (tmp_path / name).write_bytes(b"-")
    told = refused("batch.same_name", tmp_path, out)
    assert told.params["pairs"] == ["A.gpkg | a.zip", "甲.gpkg | 甲.zip"]
    for name in ("甲.gpkg", "A.gpkg"):
        (tmp_path / name).unlink()
    (tmp_path / "filed_parcels.zip").write_bytes(b"-")
    told = refused("batch.reserved_name", tmp_path, out)
    assert told.params["names"] == ["filed_parcels.zip"]


def test_a_table_says_of_each_what_holds_for_it_alone(tmp_path: Path) -> None:
    """Headings in Chinese or English; paths are relative to the table; what is said of all stays
    where a cell is empty.
    """
    (tmp_path / "数据").mkdir()
    for name in ("数据/甲.zip", "数据/乙.zip", "调整前.zip", "信息.json", "例外.csv"):
        (tmp_path / name).write_bytes(b"-")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称", "报送数据", "stage", "检查方案", "项目编号", "适用日期",
                  "调整前版本", "项目信息", "批准例外", "备注"])  # fmt: skip
    sheet.append(["一号", "数据/甲.zip", "验收", "sichuan", 5109022024001, date(2024, 5, 1),
                  "调整前.zip", "信息.json", "例外.csv", "急"])  # fmt: skip
    sheet.append([None, "数据/乙.zip"])
    book.save(tmp_path / "名单.xlsx")
    found = members_of(tmp_path / "名单.xlsx", PROFILES)
    first, second = found.members
    assert (first.name, first.path, first.source) == (
        "一号",
        tmp_path / "数据" / "甲.zip",
        "数据/甲.zip",
    )
    everyone = CheckOptions(profile="shandong", facts=("county_code=510902",))
    own = first.said.over(everyone)
    assert (own.profile, own.stage, own.project) == ("sichuan", Stage.ACCEPTANCE, "5109022024001")
    assert (own.as_of, own.facts) == (date(2024, 5, 1), everyone.facts)
    assert (own.previous, own.facts_file, own.waivers) == (
        tmp_path / "调整前.zip",
        tmp_path / "信息.json",
        tmp_path / "例外.csv",
    )
    assert second.name == "乙"
    assert second.said.over(everyone) == everyone
    assert [note.params["names"] for note in found.notes()] == [["备注"]]


def test_no_name_leads_out_of_the_folder_of_results(tmp_path: Path) -> None:
    """`...zip` would have the name `..`; what a name is made of does not tell two apart."""
    (tmp_path / "...zip").write_bytes(b"-")
    (tmp_path / "名单.csv").write_text("报送数据\n...zip\n", "utf-8")
    refused("batch.cells_wrong", tmp_path / "名单.csv")
    for name in ("Caf\u00e9.zip", "Cafe\u0301.zip"):
        (tmp_path / name).write_bytes(b"-")
    (tmp_path / "名单.csv").write_text("报送数据\nCaf\u00e9.zip\nCafe\u0301.zip\n", "utf-8")
    refused("batch.same_name", tmp_path / "名单.csv")


def test_the_folder_of_submissions_is_not_that_of_results(tmp_path: Path) -> None:
    """The findings of all would be a submission the next time."""
    (tmp_path / "甲.zip").write_bytes(b"-")
    with pytest.raises(UsageError) as told:
        members_in(tmp_path, tmp_path / "x" / "..")
    assert told.value.message.id == "batch.out_is_input"


def test_every_wrong_cell_of_a_table_is_named_at_once(tmp_path: Path) -> None:
    """By its place; GBK as Excel saves it."""
    (tmp_path / "甲.zip").write_bytes(b"-")
    head = "报送数据,阶段,适用日期,方案,名称,调整前版本"
    text = f"{head}\n甲.zip,施工,昨天,mars,a/b,没有.zip\n,验收\n无.zip\n"
    (tmp_path / "名单.csv").write_bytes(text.encode("gb18030"))
    told = render(refused("batch.cells_wrong", tmp_path / "名单.csv"))
    for cell, value in {
        "B2": "施工", "C2": "昨天", "D2": "mars", "E2": "a/b", "F2": "没有.zip",
        "A3": "没有写", "A4": "无.zip",
    }.items():  # fmt: skip
        assert cell in told
        assert value in told
    (tmp_path / "名单.csv").write_text("报送数据,阶段\n甲.zip,\n甲.zip,验收\n", "utf-8")
    assert refused("batch.same_name", tmp_path / "名单.csv").params["pairs"] == ["甲.zip | 甲.zip"]
    for text, why in (
        ("名称\n甲\n", "batch.headings"),
        ("文件,路径\n甲.zip,甲.zip\n", "batch.headings"),
        ("报送数据\n", "batch.no_rows"),
        ("", "batch.no_rows"),
    ):
        (tmp_path / "名单.csv").write_text(text, "utf-8")
        refused(why, tmp_path / "名单.csv")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["甲.zip"], "gouhook check"),
        ([".", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"], "--scheduler"),
        ([".", "--profile", "mars"], "sichuan"),
        ([".", "--reference", "gone"], "gone"),
        ([".", "--fact", "colour=red"], "colour"),
        (["nowhere"], "nowhere"),
        ([".", "--quota", "none.csv"], "none.csv"),
    ],
)
def test_what_no_member_can_be_checked_with_is_refused_before_any(
    words: list[str], said: str, tmp_path: Path
) -> None:
    """Exit code 2, Chinese first, and nothing was read."""
    (tmp_path / "甲.zip").write_bytes(b"-")
    done = gouhook("batch", *words, "--out", "结果", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "结果").exists()
