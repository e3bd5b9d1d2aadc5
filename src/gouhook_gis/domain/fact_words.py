"""Where a missing fact is to be filled in."""

from __future__ import annotations

from gouhook_gis.domain.catalogue import text
from gouhook_gis.domain.fact_layout import cell_of
from gouhook_gis.domain.fact_specs import fact_sheets, written_key


def fill_in(fact: str, lang: str) -> str:
    """Return where `fact` ("key" or "table.column") is filled in: the sheet and cell of the
    workbook, and for a single fact the option.
    """
    sheets = fact_sheets()
    key, _, column = fact.partition(".")
    sheet = sheets.sheet_of(key)
    if sheet is None:
        return text("facts.fill_in.option", {"option": key}, lang)
    params: dict[str, object] = {"sheet": sheet.title.get("zh"), "cell": cell_of(key)}
    if key in sheets.facts:
        option = written_key(key, sheets.facts[key])
        return text("facts.fill_in.cell", {**params, "option": option}, lang)
    table = sheets.tables[key]
    params["table"] = table.title.get("zh")
    # A table that is the whole sheet is named once.
    kind = "sheet" if table.title.zh == sheet.title.zh else "table"
    if column in table.columns:
        params["column"] = table.columns[column].heading("zh")
        return text("facts.fill_in.sheet_column" if kind == "sheet" else "facts.fill_in.column",
                    params, lang)  # fmt: skip
    return text(f"facts.fill_in.{kind}", params, lang)
