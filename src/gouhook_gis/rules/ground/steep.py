"""How much of a parcel is a steep slope (25 度以上): by an elevation model, else by 坡度图.

The two do not mean the same: by heights 25° itself counts (以上 includes the number); class 5 of
坡度图 (TD/T 1057) is above 25°.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Index, Mask
from gouhook_gis.rules.ground.cells import raster_of, shares_of_slopes
from gouhook_gis.rules.ground.land import numbers, sums
from gouhook_gis.rules.scene import Scene

ELEVATION, SLOPE_CLASSES = "elevation", "slope_classes"
# In the order in which they are taken; both are optional slots of a rule that asks.
STEEP_SLOTS = (ELEVATION, SLOPE_CLASSES)
CLASS_FIELD, STEEPEST = "PDJB", 5
STEEP_DEG = 25.0
# 经验值: what a slope by heights may be off by; ground so near to 25° makes the half width.
OFF_DEG = 1.0
_WHOLE = 1 - 1e-6


@dataclass(frozen=True)
class SteepShare:
    """Steep ground of the parcels `index`; arrays parallel to it, shares of the parcel's area.

    `source` says by which slot, None where neither is filled (then all is unmeasured); `layer_id`
    its edition. `share` is what was found steep, at least; `measured` the ground that has a slope;
    what is neither measured nor steep may be steep too. `half_width` is 2σ of `share`.
    """

    source: Literal["elevation", "slope_classes"] | None
    layer_id: str | None
    index: Index
    share: Floats
    measured: Floats
    half_width: Floats

    @property
    def whole(self) -> Mask:
        """Parcels measured wholly: of any other it is not known how much is steep."""
        return self.measured >= _WHOLE

    @property
    def most(self) -> Floats:
        """Return what the share of each is at most: all that was not measured counted as steep."""
        return self.share + np.maximum(1.0 - self.measured, 0.0)


@dataclass(frozen=True)
class SlopeShares:
    """By position in the parcel table: what is steep, what is within `OFF_DEG` of the limit, what
    is measured; NaN where a parcel cannot be measured.
    """

    steep: Floats
    near: Floats
    measured: Floats


def steep_share(scene: Scene, index: Index) -> SteepShare:
    """Return how much of the parcels `index` (measurable ones) is steep.

    By the elevation model where one is supplied, else by the classes of 坡度图.
    """
    heights = scene.edition(ELEVATION)
    if heights is not None:
        found = scene.once(slope_shares)
        return SteepShare(
            source="elevation",
            layer_id=heights.layer_id,
            index=index,
            share=found.steep[index],
            measured=found.measured[index],
            half_width=found.near[index],
        )
    classes = scene.edition(SLOPE_CLASSES)
    if classes is not None:
        return _by_classes(scene, index, classes.layer_id)
    none = np.zeros(len(index))
    return SteepShare(None, None, index, none, none.copy(), none.copy())


def slope_shares(scene: Scene) -> SlopeShares:
    """Return the shares of all parcels by the elevation model, for `scene.once`.

    All NaN where no model is supplied.
    """
    heights = raster_of(scene, ELEVATION)
    if heights is None:
        none = np.full(len(scene.parcels), np.nan)
        return SlopeShares(none, none, none)
    limits = np.array([STEEP_DEG - OFF_DEG, STEEP_DEG, STEEP_DEG + OFF_DEG])
    found = shares_of_slopes(scene, heights, limits)
    return SlopeShares(found.of(2, 3), found.of(1, 2), found.measured)


def _by_classes(scene: Scene, index: Index, layer_id: str) -> SteepShare:
    """Measure by 坡度图; a patch without a class from 1 to 5 measures nothing."""
    overlap, n = scene.overlap(SLOPE_CLASSES, index), len(scene.parcels)
    pieces = overlap.pieces
    classes = numbers(overlap.features.columns.get(CLASS_FIELD), len(overlap.features))
    told = np.isin(classes, np.arange(1, STEEPEST + 1))[pieces.right]
    steep = (classes == STEEPEST)[pieces.right]
    area = scene.parcels.area[index]
    found = sums(pieces.left, pieces.area, steep, n)[index] / area
    measured = sums(pieces.left, pieces.area, told, n)[index] / area
    variance = np.zeros(n)
    own = pieces.take(steep)
    np.add.at(variance, own.left, scene.half_widths(own.geometry, traced=True) ** 2)
    return SteepShare(
        source="slope_classes",
        layer_id=layer_id,
        index=index,
        share=np.minimum(found, 1.0),
        measured=np.minimum(measured, 1.0),
        half_width=np.sqrt(variance)[index] / area,
    )
