"""A filled-in workbook to facts: what is read, and every cell that will not do."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from gouhook_gis.domain.facts import Facts
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.formats.workbook import read_workbook
from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.workbook.read import workbook_facts
from tests.intake.layers import reads_well
from tests.support.workbooks import blank, place, write

VILLAGE = "510999100201"


def read(path: Path) -> tuple[Facts, Notes]:
    book = read_workbook(path, "项目信息.xlsx", limits_from_settings())
    assert book is not None
    notes = Notes()
    facts = workbook_facts([book], notes)
    for said in (*(i.message for i in notes.issues), *(f.source for f in facts.values.values())):
        reads_well(said)
    return facts, notes


def with_cells(folder: Path, cells: dict) -> tuple[Facts, Notes]:
    path = folder / "w.xlsx"
    return read(write(blank(path), cells, path))


def said(notes: Notes) -> list[tuple[str, str]]:
    return [(i.message.id, str(i.message.params["place"])) for i in notes.issues]


# A cell as people write it, and what is kept of it.
WRITTEN = [
    ("approval_date", datetime(2024, 5, 1), "2024-05-01"),
    ("approval_date", date(2024, 5, 1), "2024-05-01"),
    ("approval_date", "2024-5-1", "2024-05-01"),
    ("approval_date", "2024年5月1日", "2024-05-01"),
    ("approval_date", "２０２４．５．１", "2024-05-01"),
    ("approval_date", 20240501, "2024-05-01"),
    ("quota_m2", 3.215, 32150.0),
    ("quota_m2", 0.1, 1000.0),
    ("quota_m2", "3.2150公顷", 32150.0),
    ("quota_m2", "４８．２２５ 亩", 32150.0),
    ("quota_m2", "32,150 平方米", 32150.0),
    ("transfer_amount_yuan", 144675000, 144675000.0),
    ("transfer_amount_yuan", "14467.5万元", 144675000.0),
    ("proceeds_wan", "144.5", 144.5),
    ("proceeds_wan", "1445000元", 144.5),
    ("boundary_map_scale", "1：2000", 2000),
    ("acceptance_map_scale", "1∶1万", 10000),
    ("households_demolished", "12户", 12),
    ("programme", "跨县调剂", "cross_county"),
    ("terrain", "丘陵区", "丘陵"),
    ("tenure_adjustment", "是", True),
    ("project_code", 5109992024001, "5109992024001"),
    ("county_code", 510999.0, "510999"),
    ("quota_numbers", "川挂〔2024〕2号、川挂〔2024〕1号", ["川挂〔2024〕1号", "川挂〔2024〕2号"]),
]


@pytest.mark.parametrize("round_", range(6))
def test_cells_as_people_write_them(tmp_path, round_):
    """Every way in which one fact is written takes a workbook of its own."""
    ways: dict[str, list] = {}
    for key, written, kept in WRITTEN:
        ways.setdefault(key, []).append((written, kept))
    chosen = {key: cases[round_] for key, cases in ways.items() if round_ < len(cases)}
    facts, notes = with_cells(tmp_path, {place(key): cell for key, (cell, _) in chosen.items()})
    assert notes.issues == []
    assert {k: f.value for k, f in facts.values.items()} == {k: v for k, (_, v) in chosen.items()}
    for key, fact in facts.values.items():
        assert fact.source.params == {"file": "项目信息.xlsx", "place": place(key)}


def test_every_wrong_cell_is_named_and_nothing_else_is_lost(tmp_path):
    wrong = {
        place("approval_date"): "2024-02-30",
        place("county_code"): "51099",
        place("programme"): "不清楚",
        place("quota_m2"): -1,
        place("parcels.grade"): "好",
        place("votes.eligible"): "三十",
    }
    cells = {
        **wrong,
        place("project_name"): "青山项目",
        place("parcels.parcel_id"): "CJ01",
        place("parcels.planned_class"): "0103 旱地",
        place("votes.village_code"): VILLAGE,
        place("votes.kind"): "村民（代表）会议",
        place("votes.agreed"): 20,
        place("votes.village_code", 1): VILLAGE,
        place("votes.kind", 1): "书面同意拆旧建新",
        place("votes.eligible", 1): 100,
        place("votes.agreed", 1): 95,
    }
    facts, notes = with_cells(tmp_path, cells)
    assert sorted(said(notes)) == sorted(
        (f"F13.{'not_in_list' if key == place('programme') else 'wrong_value'}", key)
        for key in wrong
    )
    assert {key: fact.value for key, fact in facts.values.items()} == {
        "project_name": "青山项目",
        "parcels": [{"parcel_id": "CJ01", "planned_class": "0103"}],
        "votes": [
            {"village_code": VILLAGE, "kind": "consent", "eligible": 100, "agreed": 95},
        ],
    }
    assert (
        facts.values["votes"].rows[0].params["place"]
        == "群众意愿与公示!A" + place("votes.kind", 1).rpartition("C")[2]
    )
    (listed,) = [i for i in notes.issues if i.message.id == "F13.not_in_list"]
    assert listed.message.params["allowed"] == ["一般项目", "跨县调剂", "跨省域调出", "跨省域调入"]


def test_rows_and_columns_put_in_change_nothing(tmp_path):
    path = tmp_path / "w.xlsx"
    facts = {
        "approval_date": "2024-05-01",
        "parcels": [{"parcel_id": "CJ01", "role": "demolition", "area_m2": 10000.0}],
        "notices": [{"kind": "plan", "start": "2024-01-01", "end": "2024-01-31"}],
        "votes": [{"village_code": VILLAGE, "kind": "consent", "eligible": 10, "agreed": 9}],
    }
    book = blank(path, facts)
    book["项目区基本情况"].insert_rows(1, 3)
    book["地块挂接表"].insert_rows(1)
    book["地块挂接表"].insert_cols(2, 2)
    book["群众意愿与公示"].insert_rows(8, 5)
    found, notes = read(write(book, {}, path))
    assert notes.issues == []
    assert {key: fact.value for key, fact in found.values.items()} == facts


def test_a_row_without_its_required_cells(tmp_path):
    facts, notes = with_cells(tmp_path, {place("votes.village_code"): VILLAGE})
    assert facts.values == {}
    assert said(notes) == [
        ("F13.row_lacks", place(f"votes.{column}")) for column in ("kind", "eligible", "agreed")
    ]


def test_two_rows_for_one_thing(tmp_path):
    """Equal rows are one; of different ones neither is used."""

    def row(number, month, households):
        return {place("progress.month", number): month,
                place("progress.households_resettled", number): households}  # fmt: skip

    cells = row(0, "2024-05", 1) | row(1, "2024年5月", 2) | row(2, "2024-06", 3)
    facts, notes = with_cells(tmp_path, cells | row(3, "202406", 3))
    assert facts.values["progress"].value == [{"month": "2024-06", "households_resettled": 3}]
    (issue,) = notes.issues
    assert (issue.message.id, issue.message.params["row"]) == (
        "F13.row_twice", issue.message.params["first"] + 1,
    )  # fmt: skip


def test_documents_are_a_fact_once_they_are_answered(tmp_path):
    path = tmp_path / "w.xlsx"
    book = blank(path)
    row = int(place("documents.item").rpartition("A")[2])
    key = book["要件清单"].cell(row, 1).value
    facts, notes = read(write(book, {place("documents.present"): "有"}, path))
    assert facts.values["documents"].value == [{"item": key, "present": True}]
    assert notes.issues == []


def test_formulas_by_their_results(tmp_path):
    """openpyxl writes a formula without a result, as a program does that never calculates."""
    facts, notes = with_cells(tmp_path, {place("quota_m2"): "=1+2", place("terrain"): "#REF!"})
    assert facts.values == {}
    assert said(notes) == [
        ("F13.error_value", place("terrain")),
        ("F13.no_result", place("quota_m2")),
    ]


def test_what_is_beyond_the_template_is_listed(tmp_path):
    path = tmp_path / "w.xlsx"
    book = blank(path, {"parcels": [{"parcel_id": "CJ01"}]})
    book.create_sheet("草稿")["A1"] = "随手记"
    page = book["地块挂接表"]
    heads = int(place("parcels.parcel_id").rpartition("A")[2]) - 1
    column = page.max_column + 1
    page.cell(heads, column, "承包人")
    page.cell(heads + 1, column, "张三")
    name = page.cell(heads, column).coordinate
    book["验收"]["A5"] = "验收专家"
    book["验收"]["B5"] = "李四"
    facts, notes = read(write(book, {}, path))
    assert sorted(said(notes)) == [
        ("F13.unknown_column", f"地块挂接表!{name}"),
        ("F13.unknown_row", "验收!A5"),
        ("F13.unknown_sheet", "草稿"),
    ]
    assert facts.values["parcels"].value == [{"parcel_id": "CJ01"}]


def test_a_table_without_its_headings_is_said(tmp_path):
    path = tmp_path / "w.xlsx"
    book = blank(path, {"parcels": [{"parcel_id": "CJ01"}]})
    heads = int(place("parcels.parcel_id").rpartition("A")[2]) - 1
    book["地块挂接表"].delete_rows(heads)
    facts, notes = read(write(book, {}, path))
    assert facts.values == {}
    assert said(notes) == [("F13.no_headings", "地块挂接表")]


@pytest.mark.parametrize(
    ("other", "kept", "ids"),
    [("2024-05-01", "2024-05-01", []), ("2024-05-02", None, ["F13.given_twice"])],
)
def test_a_fact_written_twice(tmp_path, other, kept, ids):
    """批复日期 is another name of 批准日期; here it stands in the row of the document's number."""
    path = tmp_path / "w.xlsx"
    book = blank(path, {"approval_date": "2024-05-01"})
    cell = place("approval_document")
    facts, notes = read(write(book, {cell: other, cell.replace("!B", "!A"): "批复日期"}, path))
    assert [i.message.id for i in notes.issues] == ids
    assert facts.text("approval_date") == kept


def test_two_workbooks_are_refused_with_both_names(tmp_path):
    path = tmp_path / "w.xlsx"
    blank(path, {"terrain": "平原"})
    books = [read_workbook(path, name, limits_from_settings()) for name in ("甲.xlsx", "乙.xlsx")]
    notes = Notes()
    assert workbook_facts(books, notes).values == {}
    (issue,) = notes.issues
    assert issue.fatal
    assert issue.message.params["files"] == ["乙.xlsx", "甲.xlsx"]
    reads_well(issue.message)


def test_a_later_form_is_not_read(tmp_path):
    path = tmp_path / "w.xlsx"
    book = blank(path, {"terrain": "平原"})
    for row in book["填表说明"].iter_rows():
        for cell in row:
            if cell.value == "gouhook-facts/1":
                cell.value = "gouhook-facts/2"
    facts, notes = read(write(book, {}, path))
    assert facts.values == {}
    assert [i.message.id for i in notes.issues] == ["F13.newer"]
