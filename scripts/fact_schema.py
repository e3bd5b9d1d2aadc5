"""The JSON Schema of a facts file, out of the facts there are."""

from __future__ import annotations

from typing import Any

from gouhook_gis.domain.fact_specs import TableSpec, ValueSpec, fact_sheets, written_key
from gouhook_gis.intake.fact_rows import BY_VILLAGE

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_AMOUNT: dict[str, Any] = {"type": "number", "minimum": 0}
_WHOLE: dict[str, Any] = {"type": "integer", "minimum": 0}
# As the program writes them; it reads more (2024年5月1日, 48亩).
_TYPES: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "texts": {"type": "array", "items": _TEXT, "minItems": 1},
    "county": {"type": "string", "pattern": "^[0-9]{4}([0-9]{2})?$"},
    "village": {"type": "string", "pattern": "^[0-9]{12,19}$"},
    "land_class": {"type": "string", "pattern": "^[0-9]{2,4}[A-Z]?$"},
    "date": {"type": "string", "format": "date"},
    "month": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    "period": {"type": "string", "pattern": "^[0-9]{4}(Q[1-4]|H[12])$"},
    "year": {"type": "integer", "minimum": 1900, "maximum": 2099},
    "count": _WHOLE,
    "scale": {"type": "integer", "minimum": 1},
    "number": _AMOUNT,
    "hectares": _AMOUNT,
    "yuan": _AMOUNT,
    "wan": _AMOUNT,
    "yes_no": {"type": "boolean"},
}


def project_facts_schema() -> dict[str, Any]:
    """Return the schema of `--facts FILE` as JSON: facts by key, tables as lists of rows."""
    sheets = fact_sheets()
    properties: dict[str, Any] = {}
    for sheet in sheets.sheets.values():
        properties |= _properties(sheet.facts, sheet.title.zh)
        for key, table in sheet.tables.items():
            properties[key] = _table(key, table, sheet.title.zh)
    return {
        "title": "Facts of a project",
        "description": "Areas are given in 公顷 (…_ha) or in m² (…_m2).",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _properties(specs: dict[str, ValueSpec], sheet: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, spec in specs.items():
        for name in dict.fromkeys((written_key(key, spec), key)):
            unit = "公顷" if name.endswith("_ha") else "m²" if name.endswith("_m2") else None
            title = f"{spec.title.zh}（{unit}）" if unit else spec.heading("zh")
            found[name] = {"title": title, "description": spec.help.zh, **_value(spec)}
            if sheet:
                found[name]["x-sheet"] = sheet
    return found


def _value(spec: ValueSpec) -> dict[str, Any]:
    if spec.type != "choice":
        return _TYPES[spec.type]
    names = [name for stored in spec.values for name in (stored, spec.named(stored))]
    return {"enum": [*dict.fromkeys(names)]}


def _table(key: str, table: TableSpec, sheet: str) -> dict[str, Any]:
    row = {
        "type": "object",
        "properties": _properties(table.kept),
        "required": [
            n for n, s in table.kept.items() if table.required(n) and s.type != "hectares"
        ],
        "additionalProperties": False,
    }
    rows: dict[str, Any] = {"type": "array", "items": row, "minItems": 1}
    about = {"title": table.title.zh, "description": table.help.zh, "x-sheet": sheet}
    if key != BY_VILLAGE:
        return {**about, **rows, "x-key": [*table.key]}
    terrain = _value(table.columns["terrain"])
    entry = {"type": "object", "properties": {"terrain": terrain, "source": _TEXT}}
    by_village = {"type": "object", "additionalProperties": {"anyOf": [terrain, entry]}}
    return {**about, "anyOf": [rows, by_village]}
