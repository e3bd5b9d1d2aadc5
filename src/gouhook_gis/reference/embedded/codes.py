"""Features by a code: the sorted values of a field, and the rows that have each.

One Arrow file: `value` ascends, `rows` lists the positions. Looking for a code or a prefix is a
search by halves in the mapped values; it costs what it returns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gouhook_gis.geometry.arrays import Index
from gouhook_gis.reference.embedded.mapped import open_mapped, write_table

# Beyond every character that a value can go on with.
_LAST = "\U0010ffff"


def write_codes(path: Path, column: pa.ChunkedArray) -> None:
    """Write the index of a text column (n,); rows without a value are in no list."""
    rows = np.flatnonzero(np.asarray(column.is_valid()))
    encoded = pc.dictionary_encode(column.drop_null()).combine_chunks()
    encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
    values = np.array(encoded.dictionary.to_pylist(), dtype=object)
    rank = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    place = rank[encoded.indices.to_numpy(zero_copy_only=False)]
    order = np.argsort(place, kind="stable")
    counts = np.bincount(place, minlength=len(values))
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))
    lists = pa.LargeListArray.from_arrays(offsets, pa.array(rows[order].astype(np.int64)))
    texts = pa.array(sorted(values), pa.large_string())
    write_table(path, pa.table({"value": texts, "rows": lists}))


class Codes:
    """The index of one field, mapped."""

    def __init__(self, path: Path) -> None:
        batch = open_mapped(path).reader.get_batch(0)
        self._values = batch.column(0)
        self._offsets = batch.column(1).offsets.to_numpy(zero_copy_only=True)
        self._rows = batch.column(1).values.to_numpy(zero_copy_only=True)

    def rows(self, values: Sequence[str], *, prefix: bool) -> Index:
        """Return the rows whose value is one of `values`, or begins with one; ascending."""
        found = [np.zeros(0, dtype=np.intp)]
        for value in values:
            first = self._place(value)
            last = self._place(value + _LAST) if prefix else self._place(value + "\0")
            found.append(self._rows[self._offsets[first] : self._offsets[last]])
        return np.unique(np.concatenate(found))

    def _place(self, value: str) -> int:
        return bisect_left(range(len(self._values)), value, key=self._value)

    def _value(self, position: int) -> str:
        return str(self._values[position].as_py())
