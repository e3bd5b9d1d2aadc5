"""Facts the user gives: `--fact key=value` and a facts file (JSON)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import JsonValue

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.fact_specs import TableSpec, ValueSpec, fact_sheets, written_key
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import Message, message
from gouhook_gis.intake.decoded import decoded
from gouhook_gis.intake.fact_rows import BY_VILLAGE, Row, as_kept, lacking, natural_key
from gouhook_gis.intake.fact_values import in_m2, read_value

# It may come from a stranger, and is read here.
_JSON_BYTES = 16 << 20
CSV_COLUMNS = ("村代码", "地形", "依据文号")


def known_keys() -> Iterator[str]:
    """Yield every key a user may give; areas are named `…_ha`, and may be given as `…_m2`."""
    sheets = fact_sheets()
    for key in sheets.all_keys():
        yield written_key(key, sheets.facts[key]) if key in sheets.facts else key


def facts_of_options(options: Sequence[str], *, files: bool = True) -> Facts:
    """Parse `key=value` options.

    A table is JSON: a list of rows, or for terrain_by_village {village code: terrain or
    {terrain, source}}, which may also be the path of a CSV with the columns 村代码, 地形 and, if
    wished, 依据文号. Raises UsageError for an unknown key, a value of the wrong type, a key given
    twice, a file that cannot be read, and for any file where not `files`.
    """
    facts: dict[str, Fact] = {}
    given: set[str] = set()
    for option in options:
        key, equals, text = (part.strip() for part in option.partition("="))
        if not (key and equals):
            raise UsageError("intake.usage.fact_syntax", option=option)
        if not files and _names_file(key, text):
            raise UsageError("intake.usage.no_files", option=option)
        fact = _fact(key, _option_value(key, text), message(_OPTION, option=f"--fact {key}"))
        if fact.key in given:
            raise UsageError("intake.usage.fact_twice", key=key)
        given.add(fact.key)
        facts[fact.key] = fact
    return Facts(values=facts)


def facts_of_file(file: Path) -> Facts:
    """Read a JSON file {key: value}, the keys as `--fact` has them. Raises UsageError as there."""
    facts: dict[str, Fact] = {}
    for key, value in _read_json(file).items():
        fact = _fact(key, value, message("intake.source.file", file=file.name, key=key))
        if fact.key in facts:
            raise UsageError("intake.usage.fact_twice", key=key)
        facts[fact.key] = fact
    return Facts(values=facts)


_OPTION = "intake.source.option"


def _fact(key: str, value: JsonValue, source: Message) -> Fact:
    sheets = fact_sheets()
    if key in sheets.tables:
        rows = _rows(key, sheets.tables[key], value)
        kept = as_kept(key, rows)
        return Fact(key=key, value=kept, source=source, rows=(source,) * len(rows))
    stored = _stored(key, sheets.facts)
    if stored is None:
        known = ", ".join(known_keys())
        raise UsageError("intake.usage.fact_unknown", key=key, known=known)
    return Fact(key=stored, value=_value(key, key, sheets.facts[stored], value), source=source)


def _stored(key: str, specs: dict[str, ValueSpec]) -> str | None:
    """Return the key under which `key` is kept: areas may be written `…_ha` and `…_m2`."""
    for stored in (key, f"{key.removesuffix('_ha')}_m2"):
        if stored in specs:
            return stored
    return None


def _value(key: str, written: str, spec: ValueSpec, value: JsonValue) -> JsonValue:
    """Return a value as kept; `key` is its name in the file, `written` where it stands."""
    in_metres = spec.type == "hectares" and key.endswith("_m2")
    read = in_m2(value) if in_metres else read_value(spec, value)
    if read is None:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        raise UsageError(
            "intake.usage.fact_value",
            key=written,
            value=shown,
            expects=f"expects.{spec.type}",
            allowed=[f"{stored}（{spec.named(stored)}）" for stored in spec.values],
        )
    return read


def _rows(key: str, table: TableSpec, value: JsonValue) -> list[Row]:
    """Return the rows of a table as kept, in the order of their keys."""
    items: list[JsonValue] | None = value if isinstance(value, list) else None
    if key == BY_VILLAGE and isinstance(value, dict):
        items = [
            {"village_code": village, **(row if isinstance(row, dict) else {"terrain": row})}
            for village, row in value.items()
        ]
    if not items:
        raise UsageError("intake.usage.fact_table", key=key, columns=[*table.kept])
    rows: dict[str, Row] = {}
    for number, item in enumerate(items, start=1):
        row = _row(f"{key}[{number}]", key, table, item)
        if rows.setdefault(natural_key(table, row), row) != row:
            names = [str(row.get(name)) for name in table.key]
            raise UsageError("intake.usage.fact_row_twice", key=key, row=names)
    return [rows[name] for name in sorted(rows)]


def _row(place: str, key: str, table: TableSpec, item: JsonValue) -> Row:
    if not isinstance(item, dict):
        raise UsageError("intake.usage.fact_table", key=place, columns=[*table.kept])
    row: Row = {}
    for name, value in item.items():
        column = _stored(name, table.kept)
        if column is None:
            known = [written_key(one, spec) for one, spec in table.kept.items()]
            raise UsageError("intake.usage.fact_column", key=place, column=name, known=known)
        if value is not None and value != "":
            row[column] = _value(name, f"{place}.{name}", table.kept[column], value)
    for column in lacking(table, row):
        raise UsageError("intake.usage.fact_column_missing", key=place, column=column)
    return row


def _names_file(key: str, text: str) -> bool:
    return key == BY_VILLAGE and not text.startswith(("{", "["))


def _option_value(key: str, text: str) -> JsonValue:
    """Return what an option holds: a table may be written as JSON or be a CSV file."""
    if key not in fact_sheets().tables:
        return text
    if _names_file(key, text):
        return _read_csv(Path(text))
    try:
        table: JsonValue = json.loads(text, parse_float=str)
    except ValueError:
        return text
    return table


def _read_json(file: Path) -> dict[str, JsonValue]:
    try:
        with file.open("rb") as stream:
            raw = stream.read(_JSON_BYTES + 1)
        if len(raw) > _JSON_BYTES:
            raise ValueError(f"> {_JSON_BYTES >> 20} MiB")
        # Numbers stay text, so that 0.1 公顷 is one tenth and not its nearest double.
        content = json.loads(raw.decode("utf-8-sig"), parse_float=str)
    except OSError as error:
        raise UsageError("intake.usage.facts_missing", file=file.name) from error
    except (ValueError, RecursionError) as error:
        raise UsageError("intake.usage.facts_file", file=file.name, detail=str(error)) from error
    if not isinstance(content, dict):
        raise UsageError("intake.usage.facts_file", file=file.name, detail="{…}")
    return content


def _read_csv(file: Path) -> dict[str, JsonValue]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError("intake.usage.facts_missing", file=file.name) from error
    rows = csv.DictReader(decoded(raw).splitlines())
    names = {folded(name): name for name in rows.fieldnames or ()}
    code, terrain, source = (names.get(column) for column in CSV_COLUMNS)
    if code is None or terrain is None:
        raise UsageError("intake.usage.terrain_csv", file=file.name, columns=list(CSV_COLUMNS))
    table: dict[str, JsonValue] = {}
    for row in rows:
        village = (row[code] or "").strip()
        entry: JsonValue = {"terrain": row[terrain], "source": row[source] if source else None}
        if village and table.setdefault(village, entry) != entry:
            raise UsageError("intake.usage.terrain_twice", file=file.name, village=village)
    return table
