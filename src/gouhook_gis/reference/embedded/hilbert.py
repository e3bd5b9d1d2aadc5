"""Places along a Hilbert curve: what is near on the ground is near in the file."""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Integers

_ORDER = 16
_SIDE = 1 << _ORDER


def hilbert_codes(boxes: Floats) -> Integers:
    """Return where along the curve the middles of `boxes` (n, 4) lie, 0 to 2³² − 1.

    The curve fills the extent of all boxes with 65,536 × 65,536 cells. Source: J. Skilling,
    Programming the Hilbert curve, AIP Conf. Proc. 707 (2004), in its form for two dimensions.
    """
    if len(boxes) == 0:
        return np.zeros(0, dtype=np.int64)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    low = middles.min(axis=0)
    span = np.maximum(middles.max(axis=0) - low, np.finfo(float).tiny)
    x, y = np.minimum((middles - low) / span * _SIDE, _SIDE - 1).astype(np.int64).T
    codes = np.zeros(len(boxes), dtype=np.int64)
    step = _SIDE >> 1
    while step:
        right, upper = (x & step) > 0, (y & step) > 0
        codes += step * step * ((3 * right) ^ upper)
        # Turn the quadrant so that the curve in it begins where the last one ended.
        mirrored = right & ~upper
        x, y = np.where(mirrored, _SIDE - 1 - x, x), np.where(mirrored, _SIDE - 1 - y, y)
        x, y = np.where(upper, x, y), np.where(upper, y, x)
        step >>= 1
    return codes
