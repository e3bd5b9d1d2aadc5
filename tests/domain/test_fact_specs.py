"""`facts.yaml` and `ProjectFacts` say the same: the same facts, columns, types and choices."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest

from gouhook_gis.domain.catalogue import fact_titles
from gouhook_gis.domain.fact_layout import cell_name, cell_of, column_letters, layouts
from gouhook_gis.domain.fact_specs import ValueSpec, fact_sheets, written_key
from gouhook_gis.domain.message import catalogue, word
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.project_facts import ProjectFacts, VillageTerrain

SHEETS = fact_sheets()
# How the type of a field is written in the workbook.
WRITTEN: dict[Any, set[str]] = {
    str: {"text", "county", "village", "land_class", "month", "period"},
    date: {"date"},
    int: {"count", "scale", "year"},
    float: {"hectares", "number", "yuan", "wan"},
    bool: {"yes_no"},
}


def held(annotation: Any) -> Any:
    """Return the type of a field without None."""
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = [one for one in get_args(annotation) if one is not type(None)]
    return annotation


def check_type(name: str, annotation: Any, spec: ValueSpec) -> None:
    kind = held(annotation)
    if get_origin(kind) is Literal:
        assert spec.type == "choice" and {*spec.values} == {*get_args(kind)}, name
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        assert spec.type == "choice" and [*spec.values] == [*kind], name
    elif get_origin(kind) is tuple:
        assert spec.type == "texts", name
    else:
        assert spec.type in WRITTEN[kind], name
    assert (spec.type == "hectares") == name.endswith("_m2"), name


def test_every_field_is_listed_once() -> None:
    assert sorted(SHEETS.all_keys()) == sorted(ProjectFacts.model_fields)


@pytest.mark.parametrize("key", [*SHEETS.facts])
def test_a_single_fact(key: str) -> None:
    check_type(key, ProjectFacts.model_fields[key].annotation, SHEETS.facts[key])


@pytest.mark.parametrize("key", [*SHEETS.tables])
def test_a_table(key: str) -> None:
    table, kind = SHEETS.tables[key], get_args(ProjectFacts.model_fields[key].annotation)
    row = kind[1] if kind[1] is VillageTerrain else kind[0]
    fields = dict(row.model_fields)
    columns = {name: spec for name, spec in table.kept.items() if name in fields}
    beside = {"village_code"} if row is VillageTerrain else set()
    assert {*table.kept} == {*fields} | beside
    assert set(table.key) <= set(table.columns)
    for name, spec in columns.items():
        check_type(name, fields[name].annotation, spec)
        # What a row cannot be without in the model it cannot be without in the workbook.
        assert not fields[name].is_required() or table.required(name), name


def test_headings_of_a_sheet_mean_one_thing_each() -> None:
    for sheet in SHEETS.sheets.values():
        for specs in (sheet.facts, *(table.columns for table in sheet.tables.values())):
            said = [
                name
                for spec in specs.values()
                for name in {spec.title.zh, spec.heading("zh"), *spec.aliases}
            ]
            assert len(said) == len(set(said)), sheet.title.zh


def test_everything_has_both_languages() -> None:
    for spec in (*SHEETS.facts.values(), *(c for t in SHEETS.tables.values()
                 for c in t.columns.values())):  # fmt: skip
        assert spec.title.en and spec.help.en
        for stored, name in spec.values.items():
            assert name.en if isinstance(name, Text) else f"word.{stored}" in catalogue()


def test_titles_are_words_of_the_catalogue() -> None:
    assert word("fact.approval_date", "zh") == "批准日期"
    assert word("fact.parcels.grade", "en") == "farmland grade"
    assert len([*fact_titles()]) > 100


def test_areas_are_written_in_hectares() -> None:
    assert written_key("quota_m2", SHEETS.facts["quota_m2"]) == "quota_ha"
    assert SHEETS.facts["quota_m2"].heading("zh") == "下达周转指标（公顷）"
    assert (
        written_key("quota_return_date", SHEETS.facts["quota_return_date"]) == "quota_return_date"
    )


def test_cells_by_name() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
    assert cell_name(5, 2) == "B5"
    assert cell_of("nothing") is None


def test_no_two_facts_stand_in_one_row() -> None:
    for key, place in layouts().items():
        rows = [*place.facts.values(), *place.groups]
        for table in place.tables.values():
            rows += [table.title, table.help, table.explained, table.heads]
            rows += range(table.first, table.last + 1)
        assert len(rows) == len(set(rows)), key
        assert min(rows) >= 3
