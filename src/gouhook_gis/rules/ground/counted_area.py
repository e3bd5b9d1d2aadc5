"""Area of new construction that counts against a quota, in both kinds of area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gouhook_gis.domain.land_class import Land
from gouhook_gis.domain.words import Purpose, Role
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.geometry.totals import ground
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.ground.survey_land import survey_land
from gouhook_gis.rules.scene import Scene


class Counting(Protocol):
    """Which parcels count: those of `purposes` (all where empty), on `lands` (whole for none)."""

    @property
    def purposes(self) -> Sequence[Purpose]:
        """Return the purposes that count."""
        ...

    @property
    def lands(self) -> Sequence[Land]:
        """Return the kinds of land that count."""
        ...


@dataclass(frozen=True)
class CountedArea:
    """Area of the parcels `index` that counts, m²: on the ellipsoid and in the plane of their zone.

    Bounds are apart where the survey does not tell of all the ground what land it is.
    """

    index: Index
    ellipsoidal: Between
    planar: Between
    half_width: float

    def __add__(self, other: CountedArea) -> CountedArea:
        """Add areas of other parcels."""
        return CountedArea(
            np.union1d(self.index, other.index),
            self.ellipsoidal + other.ellipsoidal,
            self.planar + other.planar,
            math.hypot(self.half_width, other.half_width),
        )


NOTHING = CountedArea(np.zeros(0, dtype=np.intp), Between(0.0, 0.0), Between(0.0, 0.0), 0.0)


def of_purpose(scene: Scene, purposes: Sequence[Purpose]) -> Index:
    """Return the measurable new-construction parcels of `purposes`, all of them for none."""
    index = scene.measurable(Role.NEW_CONSTRUCTION)
    if not purposes:
        return index
    purpose = linked(scene).purpose
    return np.array([i for i in index if purpose[i] in purposes], dtype=np.intp)


def without_purpose(scene: Scene) -> Index:
    """Return the new-construction parcels whose purpose is not known."""
    purpose = linked(scene).purpose
    every = scene.of(Role.NEW_CONSTRUCTION)
    return np.array([i for i in every if purpose[i] is None], dtype=np.intp)


def counted_area(scene: Scene, counting: Counting, slot: str) -> CountedArea:
    """Return what counts, each spot of ground once; `slot` is the survey before."""
    index, parcels = of_purpose(scene, counting.purposes), scene.parcels
    if not len(index):
        return NOTHING
    if counting.lands:
        land = survey_land(scene, slot, index, counting.lands)
        ratio = math.fsum(parcels.planar[index]) / math.fsum(parcels.area[index])
        total = land.gross_total
        planar = Between(total.low * ratio, total.high * ratio)
        return CountedArea(index, total, planar, land.half_width)
    area = ground(parcels.geometry[index], parcels.area[index], scene.plane)
    # Ground in two parcels leaves both sums alike.
    doubled = math.fsum(parcels.area[index]) - area
    planar_area = math.fsum(parcels.planar[index]) - doubled
    width = math.sqrt(math.fsum(parcels.half_width[index] ** 2))
    return CountedArea(index, Between(area, area), Between(planar_area, planar_area), width)
