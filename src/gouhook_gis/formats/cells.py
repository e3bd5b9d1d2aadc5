"""A workbook as read: the filled cells of its sheets, nothing interpreted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

CellKind = Literal["text", "number", "date", "bool", "error", "formula", "other"]


@dataclass(frozen=True)
class Cell:
    """One filled cell; rows and columns count from 1.

    A date is ISO text (without its time); an error is its name (#REF!); a formula without a
    result is its own text, "other" whatever else there is (times).
    """

    row: int
    column: int
    kind: CellKind
    value: str | float | int | bool


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its filled cells, row by row."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Workbook:
    """A workbook of ours: `file` is its path in the source, `form` what its marker says."""

    file: str
    form: str
    sheets: tuple[Sheet, ...]


def to_json(books: Iterable[Workbook]) -> list[dict[str, Any]]:
    """Return workbooks as JSON values."""
    return [asdict(book) for book in books]


def from_json(items: Iterable[dict[str, Any]]) -> tuple[Workbook, ...]:
    """Return the workbooks that `to_json` wrote."""
    return tuple(
        Workbook(
            item["file"],
            item["form"],
            tuple(
                Sheet(sheet["name"], tuple(Cell(**cell) for cell in sheet["cells"]))
                for sheet in item["sheets"]
            ),
        )
        for item in items
    )
