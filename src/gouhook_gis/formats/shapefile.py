"""Structure of .shp and .shx files: header, record table, the counts inside each record.

Read by us and not by GDAL, which takes records that lie for null geometries without a word,
and ring roles from their orientation even where containment says otherwise. Layout: ESRI
Shapefile Technical Description, July 1998.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.notes import file_issue
from gouhook_gis.geometry.arrays import Floats, Integers, Mask

POLYGON, POLYGON_Z, POLYGON_M = 5, 15, 25
POLYGONS = (POLYGON, POLYGON_Z, POLYGON_M)
_TYPES = {0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28, 31}
_HEADER = 100
# The bytes of a file, or the file itself mapped.
Content = bytes | mmap.mmap
_POINTS_AT = 44  # shape type, box, number of parts, number of points


@dataclass(frozen=True)
class Header:
    """Header of a .shp or .shx: declared size in bytes, and shape type."""

    size: int
    shape_type: int


@dataclass(frozen=True)
class Records:
    """Where records stand: `start` (n,) first byte of the content, `length` (n,) bytes of it."""

    start: Integers
    length: Integers

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.start)

    def take(self, index: slice) -> Records:
        """Return the records of `index`."""
        return Records(self.start[index], self.length[index])


@dataclass(frozen=True)
class PolygonTable:
    """The counts of each record: all arrays (n,).

    `null`: null shape; `lying`: the counts or the part table do not fit into the record, or
    the shape type is another than the file's; `parts` and `points` are 0 for both.
    """

    null: Mask
    lying: Mask
    parts: Integers
    points: Integers


def header(data: Content, file: str) -> Header:
    """Read the header of a .shp or .shx. Raises RefusedError where it is none."""
    if len(data) < _HEADER:
        raise RefusedError("F02.shp_header", file=file, size=len(data))
    magic, words = struct.unpack_from(">i20xi", data)
    version, shape_type = struct.unpack_from("<2i", data, 28)
    if magic != 9994 or version != 1000 or shape_type not in _TYPES:
        raise RefusedError("F02.shp_header", file=file, size=len(data))
    return Header(2 * words, shape_type)


def record_table(shp: Content, shx: bytes | None, file: str) -> tuple[Records, list[Issue]]:
    """Return the records of `shp` (named `file`), and what is wrong with the files.

    The .shx is believed where it agrees with the record headers in the .shp; else the .shp is
    walked record by record, and what lies behind the first broken record is reported lost.
    """
    issues: list[Issue] = []
    declared = header(shp, file).size
    if declared != len(shp):
        issues.append(file_issue("F02.shp_size", file, declared=declared, found=len(shp)))
    indexed = None if shx is None else _indexed(shx)
    if indexed is not None and _agrees(shp, indexed):
        used = _HEADER + int((indexed.length + 8).sum())
        if used < len(shp):
            issues.append(file_issue("F02.unreferenced", file, bytes=len(shp) - used))
        return indexed, issues
    walked, end = _walk(shp)
    if shx is None:
        issues.append(file_issue("F02.shx_missing", file, found=len(walked)))
    else:
        expected = None if indexed is None else len(indexed)
        issues.append(file_issue("F02.shx_mismatch", file, declared=expected, found=len(walked)))
    if end < len(shp):
        issues.append(file_issue("F02.shp_broken", file, found=len(walked), bytes=len(shp) - end))
    return walked, issues


def shape_types(shp: Content, records: Records) -> Integers:
    """Return the shape type that each record says it has; 0 is a null shape."""
    return _ints(shp, records.start, records.length >= 4)


def polygon_table(shp: Content, records: Records, shape_type: int) -> PolygonTable:
    """Check the counts of every record of a polygon file, all at once.

    Points are not touched here; part tables are.
    """
    types = shape_types(shp, records)
    null = types == 0
    shaped = ~null & (types == shape_type) & (records.length >= _POINTS_AT)
    parts = _ints(shp, records.start + 36, shaped)
    points = _ints(shp, records.start + 40, shaped)
    fits = shaped & (parts >= 0) & (points >= 0)
    fits &= _POINTS_AT + 4 * parts + 16 * points <= records.length
    fits &= (parts > 0) == (points > 0)
    parts, points = np.where(fits, parts, 0), np.where(fits, points, 0)
    fits &= _parts_ascend(shp, records, parts, points)
    lying = ~null & ~fits
    return PolygonTable(null, lying, np.where(fits, parts, 0), np.where(fits, points, 0))


def part_starts(shp: Content, records: Records, parts: Integers) -> Integers:
    """Return the part tables of all records, one after the other."""
    begin = records.start + _POINTS_AT
    raw = b"".join(
        shp[a:b] for a, b in zip(begin.tolist(), (begin + 4 * parts).tolist(), strict=True)
    )
    return np.frombuffer(raw, "<i4").astype(np.int64)


def point_array(shp: Content, records: Records, parts: Integers, points: Integers) -> Floats:
    """Return the points (easting first) of all records, (sum of `points`, 2)."""
    begin = records.start + _POINTS_AT + 4 * parts
    raw = b"".join(
        shp[a:b] for a, b in zip(begin.tolist(), (begin + 16 * points).tolist(), strict=True)
    )
    return np.frombuffer(raw, "<f8").reshape(-1, 2)


def _indexed(shx: bytes) -> Records | None:
    """Return the records a .shx speaks of, None where it is no .shx."""
    try:
        header(shx, "")
    except RefusedError:
        return None
    entries = np.frombuffer(shx, ">i4", (len(shx) - _HEADER) // 8 * 2, _HEADER).reshape(-1, 2)
    words = entries.astype(np.int64)
    return Records(2 * words[:, 0] + 8, 2 * words[:, 1])


def _agrees(shp: Content, records: Records) -> bool:
    """Whether every record lies in the file, has the length its header says, and no overlap."""
    end = records.start + records.length
    inside = (records.start >= _HEADER + 8) & (records.length >= 4) & (end <= len(shp))
    if not inside.all():
        return False
    lengths = _ints(shp, records.start - 4, np.ones(len(records), dtype=bool), ">u4")
    order = np.argsort(records.start)
    apart = (records.start[order][1:] - 8 >= end[order][:-1]).all()
    if len(records) == 0:
        return len(shp) == _HEADER
    return bool(apart and (2 * lengths == records.length).all())


def _walk(shp: Content) -> tuple[Records, int]:
    """Follow the record headers from the first; return the records and where they end."""
    starts, lengths, position = [], [], _HEADER
    while position + 8 <= len(shp):
        length = 2 * struct.unpack_from(">i", shp, position + 4)[0]
        if length < 4 or position + 8 + length > len(shp):
            break
        starts.append(position + 8)
        lengths.append(length)
        position += 8 + length
    return Records(np.array(starts, np.int64), np.array(lengths, np.int64)), position


def _ints(shp: Content, at: Integers, where: Mask, kind: str = "<i4") -> Integers:
    """Return the 4-byte integers at byte positions `at`; −1 where not `where`."""
    result = np.full(len(at), -1, dtype=np.int64)
    raw = np.frombuffer(shp, np.uint8)[at[where, None] + np.arange(4)]
    result[where] = np.ascontiguousarray(raw).view(kind).ravel()
    return result


def _parts_ascend(shp: Content, records: Records, parts: Integers, points: Integers) -> Mask:
    """Whether each part table begins with 0, ascends, and ends before the last point."""
    starts = part_starts(shp, records, parts)
    owner = np.repeat(np.arange(len(records)), parts)
    first = np.ones(len(starts), dtype=bool)
    first[1:] = owner[1:] != owner[:-1]
    before = np.concatenate([[-1], starts[:-1]])
    wrong = np.where(first, starts != 0, starts <= before) | (starts >= points[owner])
    result = np.ones(len(records), dtype=bool)
    result[owner[wrong]] = False
    return result
