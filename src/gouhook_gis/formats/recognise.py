"""Recognising a reference layer, of vectors or a raster, by its whole name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from gouhook_gis.domain.layer_kind import LayerKind

# Parts of a name that say where or when, never what: administrative codes, years and dates.
_WHERE_OR_WHEN = re.compile(r"\d{6}|\d{9}|\d{12}|(?:19|20)\d{2}年?|(?:19|20)\d{6}")
_SEPARATORS = re.compile(r"[_\-\s.]+")
_SUFFIX = re.compile(r"\.(shp|gpkg|geojson|json|gdb|dbf|tiff?|img)$", re.IGNORECASE)


def recognise(
    layer_name: str,
    columns: Sequence[str] | pa.Table,
    kinds: Sequence[LayerKind],
    form: Literal["vector", "raster"] = "vector",
) -> str | None:
    """Return the kind of that `form` whose name `layer_name` is, None for none or more than one.

    Names are compared whole, without case, path and suffix, and without administrative codes
    and years that stand as parts of their own (`510999_DLTB_2024` is DLTB, `DLTBGX` is not).
    Kinds told by the length of their codes (XZQ) need the table itself as `columns`; with
    names only, a name that several kinds have is not recognised.
    """
    name = core_name(layer_name)
    own = [kind for kind in kinds if kind.form == form]
    named = [kind for kind in own if name in {core_name(other) for other in kind.names}]
    if isinstance(columns, pa.Table):
        named = [kind for kind in named if _codes_fit(columns, kind)]
    return named[0].kind if len(named) == 1 else None


def core_name(layer_name: str) -> str:
    """Return a layer's name in upper case without path, suffix, codes and years."""
    name = _SUFFIX.sub("", layer_name.replace("\\", "/").rsplit("/", 1)[-1].strip())
    parts = [part for part in _SEPARATORS.split(name) if part]
    kept = [part for part in parts if not _WHERE_OR_WHEN.fullmatch(part)]
    return "_".join(kept or parts).upper()


def _codes_fit(columns: pa.Table, kind: LayerKind) -> bool:
    """Whether the kind asks no length of codes, or most codes of the layer have one of its."""
    if not kind.code_lengths:
        return True
    if kind.code_field is None:
        return False
    spec = kind.field(kind.code_field)
    wanted = {kind.code_field.upper(), *(a.upper() for a in (spec.aliases if spec else ()))}
    found = next((c for c in columns.column_names if c.strip().upper() in wanted), None)
    if found is None:
        return False
    texts = pc.utf8_trim_whitespace(columns.column(found).cast(pa.string())).drop_null()
    lengths = pc.utf8_length(texts).to_pylist()
    return sum(length in kind.code_lengths for length in lengths) * 2 > len(lengths)
