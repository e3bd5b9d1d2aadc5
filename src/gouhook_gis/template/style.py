"""How the workbook looks: formats, drop-down lists, heights of wrapped rows."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from gouhook_gis.domain.fact_specs import ValueSpec, ValueType
from gouhook_gis.domain.message import message, render, word

FONT = "Microsoft YaHei"
LINE = 16
_PICTURES: dict[ValueType, str] = {
    "date": "yyyy-mm-dd", "hectares": "0.0000", "yuan": "#,##0.00", "wan": "0.00##",
    "count": "0", "scale": "0", "year": "0", "number": "0.##",
}  # fmt: skip
_GREY, _LINE_COLOUR = "#F0F0F0", "#B9C2CC"


class Styles:
    """The formats of a workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **properties: object) -> Format:
        """Return a format; the font, the wrapping and the upper edge are common to all."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            common = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**common, **properties})
        return self._made[key]

    @property
    def title(self) -> Format:
        """The title of a sheet or table."""
        return self.of(bold=True, font_size=13, text_wrap=False)

    @property
    def note(self) -> Format:
        """An explanation."""
        return self.of(font_color="#5A6472", font_size=9)

    @property
    def line(self) -> Format:
        """An explanation that runs over the cells beside it."""
        return self.of(font_color="#5A6472", font_size=9, text_wrap=False)

    @property
    def head(self) -> Format:
        """The heading of a column."""
        return self.of(bold=True, bg_color="#DCE6F1", border=1, border_color=_LINE_COLOUR)

    @property
    def group(self) -> Format:
        """The heading of a group of facts."""
        return self.of(bold=True, bg_color="#EEF3F8", border=1, border_color=_LINE_COLOUR)

    def boxed(self, *, wanted: bool) -> Format:
        """A cell of text beside an entry; grey where nothing asks for it."""
        return self.of(border=1, border_color=_LINE_COLOUR, **self._grey(wanted=wanted))

    def entry(self, spec: ValueSpec, *, wanted: bool) -> Format:
        """A cell to fill in."""
        return self.of(
            border=1,
            border_color=_LINE_COLOUR,
            num_format=_PICTURES.get(spec.type, "@"),
            align="left",
            **({"bg_color": "#FFFBE6"} if wanted else self._grey(wanted=False)),
        )

    def _grey(self, *, wanted: bool) -> dict[str, object]:
        return {} if wanted else {"bg_color": _GREY, "font_color": "#8A8F98"}


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes in `width` characters, a Chinese one counting two."""
    return sum(max(1, math.ceil(cell_len(part) / width)) for part in text.split("\n"))


def validation(spec: ValueSpec) -> dict[str, Any] | None:
    """Return what the program accepts of a cell: a list is binding, all else only warns, since
    a date may also be written as 2024年5月1日 and a number with its unit.
    """
    rule: dict[str, Any] = {"error_type": "warning", "error_message": _expected(spec)}
    if spec.type in ("choice", "yes_no"):
        names = [spec.named(stored) for stored in spec.values] or ["是", "否"]
        return {"validate": "list", "source": names, "error_message": _expected(spec)}
    if spec.type == "date":
        span = {"minimum": date(1990, 1, 1), "maximum": date(2100, 12, 31)}
        return {**rule, "validate": "date", "criteria": "between", **span}
    if spec.type in ("hectares", "yuan", "wan", "number"):
        return {**rule, "validate": "decimal", "criteria": ">=", "value": 0}
    if spec.type in ("count", "scale", "year"):
        return {**rule, "validate": "integer", "criteria": ">=", "value": 0}
    return None


def _expected(spec: ValueSpec) -> str:
    return render(message("template.expected", what=word(f"expects.{spec.type}", "zh")))
