"""The table of a batch: a row a submission, and what is said of it alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from gouhook_gis.batch.members import Found, Member, Said, require_names
from gouhook_gis.domain.catalogue import text
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import said_of
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.words import Stage
from gouhook_gis.formats.cells import Cell
from gouhook_gis.intake.fact_values import iso_date
from gouhook_gis.intake.table_file import (
    WORKBOOKS,
    all_wrong,
    cell_name,
    read_table,
    rows_of,
    written,
)

TABLES = (".csv", *WORKBOOKS)
# Meaning of a column → how it may be headed; compared without case, width and blanks.
NAMES = {
    "path": ("报送数据", "路径", "文件", "文件路径", "submission", "path", "file"),
    "name": ("名称", "结果文件夹", "name"),
    "profile": ("检查方案", "方案", "profile"),
    "stage": ("阶段", "检查阶段", "stage"),
    "project": ("项目编号", "project"),
    "as_of": ("法规适用日期", "适用日期", "as_of"),
    "previous": ("调整前版本", "已批准版本", "previous"),
    "facts_file": ("项目信息", "项目信息文件", "facts"),
    "waivers": ("批准例外", "批准例外清单", "waivers"),
}
_MEANINGS = {folded(name): meaning for meaning, names in NAMES.items() for name in names}
_FILES = ("previous", "facts_file", "waivers")
# A folder of this name on any system.
_BARRED = r'\x00-\x1f<>:"/\\|?*'
_FOLDER = re.compile(rf"[^{_BARRED}.\s](?:[^{_BARRED}]*[^{_BARRED}.\s])?")


def members_of(table: Path, profiles: Collection[str]) -> Found:
    """Read the table of a batch; its paths are relative to it. `profiles` are those there are.

    UsageError names every cell that is wrong, and where a heading is missing or two members would
    have one name.
    """
    rows = rows_of(read_table(table))
    if not rows:
        raise UsageError("batch.no_rows", file=table.name)
    head, headings = rows[0]
    columns = {
        column: _MEANINGS[folded(written(cell))]
        for column, cell in headings.items()
        if folded(written(cell)) in _MEANINGS
    }
    if "path" not in columns.values() or len(set(columns.values())) < len(columns):
        raise UsageError("batch.headings", file=table.name, known=[n[0] for n in NAMES.values()])
    wrong: list[Text] = []
    members = [
        _member(table.absolute().parent, row, cells, columns, profiles, wrong)
        for row, cells in rows
        if row != head
    ]
    if wrong:
        raise UsageError("batch.cells_wrong", file=table.name, cells=all_wrong(wrong))
    if not members:
        raise UsageError("batch.no_rows", file=table.name)
    require_names(members)
    unused = [written(cell) for column, cell in headings.items() if column not in columns]
    return Found(tuple(members), unused_columns=tuple(unused))


def _member(
    folder: Path,
    row: int,
    cells: Mapping[int, Cell],
    columns: Mapping[int, str],
    profiles: Collection[str],
    wrong: list[Text],
) -> Member:
    told: dict[str, object] = {}
    values = {meaning: written(cells.get(column)) for column, meaning in columns.items()}

    def refuse(meaning: str, why: str) -> None:
        column = next(number for number, name in columns.items() if name == meaning)
        cell, value = cell_name(row, column), values[meaning]
        wrong.append(said_of(f"batch.cell.{why}", cell=cell, row=row, value=value))

    source = folder / values["path"]
    if not values["path"]:
        refuse("path", "empty")
    elif not source.exists():
        refuse("path", "no_file")
    name = values.get("name") or (source.name if _whole(source) else source.stem)
    if name and not _FOLDER.fullmatch(name):
        refuse("name" if values.get("name") else "path", "name")
    for meaning, value in values.items():
        if not value or meaning in ("path", "name"):
            continue
        if meaning in _FILES:
            told[meaning] = folder / value
            if not (folder / value).exists():
                refuse(meaning, "no_file")
        elif meaning == "stage":
            told[meaning] = _stage(value)
        elif meaning == "as_of":
            told[meaning] = iso_date(value)
        else:
            told[meaning] = value
        if meaning == "profile" and value not in profiles:
            refuse(meaning, "profile")
        if told[meaning] is None:
            refuse(meaning, meaning)
    said = Said.model_validate({key: value for key, value in told.items() if value is not None})
    return Member(name, source, values["path"], said)


def _whole(path: Path) -> bool:
    return path.is_dir() and path.suffix.lower() != ".gdb"


def _stage(value: str) -> Stage | None:
    """Return the stage that a cell names, in Chinese, English, or as an option has it."""
    for stage in Stage:
        names = (stage, *(text(f"word.{stage}", {}, lang) for lang in ("zh", "en")))
        if folded(value) in map(folded, names):
            return stage
    return None
