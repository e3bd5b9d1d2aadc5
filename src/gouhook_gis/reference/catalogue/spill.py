"""First half of a registration: the records of every file, read once, to files that are mapped.

What must be known of all records before one is written (the CRS verdict, the order along the
curve, the county) needs their boxes and counties only: 40 bytes each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import render
from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.crs import verdict
from gouhook_gis.formats.layer import CrsVerdict, Layer
from gouhook_gis.formats.notes import layer_path
from gouhook_gis.formats.objects import nothing
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.stream import Batch, Stream
from gouhook_gis.geometry.arrays import Floats, Index, Integers
from gouhook_gis.reference.areas import counties_of
from gouhook_gis.reference.catalogue.fields import check_fields
from gouhook_gis.reference.embedded.archive import BATCH, Block
from gouhook_gis.reference.embedded.mapped import Batches, open_mapped
from gouhook_gis.reference.features import standard_columns
from gouhook_gis.reference.losses import records_lost

_WKB = "wkb"


@dataclass(frozen=True)
class Spilled:
    """The records of one file in the Arrow file `path`: the first row of each of its batches and
    their end, their boxes (n, 4), the counties of their codes (n,), the CRS, and how many were lost
    while reading.
    """

    path: Path
    starts: Integers
    boxes: Floats
    counties: Integers
    epsg: int
    lost: int
    columns: pa.Schema


def spill(
    stream: Stream, source: Path, kind: LayerKind, path: Path, progress: Callable[[int], None]
) -> Spilled:
    """Read `stream` (a layer of `source`) into `path`; `progress(records so far)`.

    Raises UsageError for a missing required field and a CRS that is not accepted, RefusedError
    and RuntimeError where the layer cannot be read to its end.
    """
    first = next(stream.batches)
    table = _table(first, kind)
    own = table.schema.names[:-1]
    check_fields(str(source), own, kind, first.columns.column_names)
    boxes: list[Floats] = []
    counties: list[Integers] = []
    starts = [0]
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
        for batch in _again(first, stream.batches):
            if len(batch.records):
                rows = _table(batch, kind).combine_chunks()
                out.write_table(rows)
                counties.append(counties_of(rows, kind))
                starts.append(starts[-1] + len(batch.records))
            boxes.append(batch.shapes.bounds)
            progress(starts[-1])
    bounds = np.concatenate(boxes)
    crs = verdict(stream.crs, bounds, ReadOptions(), _subject(stream), stream.file)
    if crs.epsg is None:
        raise UsageError(
            "catalogue.crs_refused", path=str(source), layer=stream.name, detail=_why(crs.issues)
        )
    lost = records_lost(stream.issues, _layer(stream, crs))
    schema = pa.schema([table.schema.field(name) for name in own])
    codes = np.concatenate([np.zeros(0, dtype=np.int64), *counties])
    return Spilled(path, np.array(starts), bounds, codes, crs.epsg, lost, schema)


def gathered(spilled: Sequence[Spilled], order: Index, columns: pa.Schema) -> Iterator[Block]:
    """Yield the records of all files in `order` (positions over all files), block by block."""
    starts = np.cumsum([0, *(len(one.boxes) for one in spilled)])
    held = [Batches(open_mapped(one.path), one.starts[:-1]) for one in spilled]
    for begin in range(0, len(order), BATCH):
        rows = order[begin : begin + BATCH]
        owner = np.searchsorted(starts, rows, "right") - 1
        pieces, places = [], []
        for number in np.unique(owner):
            mine = np.flatnonzero(owner == number)
            pieces.append(held[number].take(rows[mine] - starts[number]))
            places.append(mine)
        table = pa.concat_tables(pieces, promote_options="permissive").combine_chunks()
        table = table.take(pa.array(np.argsort(np.concatenate(places), kind="stable")))
        wkb = nothing(len(table))
        wkb[:] = table.column(_WKB).to_pylist()
        yield Block(wkb, rows.astype(np.int64), _conformed(table, columns))


def _again(first: Batch, rest: Iterator[Batch]) -> Iterator[Batch]:
    yield first
    yield from rest


def _table(batch: Batch, kind: LayerKind) -> pa.Table:
    columns = standard_columns(batch.columns, kind)
    wkb = pa.array(batch.shapes.wkb.tolist(), pa.large_binary())
    arrays = {name: columns.column(name) for name in columns.column_names}
    return pa.table({**arrays, _WKB: wkb})


def _conformed(table: pa.Table, columns: pa.Schema) -> pa.Table:
    """Give `table` every column of all files, null where its own file has none."""
    held = set(table.column_names)
    arrays = [
        table.column(f.name).cast(f.type) if f.name in held else pa.nulls(len(table), f.type)
        for f in columns
    ]
    return pa.Table.from_arrays(arrays, schema=columns)


def _layer(stream: Stream, crs: CrsVerdict) -> Layer:
    none = pa.table({})
    return Layer(stream.file, stream.name, nothing(0), none, np.zeros(0, dtype=np.int64), crs)


def _subject(stream: Stream) -> str:
    return layer_path(stream.file, stream.name)


def _why(issues: Sequence[Issue]) -> str:
    return "；".join(render(issue.message) for issue in issues)
