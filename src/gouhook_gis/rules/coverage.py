"""How far a reference layer covers parcels: absence of a feature is evidence only inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.domain.case import DeclaredCoverage
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.geometry.overlay import uncovered
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.reference.store import Geometries
from gouhook_gis.rules.parcels import Floats, Index

if TYPE_CHECKING:
    from gouhook_gis.rules.scene import Scene

Basis = Literal["features", "codes", "polygon", "undeclared"]
# Where administrative codes are looked up, best first: slot and its code field.
CODE_SLOTS = (("villages", "ZLDWDM"), ("townships", "XZQDM"), ("counties", "XZQDM"))


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
    outside: npt.NDArray[np.object_]
    known: npt.NDArray[np.bool_]
    tolerance_m2: float

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Parcels wholly inside (up to the sliver area)."""
        return self.known & (self.uncovered_m2 <= self.tolerance_m2)

    @property
    def none(self) -> npt.NDArray[np.bool_]:
        """Parcels wholly outside."""
        return self.known & ~self.whole & (self.area - self.uncovered_m2 <= self.tolerance_m2)

    @property
    def part(self) -> npt.NDArray[np.bool_]:
        """Parcels partly outside."""
        return self.known & ~self.whole & ~self.none


def cover(scene: Scene, slot: str, index: Index) -> Cover:
    """Return how far the edition in `slot` covers the parcels `index` (measurable ones)."""
    edition = scene.case.slots[slot]
    if edition.completeness is Completeness.COMPLETE:
        return _by_shapes(scene, slot, index, scene.near(slot).geometries, "features")
    declared = edition.coverage
    if declared is None or not (declared.codes or declared.polygon):
        return _unknown(scene, slot, index)
    if declared.polygon is not None:
        polygon = shapely.from_wkb(np.array([declared.polygon.wkb], dtype=object))
        shapes = to_epsg(polygon, declared.polygon.epsg, scene.plane)
        return _by_shapes(scene, slot, index, shapes, "polygon")
    return _by_codes(scene, slot, index, declared)


def _by_shapes(scene: Scene, slot: str, index: Index, shapes: Geometries, basis: Basis) -> Cover:
    area, outside = uncovered(scene.parcels.geometry[index], shapes, scene.plane)
    return _cover(scene, slot, index, basis, area, outside, np.ones(len(index), dtype=np.bool_))


def _by_codes(scene: Scene, slot: str, index: Index, declared: DeclaredCoverage) -> Cover:
    """Locate parcels in the units that carry the codes; without such a layer, by their fields."""
    for units_slot, field in CODE_SLOTS:
        if scene.edition(units_slot) is None:
            continue
        units = scene.near(units_slot)
        codes = units.columns.get(field)
        if codes is None or not len(units):
            continue
        inside = np.array([_begins(code, declared.codes) for code in codes], dtype=np.bool_)
        return _by_shapes(scene, slot, index, units.geometries[inside], "codes")
    known = np.zeros(len(index), dtype=np.bool_)
    area = scene.parcels.area[index].copy()
    for row, position in enumerate(index):
        parcel = scene.parcels.parcels[position]
        own = parcel.village_code or parcel.county_code
        # A county code cannot tell whether the parcel lies in a covered township.
        comparable = [code for code in declared.codes if own and len(own) >= len(code)]
        if _begins(own, declared.codes):
            known[row], area[row] = True, 0.0
        elif own and len(comparable) == len(declared.codes):
            known[row] = True
    outside = scene.parcels.geometry[index].copy()
    outside[area <= 0] = None
    return _cover(scene, slot, index, "codes", area, outside, known)


def _unknown(scene: Scene, slot: str, index: Index) -> Cover:
    n = len(index)
    return _cover(
        scene,
        slot,
        index,
        "undeclared",
        scene.parcels.area[index].copy(),
        np.full(n, None, dtype=object),
        np.zeros(n, dtype=np.bool_),
    )


def _cover(
    scene: Scene,
    slot: str,
    index: Index,
    basis: Basis,
    area: Floats,
    outside: npt.NDArray[np.object_],
    known: npt.NDArray[np.bool_],
) -> Cover:
    return Cover(
        slot=slot,
        basis=basis,
        index=index,
        area=scene.parcels.area[index],
        uncovered_m2=area,
        outside=outside,
        known=known,
        tolerance_m2=scene.profile.slivers.area_m2,
    )


def _begins(code: object, prefixes: Sequence[str]) -> bool:
    return code is not None and any(str(code).strip().startswith(prefix) for prefix in prefixes)
