"""Quotas of counties as desks write them, and every cell that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from gouhook_gis.batch.summing.quota_sheet import read_quota_sheet
from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.domain.units import AreaUnit

HECTARES = ["行政区代码", "名称", "下达周转指标（公顷）"]


def workbook(folder: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / "指标.xlsx")
    return folder / "指标.xlsx"


def csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "指标.csv").write_bytes(text.encode(encoding))
    return folder / "指标.csv"


def refused(file: Path, lang: str = "zh") -> str:
    with pytest.raises(UsageError) as error:
        read_quota_sheet(file)
    return render(error.value.message, lang)


def test_a_workbook_with_title_numbers_sums_and_a_cell_in_mu(tmp_path: Path) -> None:
    """12.5 公顷 are 125,000 m²; 15 亩 are 10,000 m², whatever the heading says."""
    file = workbook(
        tmp_path,
        ["2024 年度下达周转指标"],
        HECTARES,
        [510999, "青禾县", 12.5],
        ["510998000000", "云岭县", "15亩"],
        [None, None, None],
        ["合计", None, 13.5],
    )
    one, two = read_quota_sheet(file)
    assert (one.code, one.name, one.quota_m2, one.unit) == (
        "510998",
        "云岭县",
        10_000.0,
        AreaUnit.HECTARE,
    )
    assert (two.code, two.name, two.quota_m2) == ("510999", "青禾县", 125_000.0)


def test_a_csv_in_gbk_with_full_width_digits_and_mu(tmp_path: Path) -> None:
    """１,５００.００ 亩 are 1,000,000 m²."""
    text = '县级行政区代码,周转指标(亩)\n５１０９９９,"１,５００.００"\n'
    (only,) = read_quota_sheet(csv(tmp_path, text, "gbk"))
    assert (only.code, only.name, only.unit) == ("510999", None, AreaUnit.MU)
    assert only.quota_m2 == pytest.approx(1_000_000.0, abs=1e-6)


def test_every_wrong_cell_is_named(tmp_path: Path) -> None:
    rows = [
        [510999, "青禾县", 1],
        [5109, "某市", 2],
        [510998, "云岭县", "待定"],
        [510999, "青禾县", -3],
        [510999, "青禾县", 4],
    ]
    said = refused(workbook(tmp_path, HECTARES, *rows))
    assert "A3（第 3 行）“5109”不是 6 位县级行政区代码" in said
    assert "C4（第 4 行）“待定”不是面积" in said
    assert "C5（第 5 行）“-3”不是面积" in said
    assert "A6（第 6 行）的 510999 在第 2 行已有" in said
    assert "A3 (row 3)" in refused(workbook(tmp_path, HECTARES, *rows), "en")
    many = refused(workbook(tmp_path, HECTARES, *[["x", "", 1]] * 53))
    assert many.count("不是 6 位") == 50
    assert "另有 3 个单元格" in many


def test_headings_and_files_that_cannot_be_used(tmp_path: Path) -> None:
    assert "没有注明单位" in refused(csv(tmp_path, "行政区代码,名称,周转指标\n510999,青禾,1\n"))
    assert "找不到表头" in refused(csv(tmp_path, "510999,青禾,1\n"))
    assert "没有县" in refused(csv(tmp_path, "行政区代码,下达周转指标（公顷）\n"))
    assert "无法读取" in refused(tmp_path / "没有.csv")
    (tmp_path / "指标.pdf").write_bytes(b"%PDF")
    assert "请用 .csv 或 .xlsx" in refused(tmp_path / "指标.pdf")


def test_a_workbook_that_is_none_or_holds_formulas(tmp_path: Path) -> None:
    (tmp_path / "指标.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(RefusedError) as error:
        read_quota_sheet(tmp_path / "指标.xlsx")
    assert error.value.message.id == "F13.damaged"
    # A formula that was never calculated has no value, and is no figure.
    assert "C2（第 2 行）“=1+1”不是面积" in refused(
        workbook(tmp_path, HECTARES, [510999, "x", "=1+1"])
    )
