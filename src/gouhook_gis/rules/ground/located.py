"""In which administrative units each parcel lies, largest share first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.arrays import Index
from gouhook_gis.geometry.overlay import union
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Share:
    """The piece of one parcel inside one unit.

    `sliver` under the profile's policy; `set_aside`: a sliver, or within the tolerance of the
    pair. The largest share of a parcel is neither.
    """

    position: int
    code: str
    area: float
    geometry: BaseGeometry
    set_aside: bool
    sliver: bool


@dataclass(frozen=True)
class Located:
    """Shares of parcels by position, and the units they were located in."""

    shares: dict[int, list[Share]]
    units: Features
    codes: np.ndarray[tuple[int], np.dtype[np.object_]]

    def of(self, position: int) -> list[Share]:
        """Return the shares of a parcel, the largest first; none where no unit holds it."""
        return self.shares.get(position, [])

    def shape(self, code: str) -> BaseGeometry:
        """Return the unit `code`, its exclaves with it."""
        return union(self.units.geometries[self.codes == code])


def located(
    scene: Scene, slot: str, index: Index, code_field: str, digits: int | None = None
) -> Located:
    """Locate the parcels `index` in the units of `slot`.

    Units are told apart by `code_field`, its first `digits` where given; pieces of one parcel
    in one unit are put together. A piece is set aside where it is narrower than the profile's
    tolerance for the pair and below its share of the parcel, or a sliver; the largest share
    never is.
    """
    overlap = scene.overlap(slot, index)
    pieces, units = overlap.pieces, overlap.features
    column = units.columns.get(code_field, np.full(len(units), None, dtype=object))
    codes = np.array(
        ["" if code is None else str(code).strip()[:digits] for code in column], dtype=object
    )
    thin = scene.slivers(pieces)
    areas, widths, tinies = pieces.area.tolist(), pieces.width.tolist(), thin.tolist()
    rows: dict[tuple[int, str], list[int]] = {}
    for row, key in enumerate(zip(pieces.left.tolist(), codes[pieces.right].tolist(), strict=True)):
        rows.setdefault(key, []).append(row)
    shares: dict[int, list[Share]] = {}
    for (position, code), members in rows.items():
        if len(members) == 1:  # nearly all: as numbers, without arrays of one
            row = members[0]
            geometry = pieces.geometry[row]
            area, width, tiny = areas[row], widths[row], tinies[row]
        else:
            geometry = union(pieces.geometry[members])
            area = float(np.sum(pieces.area[members]))
            width = float(np.max(pieces.width[members]))
            tiny = bool(np.all(thin[members]))
        shares.setdefault(position, []).append(
            Share(
                position=position,
                code=code,
                area=area,
                geometry=geometry,
                set_aside=tiny or _tolerated(scene, slot, position, area, width),
                sliver=tiny,
            )
        )
    for found in shares.values():
        found.sort(key=lambda share: (-share.area, share.code))
        if found[0].set_aside:
            found[0] = replace(found[0], set_aside=False, sliver=False)
    return Located(shares, units, codes)


def known_codes(
    scene: Scene, slot: str, code_field: str, codes: Iterable[str], digits: int
) -> set[str]:
    """Return the first `digits` of those of `codes` that a unit of `slot` has; a code that is
    shorter names none.
    """
    asked = sorted({code[:digits] for code in codes if len(code) >= digits})
    if not asked:
        return set()
    layer = scene.case.slots[slot].layer_id
    found = scene.store.where(layer, code_field, asked, prefix=True)
    column = found.columns.get(code_field, np.empty(0, dtype=object))
    return {str(code).strip()[:digits] for code in column if code is not None}


def same_code(declared: str, found: str, digits: int) -> bool:
    """Compare two codes by their first `digits`; a shorter one by what it has."""
    n = min(digits, len(declared), len(found))
    return n > 0 and declared[:n] == found[:n]


def _tolerated(scene: Scene, slot: str, position: int, area: float, width: float) -> bool:
    pair = scene.tolerance(layer_kind(slot))
    if pair is None:
        return False
    return width < pair.width_m and area < pair.share * float(scene.parcels.area[position])
