"""Columns fitted to what a vector format can hold; what it cannot is said."""

from __future__ import annotations

import pyarrow as pa

from gouhook_gis.conversion.options import Said
from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.writers.vector import Encoding

_DBF_NAME, _DBF_TEXT = 10, 254


def plain_columns(table: pa.Table, said: Said) -> pa.Table:
    """Return the columns that are numbers, texts, truths or dates; others are said and left out."""
    kept = [f.name for f in table.schema if not (pa.types.is_nested(f.type) or _bytes(f.type))]
    lost = [name for name in table.column_names if name not in kept]
    if lost:
        said.add("convert.columns_lost", columns=lost)
        said.left_out = True
    nothing = [f.name for f in table.schema if pa.types.is_null(f.type)]
    chosen = table.select(kept)
    types = [pa.string() if f.name in nothing else f.type for f in chosen.schema]
    return chosen.cast(pa.schema(list(zip(kept, types, strict=True))))


def dbf_columns(table: pa.Table, encoding: Encoding, said: Said) -> pa.Table:
    """Return `table` as a dbf holds it: names of 10 bytes, texts of 254, truths as 1 and 0, times
    as text. What was cut is said. Raises RefusedError for a character the encoding lacks.
    """
    names: list[str] = []
    columns: list[pa.ChunkedArray] = []
    for column in table.schema:
        name = _name(column.name, names, encoding)
        if name != column.name:
            said.add("convert.name_cut", column=column.name, name=name)
        names.append(name)
        columns.append(_column(table.column(column.name), column.name, encoding, said))
    return pa.table(columns, names=names)


def _column(values: pa.ChunkedArray, name: str, encoding: Encoding, said: Said) -> pa.ChunkedArray:
    kind = values.type
    if pa.types.is_boolean(kind):
        return values.cast(pa.int8()).cast(pa.int32())
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        values = values.cast(pa.string())
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return values
    texts = values.to_pylist()
    fitted = [None if text is None else _cut(text, _DBF_TEXT, encoding, name) for text in texts]
    cut = sum(one != other for one, other in zip(texts, fitted, strict=True))
    if cut:
        said.add("convert.text_cut", column=name, count=cut)
        said.left_out = True
    return pa.chunked_array([pa.array(fitted, pa.string())])


def _name(name: str, taken: list[str], encoding: Encoding) -> str:
    """Return a name of 10 bytes that no earlier column has, whatever the case."""
    used = {other.casefold() for other in taken}
    short = _cut(name, _DBF_NAME, encoding, name)
    number = 1
    while short.casefold() in used:
        number += 1
        tail = f"_{number}"
        short = _cut(name, _DBF_NAME - len(tail), encoding, name) + tail
    return short


def _cut(text: str, size: int, encoding: Encoding, column: str) -> str:
    try:
        return text.encode(encoding)[:size].decode(encoding, errors="ignore")
    except UnicodeEncodeError as error:
        raise RefusedError(
            "convert.dbf_not_in_gbk", column=column, text=text, char=text[error.start]
        ) from error


def _bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )
