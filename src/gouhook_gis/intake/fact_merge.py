"""Facts laid over facts: single ones by key, tables row by row and column by column."""

from __future__ import annotations

from pydantic import JsonValue

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.fact_sources import place_of
from gouhook_gis.domain.fact_specs import TableSpec, fact_sheets
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.message import Message
from gouhook_gis.intake.fact_rows import Row, as_kept, as_rows, natural_key
from gouhook_gis.intake.notes import Notes


def merge_facts(under: Facts, over: Facts, notes: Notes) -> Facts:
    """Return `under` with what `over` says in its place; every change of a value is noted as a
    decision with the old and the new source.

    A row of a table is known by its key; the columns that `over` does not give stay.
    """
    merged = dict(under.values)
    for key, new in over.values.items():
        old = under.values.get(key)
        table = fact_sheets().tables.get(key)
        if old is None:
            merged[key] = new
        elif table is not None:
            merged[key] = _merged_table(key, table, old, new, notes)
        else:
            _note(notes, key, "", (old.value, old.source), (new.value, new.source))
            merged[key] = new
    return Facts(values=merged)


def _merged_table(key: str, table: TableSpec, old: Fact, new: Fact, notes: Notes) -> Fact:
    rows = {natural_key(table, row): (row, source) for row, source in _with_sources(key, old)}
    for row, source in _with_sources(key, new):
        name = natural_key(table, row)
        if name not in rows:
            rows[name] = row, source
            continue
        before, was = rows[name]
        where = "、".join(str(row[part]) for part in table.key if row.get(part) is not None)
        for column, value in row.items():
            if value is not None and before.get(column) is not None:
                before_after = (before[column], was), (value, source)
                _note(notes, f"{key}.{column}", where, *before_after)
        given = {column: value for column, value in row.items() if value is not None}
        rows[name] = {**before, **given}, source
    ordered = [rows[name] for name in sorted(rows)]
    return Fact(
        key=key,
        value=as_kept(key, [row for row, _ in ordered]),
        source=old.source,
        rows=tuple(source for _, source in ordered),
    )


def _with_sources(key: str, fact: Fact) -> list[tuple[Row, Message]]:
    rows = as_rows(key, fact.value)
    sources = fact.rows or (fact.source,) * len(rows)
    return list(zip(rows, sources, strict=True))


def _note(
    notes: Notes,
    key: str,
    where: str,
    old: tuple[JsonValue, Message],
    new: tuple[JsonValue, Message],
) -> None:
    """Note that a value gave way to another; equal ones agree."""
    if canonical_json(old[0]) == canonical_json(new[0]):
        return
    notes.decide(
        "fact",
        place_of(new[1]),
        "decision.fact.row" if where else "decision.fact.single",
        fact=key,
        row=where,
        old=old[0],
        old_source=place_of(old[1]),
        new=new[0],
        new_source=place_of(new[1]),
    )
