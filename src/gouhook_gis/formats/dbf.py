"""Structure of a .dbf file: header, field descriptors, the rectangle of its records.

Read by us and not by GDAL, because all text bytes must be seen undecoded for the encoding
verdict, a header that lies must be noticed, and `****` is no zero. Layout: dBASE III/IV as
described in the dBASE table file format, with the language byte at offset 29.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.notes import file_issue

_VERSIONS = {0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0xCB, 0xF5}
_KINDS = set("CNFDLMBGPYTI@O+W0V")
_TERMINATOR = 0x0D


@dataclass(frozen=True)
class Field:
    """One field descriptor. `name` is undecoded; `offset` counts from the record's first byte."""

    name: bytes
    kind: str
    length: int
    decimals: int
    offset: int


@dataclass(frozen=True)
class Table:
    """An opened .dbf. `rows`: uint8 (n, record length), undecoded; `deleted`: bool (n,)."""

    fields: tuple[Field, ...]
    language: int
    rows: npt.NDArray[np.uint8]
    deleted: npt.NDArray[np.bool_]

    def bytes_of(self, field: Field) -> npt.NDArray[np.uint8]:
        """Return the bytes of a field, (n, field length), contiguous."""
        columns = self.rows[:, field.offset : field.offset + field.length]
        return np.ascontiguousarray(columns)


def open_table(data: bytes, file: str) -> tuple[Table, list[Issue]]:
    """Read the structure of `data`, and what is wrong with it but can be lived with.

    Where the header counts more records than there are, those that are there are read; where
    it counts fewer, only those it counts. Raises RefusedError where no record can be found.
    """
    if len(data) < 33 or data[0] not in _VERSIONS:
        raise RefusedError("F02.dbf_header", file=file, size=len(data))
    declared, header_size, record_size = struct.unpack_from("<IHH", data, 4)
    fields = _fields(data, min(header_size, len(data)))
    if not fields or header_size > len(data) or record_size == 0:
        raise RefusedError("F02.dbf_header", file=file, size=len(data))
    expected = 1 + sum(field.length for field in fields)
    if record_size != expected:
        raise RefusedError(
            "F02.dbf_record_length", file=file, declared=record_size, expected=expected
        )
    found, rest = divmod(len(data) - header_size, record_size)
    issues: list[Issue] = []
    if found < declared:
        issues.append(file_issue("F02.dbf_truncated", file, declared=declared, found=found))
    elif found > declared:
        issues.append(file_issue("F02.dbf_more_records", file, declared=declared, found=found))
    elif rest > 1:  # one byte is the end-of-file mark
        issues.append(file_issue("F02.dbf_trailing", file, bytes=rest))
    count = min(found, declared)
    rows = np.frombuffer(data, np.uint8, count * record_size, header_size)
    rows = rows.reshape(count, record_size)
    return Table(fields, data[29], rows, rows[:, 0] == ord("*")), issues


def _fields(data: bytes, header_size: int) -> tuple[Field, ...]:
    fields: list[Field] = []
    position, offset = 32, 1
    while position + 32 <= header_size and data[position] != _TERMINATOR:
        raw, kind, length, decimals = struct.unpack_from("<11sc4xBB", data, position)
        letter = kind.decode("latin-1")
        if letter == "C":  # text fields longer than 255 keep the high byte in the decimals
            length, decimals = length + 256 * decimals, 0
        if letter not in _KINDS or length == 0:
            return ()
        fields.append(Field(raw.split(b"\0")[0].strip(), letter, length, decimals, offset))
        position, offset = position + 32, offset + length
    return tuple(fields)
