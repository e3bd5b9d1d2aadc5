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
            counted=settled & (_construction(land) | (not definition.construction)),
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


def sums(left: Index, area: Floats, mask: Mask, n: int) -> Floats:
    """Return for each of n parcels the sum of the areas of its pieces in `mask`.

    Pieces come sorted by parcel and feature, so the order of summation is fixed.
    """
    totals: Floats = np.zeros(n)
    np.add.at(totals, left[mask], area[mask])
    return totals


def _in(values: Objects, wanted: Sequence[str]) -> Mask:
    texts = ["" if value is None else str(value).strip().upper() for value in values]
    return np.isin(np.array(texts, dtype=str), list(wanted))


def _construction(codes: Objects) -> Mask:
    known = {
        code: (found := land_class(str(code))) is not None and found.is_construction
        for code in {c for c in codes if c is not None}
    }
    return np.array([known.get(code, False) for code in codes], dtype=np.bool_)
