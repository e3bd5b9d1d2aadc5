"""The workbook as it really comes back: rows put in, dates in words, full-width digits."""

from __future__ import annotations

from openpyxl import Workbook

from gouhook_gis.domain.fact_layout import cell_of
from gouhook_gis.domain.fact_specs import fact_sheets

_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
_NOTED = ("parcels", "votes", "documents")  # tables above whose sheets somebody wrote a note


def untidy(book: Workbook) -> None:
    """Rewrite dates and numbers as people type them, then put rows in above the headings."""
    for key, text in (("application_date", "2025年3月18日"), ("quota_m2", None),
                      ("households_demolished", None)):  # fmt: skip
        sheet, cell = _place(key)
        page = book[sheet]
        page[cell] = text or f"{page[cell].value:g}".translate(_WIDE)
    for key in _NOTED:
        page = book[_sheet(key)]
        page.insert_rows(1, amount=2)
        page["A1"] = "填表人：李某某　联系电话：略　（第二稿）"
    page = book[_sheet("project_code")]
    page.insert_rows(3)
    page["B3"] = "已与县局核对"


def _place(key: str) -> tuple[str, str]:
    cell = cell_of(key)
    if cell is None:
        raise ValueError(key)
    return _sheet(key), cell


def _sheet(key: str) -> str:
    sheet = fact_sheets().sheet_of(key)
    if sheet is None:
        raise ValueError(key)
    return sheet.title.get("zh")
