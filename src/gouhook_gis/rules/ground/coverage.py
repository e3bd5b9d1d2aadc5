"""How far a reference layer covers parcels: absence of a feature is evidence only inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np

import shapely

from gouhook_gis.domain.case import DeclaredCoverage, Edition
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask
from gouhook_gis.geometry.overlay import uncovered
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.definition import Profile
from gouhook_gis.rules.ground.parcels import ParcelTable

Basis = Literal["features", "codes", "polygon", "undeclared"]
# Where administrative codes are looked up, best first: slot and its code field.
CODE_SLOTS = (("villages", "ZLDWDM"), ("townships", "XZQDM"), ("counties", "XZQDM"))


class Sight(Protocol):
    """What coverage asks of a case: its editions, its parcels, and features near them."""

    plane: int
    parcels: ParcelTable
    profile: Profile
    laid: Prepared

    def edition(self, slot: str) -> Edition | None:
        """Return the edition that fills `slot`."""
        ...

    def near(self, slot: str) -> Features:
        """Return the features of `slot` near any parcel, in the plane."""
        ...

    def laid_near(self, slot: str) -> Prepared:
        """Return the shapes of `near`, ready for overlays."""
        ...


@dataclass(frozen=True)
class Cover:
    """Coverage of parcels by one slot; arrays parallel to `index` (parcel positions).

    `uncovered_m2` is the area outside (the whole area where nothing is known), `outside` its
    geometry in the plane (None where nothing is outside). `known` is False where coverage was
    never declared, or the parcel's administrative code cannot be told.
    """

    slot: str
    basis: Basis
    index: Index
    area: Floats
    uncovered_m2: Floats
    outside: Geometries
    known: Mask
    tolerance_m2: float

    @cached_property
    def whole(self) -> Mask:
        """Parcels wholly inside (up to the sliver area)."""
        return self.known & (self.uncovered_m2 <= self.tolerance_m2)

    @cached_property
    def none(self) -> Mask:
        """Parcels wholly outside."""
        return self.known & ~self.whole & (self.area - self.uncovered_m2 <= self.tolerance_m2)

    @cached_property
    def part(self) -> Mask:
        """Parcels partly outside."""
        return self.known & ~self.whole & ~self.none


def cover(sight: Sight, slot: str, edition: Edition, index: Index) -> Cover:
    """Return how far the edition in `slot` covers the parcels `index` (measurable ones)."""
    if edition.completeness is Completeness.COMPLETE:
        return _by_shapes(sight, slot, index, sight.laid_near(slot), "features")
    declared = edition.coverage
    if declared is None or not (declared.codes or declared.polygon):
        return _unknown(sight, slot, index)
    # That a layer is empty is evidence only where somebody answers for it.
    if not edition.records and not (edition.source or declared.source):
        return _unknown(sight, slot, index)
    if declared.polygon is not None:
        polygon = shapely.from_wkb(np.array([declared.polygon.wkb], dtype=object))
        shapes = to_epsg(polygon, declared.polygon.epsg, sight.plane)
        return _by_shapes(sight, slot, index, shapes, "polygon")
    return _by_codes(sight, slot, index, declared)


def _by_shapes(
    sight: Sight, slot: str, index: Index, shapes: Geometries | Prepared, basis: Basis
) -> Cover:
    area, outside = uncovered(sight.laid, shapes, sight.plane, index)
    return _cover(sight, slot, index, basis, area, outside, np.ones(len(index), dtype=np.bool_))


def _by_codes(sight: Sight, slot: str, index: Index, declared: DeclaredCoverage) -> Cover:
    """Locate parcels in the units that carry the codes; without such a layer, by their fields."""
    for units_slot, field in CODE_SLOTS:
        if sight.edition(units_slot) is None:
            continue
        units = sight.near(units_slot)
        codes = units.columns.get(field)
        if codes is None or not len(units):
            continue
        inside = np.array([_begins(code, declared.prefixes) for code in codes], dtype=np.bool_)
        shapes = sight.laid_near(units_slot) if inside.all() else units.geometries[inside]
        return _by_shapes(sight, slot, index, shapes, "codes")
    known = np.zeros(len(index), dtype=np.bool_)
    area = sight.parcels.area[index].copy()
    for row, position in enumerate(index):
        parcel = sight.parcels.parcels[position]
        own = parcel.village_code or parcel.county_code
        # A county code cannot tell whether the parcel lies in a covered township.
        comparable = [code for code in declared.prefixes if own and len(own) >= len(code)]
        if _begins(own, declared.prefixes):
            known[row], area[row] = True, 0.0
        elif own and len(comparable) == len(declared.prefixes):
            known[row] = True
    outside = sight.parcels.geometry[index].copy()
    outside[area <= 0] = None
    return _cover(sight, slot, index, "codes", area, outside, known)


def _unknown(sight: Sight, slot: str, index: Index) -> Cover:
    n = len(index)
    return _cover(
        sight,
        slot,
        index,
        "undeclared",
        sight.parcels.area[index].copy(),
        np.full(n, None, dtype=object),
        np.zeros(n, dtype=np.bool_),
    )


def _cover(
    sight: Sight,
    slot: str,
    index: Index,
    basis: Basis,
    area: Floats,
    outside: Geometries,
    known: Mask,
) -> Cover:
    return Cover(
        slot=slot,
        basis=basis,
        index=index,
        area=sight.parcels.area[index],
        uncovered_m2=area,
        outside=outside,
        known=known,
        tolerance_m2=sight.profile.slivers.area_m2,
    )


def _begins(code: object, prefixes: Sequence[str]) -> bool:
    return code is not None and any(str(code).strip().startswith(prefix) for prefix in prefixes)
