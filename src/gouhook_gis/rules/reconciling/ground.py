"""What rasters show of the ground of each parcel: slope, land cover, change between two images."""

from __future__ import annotations

import math

import numpy as np

from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.reconciliation import GroundSide
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.change import changed_shares
from gouhook_gis.rules.ground.cells import measurable_shapes, raster_of, shares_of_classes
from gouhook_gis.rules.ground.steep import ELEVATION, slope_shares
from gouhook_gis.rules.scene import Scene

LAND_COVER, BEFORE, AFTER = "land_cover", "image_before", "image_after"
GROUND_SLOTS = (ELEVATION, LAND_COVER, BEFORE, AFTER)
# Shares of cells are good to seven digits.
_DIGITS = 6


def ground_sides(scene: Scene) -> list[GroundSide]:
    """Return what rasters show of each parcel, by position in the parcel table.

    What was not supplied, and what has no value under a parcel, is None; so is `changed` where
    only one of the two images was supplied. `changed` is a hint for whoever looks, no verdict.
    """
    n = len(scene.parcels)
    slopes = scene.once(slope_shares)
    measured = [_share(value) for value in slopes.measured]
    steep = [
        _share(value) if part else None for value, part in zip(slopes.steep, measured, strict=True)
    ]
    cover = _cover(scene)
    changed = _changed(scene)
    return [
        GroundSide(
            steep=steep[i],
            measured=measured[i],
            cover=cover[i] if cover else {},
            changed=_share(changed[i]),
            notes=_notes(scene, i, changed[i]),
        )
        for i in range(n)
    ]


def cover_legend(scene: Scene) -> dict[str, str]:
    """Return the names of land-cover classes by code, as the layer's legend gives them."""
    edition = scene.edition(LAND_COVER)
    return {} if edition is None else dict(edition.legend)


def _cover(scene: Scene) -> list[dict[str, float]]:
    """Return the shares of each parcel by class, largest codes last; none where not supplied."""
    raster = raster_of(scene, LAND_COVER)
    if raster is None:
        return []
    found = shares_of_classes(scene, raster)
    codes = [f"{code:.0f}" for code in found.codes]
    rows = np.round(found.shares, _DIGITS).tolist()
    return [
        {code: share for code, share in zip(codes, row, strict=True) if share > 0} for row in rows
    ]


def _changed(scene: Scene) -> Floats:
    before, after = raster_of(scene, BEFORE), raster_of(scene, AFTER)
    if before is None or after is None:
        return np.full(len(scene.parcels), np.nan)
    return changed_shares(measurable_shapes(scene), scene.plane, before, after)


def _notes(scene: Scene, i: int, changed: float) -> tuple[Message, ...]:
    """Return what is said of parcel `i` where the images differ as far as the profile asks."""
    if not changed >= scene.profile.reconciliation.changed_share:  # NaN is no change either
        return ()
    parcel = str(scene.parcels.id[i])
    return (message("reconciliation.image_changed", parcel=parcel, share=float(changed)),)


def _share(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), _DIGITS)
