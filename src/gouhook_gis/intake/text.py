"""Columns of a layer as trimmed text or numbers, whole columns at a time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gouhook_gis.domain.folding import BLANKS
from gouhook_gis.formats.objects import objects
from gouhook_gis.geometry.arrays import Floats, Mask, Objects

_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
# Above 2**53 a double no longer holds every whole number.
_EXACT_WHOLE = float(2**53)


def given(values: Objects) -> Mask:
    """Return which values are not None."""
    return np.array([value is not None for value in values], dtype=bool)


def texts(column: pa.ChunkedArray) -> Objects:
    """Return a column as trimmed text; None where it is missing or blank.

    Whole numbers are written without a decimal point; bytes and nested values give None.
    """
    trimmed = pc.utf8_trim(_as_text(column), characters=BLANKS)
    return objects(pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, trimmed.type), trimmed))


def untrimmed(column: pa.ChunkedArray) -> Mask:
    """Return which rows carry blanks around their text."""
    text = _as_text(column)
    differs = pc.not_equal(text, pc.utf8_trim(text, characters=BLANKS))
    return np.asarray(pc.fill_null(differs, False).to_numpy(zero_copy_only=False), dtype=bool)


def numbers(column: pa.ChunkedArray) -> tuple[Floats, Mask]:
    """Return a column as numbers and which rows hold something that is no number.

    NaN where there is no number. Text may hold full-width digits and thousands' commas.
    """
    if _is_number(column.type):
        values = np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
        values = np.where(np.isfinite(values), values, np.nan)
        return values, np.zeros(len(values), dtype=bool)
    text = pa.array(texts(column), pa.string())
    plain = pc.replace_substring(pc.utf8_normalize(text, form="NFKC"), ",", "")
    is_number = pc.fill_null(pc.match_substring_regex(plain, _NUMBER), False)
    value = pc.if_else(is_number, plain, pa.scalar(None, pa.string())).cast(pa.float64())
    wrong = pc.and_(pc.is_valid(text), pc.invert(is_number))
    numbers_ = np.asarray(value.to_numpy(zero_copy_only=False), dtype=np.float64)
    return numbers_, np.asarray(wrong.to_numpy(zero_copy_only=False), dtype=bool)


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_floating(kind):
        whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), _EXACT_WHOLE))
        none = pa.scalar(None, kind)
        whole_text = pc.if_else(whole, column, none).cast(pa.int64()).cast(pa.string())
        finite = pc.if_else(pc.is_finite(column), column, none)
        return pc.coalesce(whole_text, finite.cast(pa.string()))
    if pa.types.is_nested(kind) or pa.types.is_null(kind) or _is_bytes(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return column.cast(pa.string())


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )
