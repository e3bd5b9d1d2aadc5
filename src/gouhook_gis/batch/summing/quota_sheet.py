"""The sheet of the counties' quotas: 行政区代码, 名称, 下达周转指标（公顷 or 亩）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import said_of
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.formats.cells import Cell
from gouhook_gis.intake.fact_values import in_unit
from gouhook_gis.intake.table_file import all_wrong, cell_name, read_table, rows_of, written
from gouhook_gis.intake.vocabulary import without_unit

# Meaning of a column → how it may be headed; compared without case, width and blanks.
NAMES = {
    "code": (
        "行政区代码", "县级行政区代码", "行政区划代码", "县区代码", "县代码", "代码",
        "XZQDM", "county_code", "code",
    ),
    "name": (
        "名称", "行政区名称", "县级行政区名称", "县名称", "县区名称", "县（市、区）", "县区", "县",
        "XZQMC", "county_name", "name",
    ),
    "quota": (
        "下达周转指标", "下达的周转指标", "周转指标", "下达指标", "周转指标规模", "指标", "ZZZB",
        "quota",
    ),
}  # fmt: skip
_MEANINGS = {folded(name): meaning for meaning, names in NAMES.items() for name in names}
# Of a county; its code may be filled up with zeros to that of a village.
_CODE = re.compile(r"([1-9]\d{5})(?:0{3}|0{6})?")
_SUMS = frozenset(map(folded, ("合计", "总计", "小计", "total", "sum")))


@dataclass(frozen=True)
class CountyQuota:
    """The quota issued to a county, m², and the unit in which it stands in the sheet."""

    code: str
    name: str | None
    quota_m2: float
    unit: AreaUnit


def read_quota_sheet(file: Path) -> tuple[CountyQuota, ...]:
    """Read the quotas of counties from a `.csv` or the first sheet of a workbook, sorted by code.

    Rows above the headings and rows of sums are left out. UsageError names every cell that is
    wrong: no code of a county, no area, a county that stands there twice; and where a heading or
    its unit is missing. RefusedError as `intake.table_file`.
    """
    rows = rows_of(read_table(file))
    head, columns, unit = _headings(file, rows)
    found: dict[str, tuple[int, CountyQuota]] = {}
    wrong: list[Text] = []
    for number, cells in rows:
        if number <= head or _is_sum(cells, columns):
            continue
        quota = _quota(number, cells, columns, unit, wrong)
        if quota is None:
            continue
        first = found.setdefault(quota.code, (number, quota))[0]
        if first != number:
            wrong.append(_wrong("twice", number, columns["code"], code=quota.code, first=first))
    if wrong:
        raise UsageError("quota_sheet.wrong", file=file.name, cells=all_wrong(wrong))
    if not found:
        raise UsageError("quota_sheet.empty", file=file.name)
    return tuple(found[code][1] for code in sorted(found))


def _headings(
    file: Path, rows: Sequence[tuple[int, dict[int, Cell]]]
) -> tuple[int, dict[str, int], AreaUnit]:
    """Return the row of the headings, the column of each meaning, and the unit of the quotas."""
    for number, cells in rows:
        said = {column: without_unit(folded(str(c.value))) for column, c in cells.items()}
        columns = {
            _MEANINGS[name]: column
            for column, (name, _) in sorted(said.items(), reverse=True)
            if name in _MEANINGS
        }
        if {"code", "quota"} <= columns.keys():
            unit = said[columns["quota"]][1]
            if unit is None:
                heading = str(cells[columns["quota"]].value)
                raise UsageError("quota_sheet.no_unit", file=file.name, heading=heading)
            return number, columns, unit
    raise UsageError(
        "quota_sheet.no_headings",
        file=file.name,
        code=list(NAMES["code"][:3]),
        quota=list(NAMES["quota"][:2]),
    )


def _quota(
    number: int,
    cells: dict[int, Cell],
    columns: dict[str, int],
    unit: AreaUnit,
    wrong: list[Text],
) -> CountyQuota | None:
    """Return the quota of a row, None where a cell is wrong, which is added to `wrong`."""
    told = {meaning: written(cells.get(column)) for meaning, column in columns.items()}
    code = _CODE.fullmatch(folded(told["code"]))
    area = in_unit(told["quota"], unit)
    if code is None:
        wrong.append(_wrong("code", number, columns["code"], value=told["code"]))
    if area is None:
        wrong.append(_wrong("quota", number, columns["quota"], value=told["quota"]))
    if code is None or area is None:
        return None
    return CountyQuota(code.group(1), told.get("name") or None, area, unit)


def _is_sum(cells: dict[int, Cell], columns: dict[str, int]) -> bool:
    """Whether a row is blank under the headings, or holds a sum and no code."""
    held = [written(cells.get(column)) for column in columns.values()]
    if not any(held):
        return True
    words = {folded(str(cell.value)) for cell in cells.values()}
    code = folded(written(cells.get(columns["code"])))
    return bool(words & _SUMS) and not code.isdigit()


def _wrong(what: str, row: int, column: int, **params: str | int) -> Text:
    return said_of(f"quota_sheet.cell.{what}", cell=cell_name(row, column), row=row, **params)
