"""What a sheet of the workbook is: columns, rows, totals, notes, and how it is laid on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Cell = str | int | float | Decimal | None


@dataclass(frozen=True)
class Column:
    """One column: its header with the unit, its width in characters, decimals of its numbers
    (None: each has its own), the header above it and its neighbours if there is one. In a `toned`
    column the sheet's `tones` colour the cells.
    """

    title: str
    width: float
    decimals: int | None = None
    group: str = ""
    toned: bool = False


@dataclass(frozen=True)
class Tone:
    """The colours of a cell (#RRGGBB): of its text and of the ground behind it."""

    ink: str
    paper: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: columns with their headers, rows, rows of totals below the filtered ones, and
    notes below those.

    `portrait` sheets print upright, others across; of a sheet too wide for paper the first
    `printed` columns are, or it is laid on several pages side by side that end before `breaks`.
    The first `frozen` columns stay in sight; the last of them stands on each of those pages.
    `marks` (left, right) stand above every page. `tones` are the colours of cells by their text.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Sequence[Cell]] = ()
    portrait: bool = False
    printed: int | None = None
    notes: Sequence[str] = ()
    frozen: int = 1
    breaks: Sequence[int] = ()
    marks: tuple[str, str] = ("", "")
    tones: Mapping[str, Tone] = field(default_factory=dict)

    @property
    def heads(self) -> int:
        """Return how many rows the headers take."""
        return 2 if any(column.group for column in self.columns) else 1
