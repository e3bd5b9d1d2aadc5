"""Measured areas against a figure as filed: at its resolution, in both kinds of area."""

from __future__ import annotations

import math

from gouhook_gis.domain.units import AreaUnit, shown
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.scene import Scene


def against_filed(
    area: Between,
    planar: Between,
    filed: float,
    unit: AreaUnit = AreaUnit.HECTARE,
) -> Status:
    """Return whether `area` is no less than `filed` (m²), both rounded half up as that is filed.

    It is not known in which kind of area a figure was filed: where the two kinds, or what is not
    known of the ground, would decide otherwise, `needs_review`.
    """
    limit = shown(filed, unit)
    tried = [shown(value, unit) for value in (area.low, area.high, planar.low, planar.high)]
    holds = [value >= limit for value in tried]
    if all(holds):
        return Status.PASS
    return Status.NEEDS_REVIEW if any(holds) else Status.FAIL


def in_plane(scene: Scene, index: Index, area: Between) -> Between:
    """Return an official area under the parcels `index` (measurable ones) as planar area."""
    total = math.fsum(scene.parcels.area[index])
    ratio = math.fsum(scene.parcels.planar[index]) / total if total else 1.0
    return Between(area.low * ratio, area.high * ratio)
