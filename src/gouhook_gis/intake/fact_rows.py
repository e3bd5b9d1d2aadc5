"""Rows of a table of facts: whole or not, told apart, and as they are kept."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.fact_specs import TableSpec

Row = dict[str, JsonValue]
# This table is kept by village code, not as a list of rows.
BY_VILLAGE = "terrain_by_village"


def lacking(table: TableSpec, row: Mapping[str, JsonValue]) -> list[str]:
    """Return the columns that the row cannot be without, and is."""
    return [name for name in table.kept if table.required(name) and row.get(name) is None]


def natural_key(table: TableSpec, row: Mapping[str, JsonValue]) -> str:
    """Return what makes the row what it is, as text; the same for every source."""
    return canonical_json([row.get(name) for name in table.key])


def as_kept(key: str, rows: list[Row]) -> JsonValue:
    """Return the rows of the table `key` as facts hold them."""
    if key != BY_VILLAGE:
        return [dict(row) for row in rows]
    return {
        str(row["village_code"]): {"terrain": row["terrain"], "source": row.get("source")}
        for row in rows
    }


def as_rows(key: str, value: JsonValue) -> list[Row]:
    """Return the rows of the table `key` out of a fact's value."""
    if isinstance(value, dict):
        return [
            {"village_code": code, **(entry if isinstance(entry, dict) else {"terrain": entry})}
            for code, entry in sorted(value.items())
        ]
    return [dict(row) for row in value if isinstance(row, dict)] if isinstance(value, list) else []
