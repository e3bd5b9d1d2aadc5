"""The table in the workbook: grouped heads, numbers that add up, dashes that are no zeros."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gouhook_gis.domain.report import Report
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.sheets import workbook_sheets
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx import write_workbook
from gouhook_gis.report.xlsx_paper import scale
from gouhook_gis.report.xlsx_sheet import Column, Sheet
from tests.support.reconciled import reconciled_report
from tests.support.reports import FORMULA_ID, full_report

TABLE, PIECES, TOTALS, PHOTOS = "数线图对照表", "图斑对应", "合计核对", "举证照片"


def book(report: Report, path: Path, lang: str = "zh") -> Workbook:
    """Write and read back."""
    voice = Voice.of(report.result, lang)
    write_workbook(path, workbook_sheets(report, evidence(report), voice), voice, title="x")
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The workbook of the full report with the table."""
    return book(reconciled_report(), tmp_path_factory.mktemp("x") / "r.xlsx")


def rows(page: Worksheet, heads: int = 1) -> list[dict[str, object]]:
    """Return the rows below the heads by title."""
    titles = [str(cell.value) for cell in page[heads]]
    listed = page.iter_rows(min_row=heads + 1, values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in listed]


def test_the_sheets_are_there_only_with_the_table(full: Workbook, tmp_path: Path) -> None:
    """They stand before what the verdict rests on."""
    names = full.sheetnames
    assert names[names.index(TABLE) : names.index("数据与判定")] == [TABLE, PIECES, TOTALS, PHOTOS]
    assert TABLE not in book(full_report(), tmp_path / "x.xlsx").sheetnames


def test_heads_are_grouped_as_a_reviewer_reads_them(full: Workbook) -> None:
    """Two rows of heads, frozen with the ids, repeated in print; units in every area's head."""
    page = full[TABLE]
    groups = [str(cell.value) for cell in page[1] if cell.value]
    assert groups == [
        *("地块", "数（申报）", "线（坐标面积）", "线（界址点）", "图（变更图斑）", "图（套合）"),
        *("图（耕地）", "线图位移", "差", "实地佐证", "结论"),
    ]
    titles = [str(cell.value) for cell in page[2]]
    assert titles[:6] == ["项目编号", "地块编号", "类别", "村", "验收文号", "验收日期"]
    assert titles[-3:] == ["举证照片编号", "结论", "说明"]
    assert len(set(titles)) == len(titles)
    for title in titles:
        if "面积" in title or title.endswith("差"):
            assert any(unit in title for unit in ("公顷", "亩", "m²")), title
    assert page.freeze_panes == "C3"
    assert (page.print_title_rows, page.print_title_cols) == ("$1:$2", "$B:$B")
    assert page.auto_filter.ref == f"A2:{page.cell(2, len(titles)).column_letter}7"


def test_the_table_is_laid_on_pages_that_begin_with_a_group(full: Workbook) -> None:
    """A4 across, four pages side by side: a page ends where a group ends."""
    page = full[TABLE]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    starts = [str(page.cell(1, brk.id + 1).value) for brk in page.col_breaks.brk]
    assert starts == ["线（界址点）", "图（套合）", "差"]
    assert page.page_setup.scale >= 55
    assert "内部资料 注意保管" in page.oddHeader.right.text
    assert "510999-2024-003" in page.oddHeader.left.text


def test_figures_are_numbers_and_the_unknown_a_dash(full: Workbook) -> None:
    """CJ-003: 0.0800 公顷 filed, 3.000 m apart, 85 %, +120.02 m²; nothing is zero by lack."""
    found = {row["地块编号"]: row for row in rows(full[TABLE], 2)}
    moved = found["CJ-003"]
    assert moved["项目编号"] == "510999-2024-003"
    assert moved["填报面积（公顷）"] == 0.08
    assert (moved["点数（报）"], moved["点数（坐标文件）"], moved["坐标文件缺的点"]) == (5, 4, "J3")
    assert moved["最大点位差（米）"] == 3
    assert (moved["套合率（%）"], moved["线图差（m²）"], moved["数图差（m²）"]) == (85, 120.02, 120)
    assert moved["地类变化"] == "0702→0103\n0702→1006"
    assert (moved["耕地毛面积（公顷）"], moved["扣除田坎（公顷）"], moved["净耕地（公顷）"]) == (
        *(0.068, 0.0068, 0.0612),
    )
    assert (moved["结论"], moved["坡度级"], moved["验收文号"]) == (
        *("不一致", "—", "青自然资验〔2024〕8号"),
    )
    unseen = found[FORMULA_ID]
    unknown = ("填报面积（公顷）", "套合率（%）", "变更年度", "数线差（m²）")
    assert {unseen[title] for title in unknown} == {"—"}
    assert all(value not in (0, None) for title, value in unseen.items() if title != "说明")


def test_areas_of_parcels_add_up_to_their_sum(full: Workbook) -> None:
    """Every column of areas, to the last digit; incomplete ones say at least."""
    listed = rows(full[TABLE], 2)
    (total,) = [row for row in listed if row["地块编号"] == "合计"]
    assert total["村"] == "至少（有地块缺此项）"
    mine = listed[:5]
    checked = 0
    for title, value in total.items():
        if isinstance(value, int | float) and ("公顷" in title or "亩" in title):
            known = [row[title] for row in mine if isinstance(row[title], int | float)]
            assert sum(Decimal(str(v)) for v in known) == Decimal(str(value)), title
            checked += 1
    assert checked == 18


def test_notes_below_say_what_a_dash_means(full: Workbook) -> None:
    """Counts, reasons, layers, empirical values; across the first page, below a blank row."""
    column = [full[TABLE].cell(row, 3).value for row in range(9, 17)]
    assert column[0] is None
    assert column[2] == "共 5 个地块：不一致 2 个、未能比对 1 个、需核实 1 个、一致 1 个。"
    assert any("不是零" in str(text) for text in column)
    assert any("经验值" in str(text) for text in column)


def test_pieces_add_up_by_change_and_in_all(full: Workbook) -> None:
    """3580.02 of 0702→0103, 120.02 of 0702→1006, 50.04 unchanged: 3750.08 m²."""
    listed = [row for row in rows(full[PIECES]) if isinstance(row["面积（m²）"], int | float)]
    sums = {str(row["项目编号"]): row for row in listed[6:]}
    assert {title: row["面积（m²）"] for title, row in sums.items()} == {
        "合计 0702→0103": 3580.02,
        "合计 0702→1006": 120.02,
        "合计 0702→0702": 50.04,
        "合计": 3750.08,
    }
    for title in ("面积（公顷）", "面积（亩）", "面积（m²）"):
        pieces = sum(Decimal(str(row[title])) for row in listed[:6])
        assert pieces == Decimal(str(sums["合计"][title])), title
    first = listed[0]
    assert (first["占地块（%）"], first["占变更图斑（%）"], first["扣除系数"]) == (66.67, 50, 0.1)
    assert (first["该地块涉及图斑数"], first["该图斑涉及地块数"]) == (2, 2)
    assert listed[3]["占变更图斑（%）"] == listed[3]["净面积（公顷）"] == "—"


def test_totals_and_photographs_are_listed(full: Workbook) -> None:
    """3760.50 − 3750.075 = 10.43 m² (half up); a photograph without EXIF has dashes."""
    first, second = rows(full[TOTALS])[:2]
    assert (first["合计项"], first["申报减分项（m²）"], first["结论"]) == (
        "验收拆旧复垦面积",
        10.43,
        "不一致",
    )
    assert (second["申报合计（公顷）"], second["分项相加（公顷）"]) == ("—", 1.86)
    taken, bare = rows(full[PHOTOS])[:2]
    assert (taken["地块编号"], taken["方位角（°）"]) == ("CJ-001", 182.5)
    assert (bare["地块编号"], bare["拍摄时间"], bare["方位角（°）"]) == ("—", "—", "—")


def test_no_cell_is_a_formula(full: Workbook) -> None:
    """A hostile id stays text in every sheet."""
    for name in (TABLE, PIECES, TOTALS, PHOTOS):
        kinds = {cell.data_type for row in full[name].iter_rows() for cell in row}
        assert kinds <= {"s", "n"}


def test_the_scale_is_that_of_the_widest_page() -> None:
    """Two pages of 50 and 90 characters with 10 repeated: (100 × 9.6 + 11 × 5) px in 1026."""
    columns = [Column("a", 10.0)] + [Column("b", 10.0)] * 13
    sheet = Sheet("x", columns, (), breaks=(5,))
    assert scale([column.width for column in columns], sheet) == 100
    wide = [Column("a", 20.0)] * 20
    assert scale([c.width for c in wide], Sheet("x", wide, (), breaks=(10,))) == int(
        100 * 10.69 * 96 / (220 * 9.6 + 55)
    )


def test_english_titles_are_there(tmp_path: Path) -> None:
    """Every title in English, none of them an id of the catalogue."""
    page = book(reconciled_report(), tmp_path / "e.xlsx", "en")["Figures, boundaries and map"]
    titles = [str(cell.value) for cell in (*page[1], *page[2]) if cell.value]
    assert not [title for title in titles if title.startswith("report.") or title > "\u2e80"]
