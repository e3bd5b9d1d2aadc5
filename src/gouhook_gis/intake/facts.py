"""Facts the user gives: `--fact key=value` and a facts file."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import yaml
from pydantic import JsonValue

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.message import Message, message, word
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.units import AreaUnit, to_m2
from gouhook_gis.domain.words import Programme
from gouhook_gis.intake.text import decimal_of, folded
from gouhook_gis.intake.vocabulary import VILLAGE_DIGITS, vocabulary

FactType = Literal["text", "county", "date", "hectares", "terrain", "terrain_table", "programme"]
CSV_COLUMNS = ("村代码", "地形", "依据文号")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class FactSpec(Model):
    """One fact a user may give: its type, title, and the key it is kept under."""

    type: FactType
    title: Text
    kept_as: str | None = None


@cache
def fact_specs() -> dict[str, FactSpec]:
    """Return the facts that may be given, by key, in the order of `facts.yaml`."""
    text = (resources.files("gouhook_gis.intake") / "facts.yaml").read_text("utf-8")
    return {key: FactSpec.model_validate(entry) for key, entry in yaml.safe_load(text).items()}


def parse_facts(options: Sequence[str], file: Path | None = None) -> Facts:
    """Parse `key=value` options and a JSON file {key: value}; options beat the file.

    A terrain table is a JSON object {village code: terrain or {terrain, source}}; as an option
    also the path of a CSV with the columns 村代码, 地形 and, if wished, 依据文号. It is kept by
    the first 12 digits as {code: {"terrain", "source"}}. Raises UsageError for an unknown key,
    a value of the wrong type, a key given twice, or a file that cannot be read.
    """
    facts: dict[str, Fact] = {}
    if file is not None:
        for key, value in _read_json(file).items():
            fact = _fact(key, value, message("intake.source.file", file=file.name, key=key))
            facts[fact.key] = fact
    given: set[str] = set()
    for option in options:
        key, equals, text = (part.strip() for part in option.partition("="))
        if not (key and equals):
            raise UsageError("intake.usage.fact_syntax", option=option)
        if key in given:
            raise UsageError("intake.usage.fact_twice", key=key)
        given.add(key)
        fact = _fact(key, _option_value(key, text), _told(key))
        facts[fact.key] = fact
    return Facts(values=facts)


def _fact(key: str, value: JsonValue, source: Message) -> Fact:
    spec = fact_specs().get(key)
    if spec is None:
        raise UsageError("intake.usage.fact_unknown", key=key, known=", ".join(fact_specs()))
    read = _READERS[spec.type](value)
    if read is None:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        raise UsageError(f"intake.usage.fact_{spec.type}", key=key, value=shown)
    return Fact(key=spec.kept_as or key, value=read, source=source)


def _told(key: str) -> Message:
    return message("intake.source.option", option=f"--fact {key}")


def _option_value(key: str, text: str) -> JsonValue:
    """Return what an option holds: a terrain table may be written as JSON or be a CSV file."""
    spec = fact_specs().get(key)
    if spec is None or spec.type != "terrain_table":
        return text
    if not text.startswith("{"):
        return _read_csv(Path(text))
    try:
        table: JsonValue = json.loads(text)
    except ValueError:
        return text
    return table


def _text(value: JsonValue) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def _county(value: JsonValue) -> str | None:
    text = _text(value)
    return text if text is not None and re.fullmatch(r"[0-9]{4}(?:[0-9]{2})?", text) else None


def _date(value: JsonValue) -> str | None:
    found = _DATE.fullmatch(_text(value) or "")
    try:
        return None if found is None else date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


def _hectares(value: JsonValue) -> float | None:
    """Return m² of a number of hectares; zero is a quota, a negative one is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    number = decimal_of(str(value))
    return to_m2(number, AreaUnit.HECTARE) if number is not None and number >= 0 else None


def _terrain(value: JsonValue) -> str | None:
    return vocabulary().terrain(_text(value))


def _programme(value: JsonValue) -> str | None:
    text = _text(value)
    names = {programme.value: programme.value for programme in Programme}
    names |= {word(programme.value, "zh"): programme.value for programme in Programme}
    return names.get(text) if text is not None else None


def _terrain_table(value: JsonValue) -> dict[str, JsonValue] | None:
    if not isinstance(value, dict) or not value:
        return None
    table: dict[str, JsonValue] = {}
    for village, entry in value.items():
        row = entry if isinstance(entry, dict) else {"terrain": entry}
        code, terrain = village.strip(), _terrain(row.get("terrain"))
        known_columns = set(row) <= {"terrain", "source"}
        if not re.match(r"[0-9]{12}", code) or terrain is None or not known_columns:
            return None
        stored: JsonValue = {"terrain": terrain, "source": _text(row.get("source"))}
        if table.setdefault(code[:VILLAGE_DIGITS], stored) != stored:
            return None
    return dict(sorted(table.items()))


_READERS: dict[FactType, Callable[[JsonValue], JsonValue]] = {
    "text": _text,
    "county": _county,
    "date": _date,
    "hectares": _hectares,
    "terrain": _terrain,
    "terrain_table": _terrain_table,
    "programme": _programme,
}


def _read_json(file: Path) -> dict[str, JsonValue]:
    try:
        # Numbers stay text, so that 0.1 公顷 is one tenth and not its nearest double.
        content = json.loads(file.read_text("utf-8-sig"), parse_float=str)
    except OSError as error:
        raise UsageError("intake.usage.facts_missing", file=file.name) from error
    except ValueError as error:
        raise UsageError("intake.usage.facts_file", file=file.name, detail=str(error)) from error
    if not isinstance(content, dict):
        raise UsageError("intake.usage.facts_file", file=file.name, detail="{…}")
    return content


def _read_csv(file: Path) -> dict[str, JsonValue]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError("intake.usage.facts_missing", file=file.name) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel on a Chinese Windows saves GBK; GB18030 holds it.
        text = raw.decode("gb18030", "replace")
    rows = csv.DictReader(text.splitlines())
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
