"""The earlier version of the project area beside the present one, role by role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gouhook_gis.comparison.ground import Ground, Small, beyond
from gouhook_gis.comparison.parcels import Change, Version, compare_parcels
from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.rules.ground.parcels import ParcelTable
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Versions:
    """The parcels of one role then (`old`) and now (`new`), both in the plane of `scene`."""

    scene: Scene
    role: Role
    old: ParcelTable
    new: ParcelTable

    @classmethod
    def of(cls, scene: Scene, role: Role) -> Versions:
        """Return both versions of a role. The case must have an earlier one that can be read."""
        whole = scene.previous
        if whole is None:
            raise ValueError("the case has no earlier version")
        return cls(scene, role, _of(whole, role), _of(scene.parcels, role))

    @cached_property
    def changes(self) -> list[Change]:
        """Return what became of every parcel; positions are those in `old` and `new`."""
        policy = self.scene.profile.slivers
        small = Small(policy.area_m2, policy.width_m, policy.width_area_m2)
        old, new = (Version(t.parcels, _shapes(t)) for t in (self.old, self.new))
        return compare_parcels(old, new, self.scene.plane, small)

    @cached_property
    def gained(self) -> Ground:
        """Return what of each parcel of now lies on no parcel of the earlier version."""
        return beyond(_shapes(self.new), _shapes(self.old), self.scene.plane)

    @cached_property
    def lost(self) -> Ground:
        """Return what of each parcel of the earlier version lies on no parcel of now."""
        return beyond(_shapes(self.old), _shapes(self.new), self.scene.plane)

    def brought_in(self) -> Scene:
        """Return a scene whose parcels are the ground that the role gained: each parcel of now
        that holds any, as that part of it.
        """
        return self._part(self.new, self.gained, self.old)

    def taken_out(self) -> Scene:
        """Return a scene whose parcels are the ground that the role lost, parcel by parcel of
        the earlier version.
        """
        return self._part(self.old, self.lost, self.new)

    def unmeasured(self) -> list[str]:
        """Return the numbers of parcels of the earlier version that have no measurable shape and
        were not filed again as they were.
        """
        kept = {parcel.content_id for parcel in self.new.parcels}
        return [
            parcel.id
            for parcel, measurable in zip(self.old.parcels, self.old.measurable, strict=True)
            if not measurable and (parcel.content_id is None or parcel.content_id not in kept)
        ]

    def _part(self, table: ParcelTable, ground: Ground, other: ParcelTable) -> Scene:
        """Look at the parcels with `ground`, and at those without a measurable shape unless the
        `other` version has the same rings.
        """
        known = {p.content_id for p in other.parcels if p.content_id is not None}
        again = np.array([p.content_id in known for p in table.parcels], dtype=np.bool_)
        rows = np.flatnonzero((ground.area > RESOLUTION["m2"]) | (~table.measurable & ~again))
        return self.scene.over(table.on(rows, ground.geometry[rows], ground.area[rows]))


def _of(table: ParcelTable, role: Role) -> ParcelTable:
    rows = np.flatnonzero(table.role == role)
    return table.on(rows, np.full(len(rows), None, dtype=object), np.full(len(rows), np.nan))


def _shapes(table: ParcelTable) -> Geometries:
    shapes = table.geometry.copy()
    shapes[~table.measurable] = None
    return shapes
