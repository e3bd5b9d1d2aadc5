"""The facts a user may give, as `facts.yaml` lists them: types, titles, and where each is written.

The order is that of the workbook. Texts for people are here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from typing import Literal

from gouhook_gis.domain.message import word
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.plain_yaml import facts_document

# What a workbook of ours is recognised by, and which form of it this program reads.
FORMAT, VERSION = "gouhook-facts", 1

ValueType = Literal[
    "text", "texts", "county", "village", "land_class", "date", "month", "period", "year", "count",
    "scale", "number", "hectares", "yuan", "wan", "yes_no", "choice",
]  # fmt: skip
_UNITS = {
    "hectares": Text(zh="公顷", en="ha"),
    "yuan": Text(zh="元", en="yuan"),
    "wan": Text(zh="万元", en="10 000 yuan"),
}


class ValueSpec(Model):
    """One value: a single fact, or a column of a table.

    `values` maps the stored words of a choice to their names (None: `word.<stored>`). In a
    table the columns of its key are `required` unless `optional`; a `shown_only` column is for
    the reader of the workbook and is not kept.
    """

    type: ValueType
    title: Text
    help: Text
    unit: Text | None = None
    values: dict[str, Text | None] = {}
    aliases: tuple[str, ...] = ()
    required: bool = False
    optional: bool = False
    shown_only: bool = False

    @property
    def measured_in(self) -> Text | None:
        """Return the unit in which it is written, if it has one."""
        return self.unit or _UNITS.get(self.type)

    def named(self, stored: str, lang: str = "zh") -> str:
        """Return the name of a stored value of a choice, itself where it is none."""
        if stored not in self.values:
            return stored
        text = self.values[stored]
        return word(stored, lang) if text is None else text.get(lang)

    def heading(self, lang: str = "zh") -> str:
        """Return the title with its unit: 面积（公顷）."""
        unit = self.measured_in
        if unit is None:
            return self.title.get(lang)
        left, right = "（）" if lang == "zh" else ("(", ")")
        space = "" if lang == "zh" else " "
        return f"{self.title.get(lang)}{space}{left}{unit.get(lang)}{right}"


class TableSpec(Model):
    """A table; a row is what its `key` columns say it is. `rows` are made ready in the workbook."""

    key: tuple[str, ...]
    rows: int
    title: Text
    help: Text
    columns: dict[str, ValueSpec]

    def required(self, column: str) -> bool:
        """Return whether a row is nothing without `column`."""
        spec = self.columns[column]
        return spec.required or (column in self.key and not spec.optional)

    @cached_property
    def kept(self) -> dict[str, ValueSpec]:
        """Return the columns that are kept."""
        return {name: spec for name, spec in self.columns.items() if not spec.shown_only}


class Group(Model):
    """Single facts under one heading."""

    title: Text
    facts: dict[str, ValueSpec]


class SheetSpec(Model):
    """A sheet of the workbook: groups of single facts, then tables."""

    title: Text
    hint: Text
    groups: tuple[Group, ...] = ()
    tables: dict[str, TableSpec] = {}

    @cached_property
    def facts(self) -> dict[str, ValueSpec]:
        """Return the single facts of all groups."""
        return {key: spec for group in self.groups for key, spec in group.facts.items()}


class FactSheets(Model):
    """All sheets, by key."""

    sheets: dict[str, SheetSpec]

    @cached_property
    def facts(self) -> dict[str, ValueSpec]:
        """Return the single facts of all sheets."""
        return {k: spec for sheet in self.sheets.values() for k, spec in sheet.facts.items()}

    @cached_property
    def tables(self) -> dict[str, TableSpec]:
        """Return the tables of all sheets."""
        return {k: table for sheet in self.sheets.values() for k, table in sheet.tables.items()}

    def all_keys(self) -> Iterator[str]:
        """Yield every key in the order of the workbook."""
        for sheet in self.sheets.values():
            yield from sheet.facts
            yield from sheet.tables

    def sheet_of(self, key: str) -> SheetSpec | None:
        """Return the sheet on which the fact or table `key` stands."""
        return next((s for s in self.sheets.values() if key in s.facts or key in s.tables), None)


@cache
def fact_sheets() -> FactSheets:
    """Return the facts that come with the package."""
    return FactSheets.model_validate(facts_document())


def written_key(key: str, spec: ValueSpec) -> str:
    """Return the key under which a user writes it: areas are written in 公顷, `…_ha`."""
    return f"{key.removesuffix('_m2')}_ha" if spec.type == "hectares" else key
