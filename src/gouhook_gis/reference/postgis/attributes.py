"""Values of features as they stand in the database, and back.

Each value is the text that Python makes of it, which is what `where` compares in every store; the
Arrow schema of the edition says what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.features import Objects, is_text

Values = Mapping[str, str]
# From the text of a value back to it, by the type that its field has.
_PARSERS: dict[Callable[[pa.DataType], bool], Callable[[str], Any]] = {
    is_text: str,
    pa.types.is_integer: int,
    pa.types.is_floating: float,
    pa.types.is_boolean: "True".__eq__,
    pa.types.is_date: date.fromisoformat,
    pa.types.is_timestamp: datetime.fromisoformat,
    pa.types.is_time: time.fromisoformat,
    pa.types.is_null: str,
}


def refuse_unknown(fields: pa.Schema) -> None:
    """Raise UsageError for a field of a type that does not survive being text."""
    for field in fields:
        if not any(known(field.type) for known in _PARSERS):
            raise UsageError("postgis.field_type", field=field.name, type=str(field.type))


def encoded(columns: pa.Table) -> list[dict[str, str]]:
    """Return the values of each row of `columns` (n,) by field; what is missing is left out."""
    rows: list[dict[str, str]] = [{} for _ in range(len(columns))]
    for name in columns.column_names:
        for row, value in zip(rows, columns.column(name).to_pylist(), strict=True):
            if value is not None:
                row[name] = str(value)
    return rows


def decoded(rows: Sequence[Values], fields: pa.Schema) -> dict[str, Objects]:
    """Return the columns (n,) of `fields` by name, as they were before `encoded`."""
    columns: dict[str, Objects] = {}
    for field in fields:
        columns[field.name] = np.empty(len(rows), dtype=object)
        columns[field.name][:] = _restored([row.get(field.name) for row in rows], field.type)
    return columns


def _restored(texts: list[str | None], kind: pa.DataType) -> list[Any]:
    parse = next(parse for known, parse in _PARSERS.items() if known(kind))
    values = [None if value is None else parse(value) for value in texts]
    return list(pa.array(values, kind).to_pylist())
