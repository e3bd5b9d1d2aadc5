"""The workbook as a desk opens it: numbers are numbers, texts are texts, rows add up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gouhook_gis.domain.report import Report
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.sheets import workbook_sheets
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx import CHARACTERS, write_workbook
from gouhook_gis.report.xlsx_sheet import Column, Sheet
from tests.support.reports import FORMULA_ID, HOSTILE_ID, full_report, unreadable_report

SHEETS = [
    "结论",
    "面积汇总",
    "规则",
    "指标",
    "问题清单",
    "地块",
    "碎小重叠",
    "数据与判定",
    "图层字段说明",
]


def book(report: Report, path: Path, lang: str = "zh") -> Workbook:
    """Write and read back."""
    voice = Voice(lang, {parcel.key: parcel for parcel in report.result.parcels})
    write_workbook(path, workbook_sheets(report, evidence(report), voice), voice, title="x")
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The workbook of the full report."""
    return book(full_report(), tmp_path_factory.mktemp("x") / "r.xlsx")


def table(page: Worksheet) -> list[dict[str, object]]:
    """Return the rows of a sheet by header."""
    heads, *rows = page.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_sheets_are_all_there_with_frozen_heads_and_filters(full: Workbook) -> None:
    """Nine sheets, headers frozen and repeated in print, filters over the rows."""
    assert full.sheetnames == SHEETS
    for page in full:
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref is not None
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.fitToHeight == 0


def test_no_cell_holds_a_formula_or_a_link(full: Workbook) -> None:
    """A hostile id or file name stays text."""
    cells = [cell for page in full for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    ids = [row["地块编号"] for row in table(full["地块"])]
    assert FORMULA_ID in ids
    assert HOSTILE_ID in ids
    assert table(full["问题清单"])[0]["文件"] == "报送/=1+1/JXDK2.shp"


def test_areas_are_numbers_that_add_up(full: Workbook) -> None:
    """Per role the rows of every area column add up to the total below the filter."""
    rows = table(full["地块"])
    totals = {row["类别"]: row for row in rows if row["地块编号"] == "合计"}
    assert len(totals) == 2
    columns = [
        "椭球面积（公顷）",
        "椭球面积（亩）",
        "椭球面积（m²）",
        "平面面积（m²）",
        "申报面积（m²）",
    ]
    for role, total in totals.items():
        mine = [row for row in rows if row["类别"] == role and row["地块编号"] != "合计"]
        for column in columns:
            values = [Decimal(str(row[column])) for row in mine if row[column] is not None]
            assert sum(values) == Decimal(str(total[column] or 0)), (role, column)
    assert full["地块"].auto_filter.ref == "A1:O11"
    assert totals["拆旧"]["村代码"] == "至少（有地块无法量算）"


def test_parcels_tell_result_findings_and_record(full: Workbook) -> None:
    """Numbers of findings as in the page; what cannot be measured says so."""
    rows = {row["地块编号"]: row for row in table(full["地块"])}
    assert rows["CJ-003"]["最重的问题结论"] == "不通过"
    assert rows["CJ-003"]["问题序号"] == "3、5"
    assert rows["CJ-003"]["记录号"] == 3
    assert rows["CJ-006"]["椭球面积（m²）"] is None
    assert rows["CJ-006"]["最重的问题结论"] == "无法量算"
    assert rows["NC-01"]["最重的问题结论"] == "未发现问题"
    assert rows["AZ-01"]["申报减椭球（m²）"] == -1.71


def test_findings_are_complete_with_coordinates_and_records(full: Workbook) -> None:
    """One row a finding; easting and northing are numbers."""
    rows = table(full["问题清单"])
    assert [row["序号"] for row in rows] == [1, 2, 3, 4, 5, 6]
    first = rows[0]
    assert (first["面积（m²）"], first["面积（亩）"], first["面积（公顷）"]) == (2800.06, 4.2, 0.28)
    assert (first["X（纵，米）"], first["Y（横，米）"]) == (3_400_455, 35_500_760)
    assert first["记录号"] == 2
    assert rows[2]["其他数量"] == "29.99%（要求 ≥ 30%）"
    assert rows[2]["面积（m²）"] is None
    assert rows[5]["批准例外文号"] == "川自然资函〔2024〕12号"


def test_measures_are_unrounded_with_ratios_in_percent(full: Workbook) -> None:
    """29.99 against 30 %, margin −0.01, half width 0.04."""
    row = next(row for row in table(full["指标"]) if row["规则编号"] == "ZJ-B14")
    assert row["数值"] == 29.99
    assert (row["单位"], row["比较"], row["要求"]) == ("%", "≥", 30)
    assert (row["与要求之差"], row["误差"]) == (-0.01, 0.04)
    assert row["临界，建议复核"] == "是"


@pytest.mark.parametrize(
    ("name", "last", "head", "least"),
    [
        ("规则", "G", "依据条款", 0.9),
        ("指标", "L", "临界，建议复核", 0.75),
        ("问题清单", "J", "问题说明", 0.8),
        ("地块", "M", "问题序号", 0.7),
    ],
)
def test_wide_sheets_fit_across_a4(
    full: Workbook, name: str, last: str, head: str, least: float
) -> None:
    """What a desk reads is printed, at 70 % of its size or more; the rest is for the screen."""
    page = full[name]
    rows = page.max_row
    assert page.print_area == f"'{name}'!$A$1:${last}${rows}"
    assert page[f"{last}1"].value == head
    assert (page.page_setup.orientation, page.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        True,
    )
    printed = range(1, page[f"{last}1"].column + 1)
    widths = [page.column_dimensions[get_column_letter(column)].width for column in printed]
    # A character of width is 7 pixels of 1/96 inch; A4 across less the margins is 10.7 inches.
    assert 10.7 * 96 / (sum(widths) * 7) >= least


def test_rows_are_as_tall_as_their_text(tmp_path: Path) -> None:
    """Ten columns hold nine: 18 half-width characters, or nine Chinese ones, make two lines."""
    texts = [("x" * 9,), ("x" * 18,), ("长" * 9,), ("a\nb\nc",), ("x" * 40_000,), (7,)]
    sheet = Sheet("表", [Column("甲", 10)], texts)
    write_workbook(tmp_path / "x.xlsx", [sheet], Voice(), title="x")
    page = openpyxl.load_workbook(tmp_path / "x.xlsx")["表"]
    heights = [page.row_dimensions[row].height for row in range(2, 8)]
    assert heights == [None, 28.5, 28.5, 42, 408.75, None]


def test_every_number_has_a_format(full: Workbook) -> None:
    """As many decimals as it has, where its column gives none."""
    cells = [c for page in full for row in page.iter_rows(min_row=2) for c in row]
    numbers = [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    assert len(numbers) > 100
    assert {cell.number_format for cell in numbers if cell.number_format == "General"} == set()
    measures = [c for row in full["指标"].iter_rows(min_row=2) for c in row if c in numbers]
    assert {"0", "0.00"} <= {cell.number_format for cell in measures}


def test_slivers_add_up(full: Workbook) -> None:
    """Three thirds of a square metre make one."""
    *rows, total = table(full["碎小重叠"])
    assert [row["面积（m²）"] for row in rows] == [0.33, 0.33, 0.34]
    assert (total["面积（m²）"], total["块数"]) == (1, 4)


def test_verdict_sheet_says_what_is_open(full: Workbook) -> None:
    """Restricted first; verdict; rules not run with what to supply; truncation in the data."""
    rows = [tuple(row.values()) for row in table(full["结论"])]
    assert rows[0][0] == "内部资料 注意保管"
    assert ("审查结论", "不通过") in rows
    assert ("资料审查", "未审") in rows
    assert any(k == "未检查（缺资料） ZJ-B03" and "违法用地" in str(v) for k, v in rows)
    data = [tuple(row.values()) for row in table(full["数据与判定"])]
    assert (
        "未全部列出的内容",
        "findings of ZJ-B07",
        "findings of ZJ-B07：实际共 12345 项",
        None,
    ) in data


def test_units_stand_in_headers(full: Workbook) -> None:
    """A column of areas names its unit."""
    for name in ("面积汇总", "地块", "碎小重叠"):
        for cell in full[name][1]:
            if "面积" in str(cell.value):
                assert any(unit in str(cell.value) for unit in ("公顷", "亩", "m²"))


def test_english_and_unreadable_workbooks_open(tmp_path: Path) -> None:
    """Both are written whole; the unreadable one says that there are no vector files."""
    english = book(full_report(), tmp_path / "en.xlsx", "en")
    assert english.sheetnames[0] == "Verdict"
    empty = book(unreadable_report(), tmp_path / "u.xlsx")
    assert empty.sheetnames == SHEETS
    notes = [row["内容"] for row in table(empty["结论"])]
    assert any("没有输出矢量成果" in str(note) for note in notes)


def test_a_sheet_too_long_says_how_much_it_leaves_out(tmp_path: Path) -> None:
    """Three rows in a sheet for two."""
    sheet = Sheet("表", [Column("甲", 10)], [("a",), ("b",), ("c",)])
    write_workbook(tmp_path / "x.xlsx", [sheet], Voice("zh"), title="x", limit=2)
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "x.xlsx")["表"].values]
    assert cells[:3] == ["甲", "a", "b"]
    assert cells[-1] == "本表共 3 行，超出表格容量，只列出前 2 行；完整内容见 report.json。"


def test_long_texts_and_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    """A cell holds 32,767 characters; controls are replaced, never dropped in silence."""
    sheet = Sheet("表", [Column("甲", 10)], [("x" * 40_000,), ("a\x00b\x1bc",), ("http://a.b",)])
    write_workbook(tmp_path / "x.xlsx", [sheet], Voice("zh"), title="x")
    page = openpyxl.load_workbook(tmp_path / "x.xlsx")["表"]
    assert page["A2"].value == "x" * (CHARACTERS - 1) + "…"
    assert page["A3"].value == "a\ufffdb\ufffdc"
    assert page["A4"].hyperlink is None
    names = ZipFile(tmp_path / "x.xlsx").namelist()
    assert not [name for name in names if "externalLink" in name]
