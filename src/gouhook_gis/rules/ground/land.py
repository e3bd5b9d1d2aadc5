"""Which land of a survey counts as rural construction land, and area sums by parcel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gouhook_gis.domain.land_class import land_class
from gouhook_gis.geometry.arrays import Floats, Index, Mask, Objects
from gouhook_gis.rules.scene import Overlap

Columns = Mapping[str, Objects]


class LandDefinition(Protocol):
    """The parameters of a kind that say which land counts."""

    @property
    def class_field(self) -> str:
        """Return the field of the settlement code (CZCSXM)."""
        ...

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the settlement codes that count."""
        ...

    @property
    def beside_classes(self) -> tuple[str, ...]:
        """Return the settlement codes that are listed apart."""
        ...

    @property
    def land_class_field(self) -> str:
        """Return the field of the land class (DLBM)."""
        ...

    @property
    def construction(self) -> bool:
        """Return whether the land class must be construction land as well."""
        ...


@dataclass(frozen=True)
class CountedLand:
    """Masks over features: land that counts, land listed apart, land of a settlement code that
    counts whose land class is empty (it can be neither counted nor left out); and each
    feature's class.
    """

    counted: Mask
    beside: Mask
    unclear: Mask
    codes: Objects

    @classmethod
    def of(cls, columns: Columns, definition: LandDefinition) -> CountedLand:
        """Judge features by their columns; `Kind.needs` sees to it that these are there."""
        n = len(next(iter(columns.values()))) if columns else 0
        empty = np.full(n, None, dtype=object)
        settlement = columns.get(definition.class_field, empty)
        land = columns.get(definition.land_class_field, empty)
        settled = _in(settlement, definition.classes)
        return cls(
            counted=settled & (construction_land(land) | (not definition.construction)),
            unclear=settled & _in(land, [""]) & definition.construction,
            beside=_in(settlement, definition.beside_classes),
            codes=land,
        )

    def found(self, overlap: Overlap, position: int) -> list[str]:
        """Return the land classes met by a parcel outside counted land, largest first; a dash
        where there is none.
        """
        pieces = overlap.pieces
        rows = np.flatnonzero((pieces.left == position) & ~self.counted[pieces.right])
        areas: Counter[str] = Counter()
        for row in rows:
            areas[str(self.codes[pieces.right[row]] or "—")] += pieces.area[row]
        found = sorted(areas.items(), key=lambda item: (-item[1], item[0]))
        return [code for code, _ in found] or ["—"]


def uncoded(columns: Columns, definition: LandDefinition) -> Mask:
    """Return which features are construction land without a settlement code: a village's, maybe."""
    codes = columns.get(definition.land_class_field, np.empty(0, dtype=object))
    settlement = columns.get(definition.class_field, np.full(len(codes), None, dtype=object))
    return _in(settlement, [""]) & construction_land(codes)


def sums(left: Index, area: Floats, mask: Mask, n: int) -> Floats:
    """Return for each of n parcels the sum of the areas of its pieces in `mask`.

    Pieces come sorted by parcel and feature, so the order of summation is fixed.
    """
    totals: Floats = np.zeros(n)
    np.add.at(totals, left[mask], area[mask])
    return totals


def numbers(column: Objects | None, n: int) -> Floats:
    """Return a column (n,) as numbers, NaN for what is none."""
    values = np.full(n, np.nan)
    if column is not None and {type(value) for value in column.tolist()} <= {
        float,
        int,
        type(None),
    }:
        values[:] = column.astype(np.float64)  # None becomes NaN
        return values
    for row, value in enumerate([] if column is None else column):
        try:
            values[row] = float(value)
        except (TypeError, ValueError):
            continue
    return values


def _in(values: Objects, wanted: Sequence[str]) -> Mask:
    # A column of a survey holds few different values.
    held = {
        value: ("" if value is None else str(value).strip().upper()) in wanted
        for value in set(values.tolist())
    }
    return np.array([held[value] for value in values.tolist()], dtype=np.bool_)


def construction_land(codes: Objects | Sequence[object]) -> Mask:
    """Return (n,) which land classes (DLBM) are construction land; an unknown one is none."""
    known = {
        code: (found := land_class(str(code))) is not None and found.is_construction
        for code in {c for c in codes if c is not None}
    }
    return np.array([known.get(code, False) for code in codes], dtype=np.bool_)
