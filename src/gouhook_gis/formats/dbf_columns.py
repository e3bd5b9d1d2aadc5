"""Values of a .dbf as Arrow columns, decoded by the encoding verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gouhook_gis.domain.submission import Decision, Issue, Place
from gouhook_gis.formats.dbf import Field, Table
from gouhook_gis.formats.encoding import RawText, decode, verdict
from gouhook_gis.formats.notes import file_issue, layer_issue
from gouhook_gis.formats.objects import no_columns
from gouhook_gis.geometry.arrays import Mask

Bytes = npt.NDArray[np.uint8]

_NAME_BYTES = 10
_READ = set("CNFDLIO+")


@dataclass(frozen=True)
class Columns:
    """The columns of a .dbf, and what was decided and noticed on the way."""

    table: pa.Table
    undecided: bool
    decisions: tuple[Decision, ...]
    issues: tuple[Issue, ...]


def read_columns(table: Table, cpg: bytes | None, file: str, layer: str) -> Columns:
    """Decode all fields of `table` (`file` is the .dbf, `layer` the path of its layer).

    Text loses its trailing padding; blank is null. Where the encoding is undecidable, text
    that is not pure ASCII is left out and its field named by its position.
    """
    texts = {f: _cells(table, f) for f in table.fields if f.kind == "C"}
    found = verdict(file, cpg, table.language, _all_texts(table, texts))
    issues = list(found.issues)
    columns: dict[str, pa.Array] = {}
    for number, field in enumerate(table.fields, 1):
        name, notes = _field_name(field, number, found.codec, file)
        issues += notes
        name = name if name not in columns else f"{name}_{number}"
        if field.kind not in _READ:
            issues.append(file_issue("F02.field_type", file, field=name, type=field.kind))
        elif field.kind != "C":
            columns[name], bad = _READERS[field.kind](table.bytes_of(field), field)
            issues += _at_records("F02.bad_value", bad, name, file, layer)
        elif (cells := texts[field]) is None:
            columns[name] = _ascii(table.bytes_of(field))
        elif found.codec is not None:
            columns[name], cut = _text(cells, found.codec)
            issues += _at_records("F03.value_cut", cut, name, file, layer)
    rows = len(table.rows)
    arrow = pa.table(columns) if columns else no_columns(rows)
    decisions = (found.decision,) if found.decision else ()
    return Columns(arrow, found.codec is None, decisions, tuple(issues))


@dataclass(frozen=True)
class _Cells:
    """A text field: the cell of each row, and what each distinct cell holds."""

    rows: list[bytes]
    distinct: dict[bytes, RawText]


def _cells(table: Table, field: Field) -> _Cells | None:
    """Return the cells of a text field, None where plain ASCII without NULs inside."""
    raw = table.bytes_of(field)
    if not (raw & 0x80).any() and not (raw[:, :-1] == 0).any():
        return None
    rows: list[bytes] = raw.view(f"S{field.length}").ravel().tolist()
    distinct: dict[bytes, RawText] = {}
    for cell in dict.fromkeys(rows):
        value = cell.split(b"\0", 1)[0]  # what stands behind a NUL is left from before
        distinct[cell] = RawText(value.rstrip(b" "), len(value) == field.length)
    return _Cells(rows, distinct)


def _all_texts(table: Table, texts: dict[Field, _Cells | None]) -> Iterator[RawText]:
    for field in table.fields:
        yield RawText(field.name, len(field.name) >= _NAME_BYTES)
        cells = texts.get(field)
        if cells is not None:
            yield from cells.distinct.values()


def _field_name(field: Field, number: int, codec: str | None, file: str) -> tuple[str, list[Issue]]:
    read = decode(RawText(field.name, len(field.name) >= _NAME_BYTES), codec or "ascii")
    if read is None or not read[0]:
        return f"FIELD_{number}", []
    name, cut = read
    if not cut:
        return name, []
    place = Place(file=file, field=name)
    issue = file_issue("F03.name_repaired", file, field=name)
    return name, [issue.model_copy(update={"places": (place,)})]


def _at_records(message_id: str, mask: Mask, name: str, file: str, layer: str) -> list[Issue]:
    records = (np.flatnonzero(mask) + 1).tolist()
    if not records:
        return []
    return [layer_issue(message_id, layer, file, records=records, field=name, count=len(records))]


def _ascii(raw: Bytes) -> pa.Array:
    """Return ASCII cells as strings without trailing padding, null where blank."""
    width = raw.shape[1]
    cells = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(raw), [None, pa.py_buffer(raw)]
    )
    text = pc.utf8_rtrim(cells.cast(pa.large_binary()).cast(pa.string()), characters=" \0")
    return pc.if_else(pc.equal(text, ""), None, text)


def _text(cells: _Cells, codec: str) -> tuple[pa.Array, Mask]:
    """Return decoded cells and which of them end in a cut character."""
    read = {cell: decode(text, codec) or ("", False) for cell, text in cells.distinct.items()}
    values = {cell: value.rstrip() or None for cell, (value, _) in read.items()}
    cuts = {cell for cell, (_, cut) in read.items() if cut}
    array = pa.array([values[cell] for cell in cells.rows], pa.string())
    return array, np.array([cell in cuts for cell in cells.rows], dtype=bool)


Reader = Callable[[Bytes, Field], tuple[pa.Array, Mask]]


def _number(raw: Bytes, field: Field) -> tuple[pa.Array, Mask]:
    """Return numbers (int64 where they have no decimals and fit) and which cells are none."""
    whole = field.kind == "N" and field.decimals == 0 and field.length <= 18
    target = pa.int64() if whole else pa.float64()
    # What is no ASCII is no number: "?" keeps it visible until it is reported.
    safe = np.where((raw == 0) | (raw >= 0x80), ord("?"), raw).astype(np.uint8)
    text = pc.utf8_trim(_ascii(safe), characters=" ?\0")
    text = pc.if_else(pc.equal(text, ""), None, text)
    try:
        values = text.cast(target)
    except pa.ArrowInvalid:
        values = pa.array([_float(value) for value in text.to_pylist()], pa.float64())
    finite = pc.if_else(pc.is_finite(values), values, None)
    bad = pc.and_(pc.is_valid(text), pc.is_null(finite))
    return finite, np.asarray(bad)


def _float(value: str | None) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def _date(raw: Bytes, field: Field) -> tuple[pa.Array, Mask]:
    """Return dates (YYYYMMDD) and which cells are none; blanks and zeros are null."""
    safe = np.where(raw >= 0x80, ord("?"), raw).astype(np.uint8)
    text = pc.utf8_trim(_ascii(safe), characters=" 0\0")
    filled = pc.if_else(pc.equal(text, ""), None, _ascii(safe))
    parsed = pc.strptime(filled, format="%Y%m%d", unit="s", error_is_null=True)
    bad = pc.and_(pc.is_valid(filled), pc.is_null(parsed))
    return parsed.cast(pa.date32()), np.asarray(bad)


def _logical(raw: Bytes, field: Field) -> tuple[pa.Array, Mask]:
    """Return truth values; anything but T, Y, F, N is null, as the format has it."""
    first = raw[:, 0]
    true, false = np.isin(first, list(b"TtYy")), np.isin(first, list(b"FfNn"))
    return pa.array(true, mask=~(true | false)), np.zeros(len(raw), dtype=bool)


def _binary(raw: Bytes, field: Field) -> tuple[pa.Array, Mask]:
    """Return little-endian integers (I, +) or doubles (O)."""
    kind = {(8, "O"): "<f8", (4, "I"): "<i4", (4, "+"): "<i4"}.get((field.length, field.kind))
    if kind is None:
        return pa.nulls(len(raw), pa.int64()), np.ones(len(raw), dtype=bool)
    return pa.array(raw.view(kind).ravel()), np.zeros(len(raw), dtype=bool)


_READERS: dict[str, Reader] = {
    "N": _number,
    "F": _number,
    "D": _date,
    "L": _logical,
    "I": _binary,
    "+": _binary,
    "O": _binary,
}
