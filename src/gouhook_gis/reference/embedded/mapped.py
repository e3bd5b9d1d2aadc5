"""Arrow files mapped into memory: opening reads the footer, asking touches the pages it needs."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from gouhook_gis.geometry.arrays import Index, Integers


def open_mapped(path: Path, *, sequential: bool = False) -> Any:
    """Return a reader of the Arrow IPC file `path` (untyped: pyarrow). OSError, pa.ArrowInvalid.

    Unless it is read from end to end the system is told not to read ahead, which it would
    otherwise do by 128 KiB around every page that a question touches.
    """
    if path.stat().st_size == 0:  # nothing cannot be mapped
        raise pa.ArrowInvalid(f"{path} is empty")
    with path.open("rb") as stream:
        region = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    if not sequential and hasattr(region, "madvise"):  # not on Windows
        region.madvise(mmap.MADV_RANDOM)
    return pa.ipc.open_file(pa.py_buffer(region))


class Batches:
    """The rows of an Arrow file of several batches, taken without looking at the others."""

    def __init__(self, reader: Any, starts: Integers) -> None:
        """`starts` has the first row of each batch."""
        self.schema: pa.Schema = reader.schema
        self.starts = starts
        self._batch: Callable[[int], Any] = reader.get_batch
        self._opened: dict[int, Any] = {}

    @classmethod
    def of_size(cls, reader: Any, rows: int) -> Batches:
        """Make one of a file that has `rows` in every batch but the last."""
        return cls(reader, np.arange(reader.num_record_batches, dtype=np.int64) * rows)

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        last = len(self.starts) - 1
        return 0 if last < 0 else int(self.starts[last]) + int(self.batch(last).num_rows)

    def batch(self, number: int) -> Any:
        """Return a record batch (a view of the file)."""
        if number not in self._opened:
            self._opened[number] = self._batch(number)
        return self._opened[number]

    def take(self, rows: Index) -> pa.Table:
        """Return the rows at positions `rows`, in their order.

        Batch by batch, because `Table.take` copies a whole column of text to take a few of it.
        """
        owner = np.searchsorted(self.starts, rows, "right") - 1
        order = np.argsort(owner, kind="stable")
        cuts = np.flatnonzero(np.diff(owner[order])) + 1
        pieces = [
            self.batch(int(owner[some[0]])).take(pa.array(rows[some] - self.starts[owner[some]]))
            for some in np.split(order, cuts)
            if len(some)
        ]
        found = pa.Table.from_batches(pieces, self.schema).combine_chunks()
        back = np.empty(len(rows), dtype=np.intp)
        back[order] = np.arange(len(rows))
        return found.take(pa.array(back))


def write_table(path: Path, table: pa.Table, metadata: dict[str, str] | None = None) -> None:
    """Write `table` as an uncompressed Arrow file of one batch, whatever its size."""
    schema = table.schema.with_metadata(metadata or {})
    options = pa.ipc.IpcWriteOptions(allow_64bit=True)
    batch = _one_batch(table)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema, options=options) as out:
        out.write_batch(pa.RecordBatch.from_arrays(batch, schema=schema))


def _one_batch(table: pa.Table) -> Sequence[Any]:
    return [
        column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        for column in table.columns
    ]
