"""Arrow files mapped into memory: opening reads the footer, asking touches the pages it needs."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gouhook_gis.geometry.arrays import Index, Integers

# What lies between two runs is fetched with them rather than left out, up to this many bytes.
_NEAR = 1 << 16


@dataclass(frozen=True)
class Mapped:
    """An Arrow IPC file in memory that is read when touched; `reader` (untyped: pyarrow) opens it.

    `region` is the mapping, `address` where it begins.
    """

    reader: Any
    region: mmap.mmap
    address: int

    def need(self, values: npt.NDArray[Any], starts: Index, stops: Index) -> None:
        """Tell the system that `values[start:stop]` of each run is about to be read.

        It then fetches them side by side, where touching them would wait for one page after the
        other. `values` is a view of the file; runs (n,) of rows, in any order.
        """
        if not len(starts) or not hasattr(self.region, "madvise"):  # the latter on Windows
            return
        width = values.strides[0]
        base = values.__array_interface__["data"][0] - self.address
        order = np.argsort(starts, kind="stable")
        low, high = base + starts[order] * width, base + stops[order] * width
        # Runs that lie near each other are one request.
        cuts = np.flatnonzero(low[1:] > np.maximum.accumulate(high)[:-1] + _NEAR) + 1
        firsts = np.concatenate([[0], cuts])
        for begin, end in zip(low[firsts], np.maximum.reduceat(high, firsts), strict=True):
            page = int(begin) // mmap.PAGESIZE * mmap.PAGESIZE
            self.region.madvise(mmap.MADV_WILLNEED, page, int(end) - page)

    def need_all(self, column: Any) -> None:
        """Tell the system that a whole Arrow array (a view of the file) is about to be read."""
        for buffer in column.buffers():
            if buffer is not None and buffer.size:
                held = np.frombuffer(buffer, dtype=np.uint8)
                self.need(held, np.zeros(1, dtype=np.intp), np.array([buffer.size]))


def open_mapped(path: Path, *, sequential: bool = False) -> Mapped:
    """Map the Arrow IPC file `path`. OSError or pa.ArrowInvalid where it is none.

    Unless it is read from end to end the system is told not to read ahead, which it would
    otherwise do by 128 KiB around every page that a question touches.
    """
    if path.stat().st_size == 0:  # nothing cannot be mapped
        raise pa.ArrowInvalid(f"{path} is empty")
    with path.open("rb") as stream:
        region = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    if not sequential and hasattr(region, "madvise"):  # not on Windows
        region.madvise(mmap.MADV_RANDOM)
    buffer = pa.py_buffer(region)
    return Mapped(pa.ipc.open_file(buffer), region, buffer.address)


class Batches:
    """The rows of an Arrow file of several batches, taken without looking at the others."""

    def __init__(self, mapped: Mapped, starts: Integers) -> None:
        """`starts` has the first row of each batch."""
        self.schema: pa.Schema = mapped.reader.schema
        self.starts = starts
        self._mapped = mapped
        self._opened: dict[int, Any] = {}
        self._lock = Lock()  # one reader must not be asked by two threads at once

    @classmethod
    def of_size(cls, mapped: Mapped, rows: int) -> Batches:
        """Make one of a file that has `rows` in every batch but the last."""
        return cls(mapped, np.arange(mapped.reader.num_record_batches, dtype=np.int64) * rows)

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        last = len(self.starts) - 1
        return 0 if last < 0 else int(self.starts[last]) + int(self.batch(last).num_rows)

    def batch(self, number: int) -> Any:
        """Return a record batch (a view of the file)."""
        with self._lock:
            if number not in self._opened:
                self._opened[number] = self._mapped.reader.get_batch(number)
            return self._opened[number]

    def column(self, place: int, *, whole: bool) -> Iterator[Any]:
        """Yield the column at `place` of every batch; `whole` says that it will be read."""
        for number in range(len(self.starts)):
            column = self.batch(number).column(place)
            if whole:
                self._mapped.need_all(column)
            yield column

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
