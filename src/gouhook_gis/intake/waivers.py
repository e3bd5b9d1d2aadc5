"""Approved exceptions: a YAML or JSON list, or a CSV table, of what was waived by whom."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import yaml
from pydantic import Field

from gouhook_gis.domain.case import Waiver
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.plain_yaml import LOADER
from gouhook_gis.intake.decoded import decoded
from gouhook_gis.intake.fact_values import iso_date

# Field → names met at the head of a column or as a key; compared without case and blanks.
NAMES: Mapping[str, tuple[str, ...]] = {
    "fingerprint": ("fingerprint", "问题指纹", "指纹", "标识", "问题标识"),
    "rule": ("rule", "规则编号", "规则", "编号"),
    "reason": ("reason", "理由", "批准理由", "例外理由", "原因"),
    "officer": ("officer", "批准人", "审批人", "经办人"),
    "document": ("document", "批准文号", "文号", "批文号", "例外文号"),
    "expires": ("expires", "有效期至", "截止日期", "到期日"),
}
_REQUIRED = ("reason", "officer", "document", "expires")
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
Row = tuple[int, dict[str, str]]


class WaiverEntry(Model):
    """One entry of a waiver file: `fingerprint` of a finding (from the report), or `rule` for
    every finding of a rule, or both; `expires` is the last day it holds.
    """

    fingerprint: str | None = Field(default=None, pattern=f"^{_FINGERPRINT.pattern}$")
    rule: str | None = None
    reason: str
    officer: str
    document: str
    expires: date


class WaiverFile(Model):
    """A waiver file in YAML or JSON (`schemas/waivers.json`)."""

    waivers: tuple[WaiverEntry, ...]


def read_waivers(file: Path) -> tuple[Waiver, ...]:
    """Read the exceptions in `file`: `.csv` (GBK or UTF-8, a header in Chinese or English), else
    YAML or JSON `{waivers: [{…}]}` or the list alone.

    Raises UsageError with file, line and field for what is missing, unknown or no date, and for
    an exception that is listed twice.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError("waivers.no_file", file=file.name) from error
    text = decoded(raw)
    rows = _csv_rows(file, text) if file.suffix.lower() == ".csv" else _yaml_rows(file, text)
    seen: dict[tuple[str | None, str | None], int] = {}
    found = []
    for line, row in rows:
        waiver = _waiver(file, line, row)
        what = waiver.fingerprint, waiver.rule
        if what in seen:
            raise UsageError("waivers.twice", file=file.name, line=line, first=seen[what])
        seen[what] = line
        found.append(waiver)
    if not found:
        raise UsageError("waivers.empty", file=file.name)
    return in_order(found)


def in_order(waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """Return exceptions in the order of a report, however they were listed."""
    return tuple(sorted(waivers, key=lambda w: (w.rule or "", w.fingerprint or "")))


def _waiver(file: Path, line: int, row: Mapping[str, str]) -> Waiver:
    for field in _REQUIRED:
        if not row.get(field):
            raise _wrong("waivers.missing", file, line, field)
    fingerprint, rule = folded(row.get("fingerprint", "")), folded(row.get("rule", "")).upper()
    if not fingerprint and not rule:
        raise UsageError("waivers.of_nothing", file=file.name, line=line)
    if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
        raise _wrong("waivers.fingerprint", file, line, "fingerprint", row["fingerprint"])
    expires = iso_date(row["expires"])
    if expires is None:
        raise _wrong("waivers.date", file, line, "expires", row["expires"])
    return Waiver(
        fingerprint=fingerprint or None,
        rule=rule or None,
        reason=row["reason"],
        officer=row["officer"],
        document=row["document"],
        expires=date.fromisoformat(expires),
    )


def _csv_rows(file: Path, text: str) -> Iterator[Row]:
    table = csv.reader(text.splitlines())
    head = next(table, [])
    fields = [_field(file, 1, name) if name.strip() else "" for name in head]
    for values in table:
        if any(value.strip() for value in values):
            row = dict(zip(fields, (value.strip() for value in values), strict=False))
            yield table.line_num, row


def _yaml_rows(file: Path, text: str) -> Iterator[Row]:
    """Yield the entries with their lines; JSON is read as the YAML that it is."""
    try:
        node = _composed(text.replace("\t", "  "))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise UsageError("waivers.syntax", file=file.name, line=line) from error
    if isinstance(node, yaml.MappingNode):
        lists = [value for key, value in node.value if key.value == "waivers"]
        node = lists[0] if lists and len(node.value) == 1 else node
    if not isinstance(node, yaml.SequenceNode):
        raise UsageError("waivers.no_list", file=file.name)
    for entry in node.value:
        line = entry.start_mark.line + 1
        if not isinstance(entry, yaml.MappingNode):
            raise UsageError("waivers.no_entry", file=file.name, line=line)
        row: dict[str, str] = {}
        for key, value in entry.value:
            at = key.start_mark.line + 1
            field = _field(file, at, str(key.value))
            if not isinstance(value, yaml.ScalarNode):
                raise _wrong("waivers.no_text", file, at, field)
            if field in row:
                raise _wrong("waivers.field_twice", file, at, field)
            row[field] = "" if value.tag.endswith(":null") else value.value.strip()
        yield line, row


def _composed(text: str) -> yaml.Node | None:
    loader = LOADER(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


def _field(file: Path, line: int, name: str) -> str:
    for field, names in NAMES.items():
        if folded(name) in names:
            return field
    known = [names[1] for names in NAMES.values()]
    raise UsageError("waivers.unknown_field", file=file.name, line=line, name=name, known=known)


def _wrong(said: str, file: Path, line: int, field: str, value: str = "") -> UsageError:
    name = NAMES[field][1]
    return UsageError(said, file=file.name, line=line, field=field, name=name, value=value)
