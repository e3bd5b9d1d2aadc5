"""For which counties an edition is meant: as declared, else by the codes of its features."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gouhook_gis.domain.layer_kind import Completeness, LayerKind
from gouhook_gis.geometry.arrays import Integers
from gouhook_gis.reference.features import is_text

_COUNTY = r"^[1-9]\d{5}"


def counties_of(columns: pa.Table, kind: LayerKind) -> Integers:
    """Return the first six digits of the code of each record as a number (n,), 0 where it has none.

    `columns` are those of the records, by standard name.
    """
    none = np.zeros(len(columns), dtype=np.int64)
    if kind.code_field not in columns.column_names:
        return none
    column = columns.column(kind.code_field)
    if not is_text(column.type):
        return none
    there = pc.fill_null(pc.match_substring_regex(column, _COUNTY), False)
    heads = pc.if_else(there, pc.utf8_slice_codeunits(column, 0, 6), "0")
    numbers: Integers = pc.cast(heads, pa.int64()).to_numpy()
    return numbers


def areas_of(kind: LayerKind, declared: Sequence[str], counties: Integers) -> tuple[str, ...]:
    """Return the codes of the areas that an edition serves; none where that cannot be told.

    What is `declared` stands. Else a complete layer serves the counties that its records name; a
    sparse one does not tell where it would have shown something.
    """
    if declared or kind.completeness is Completeness.SPARSE:
        return tuple(declared)
    return tuple(str(code) for code in np.unique(counties[counties > 0]))
