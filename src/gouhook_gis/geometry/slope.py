"""Slope from heights: Horn's method (B. K. P. Horn, Hill shading and the reflectance map, 1981).

Of the 3 × 3 heights  a b c / d e f / g h i  around a cell
    dz/dx = ((c + 2f + i) − (a + 2d + g)) / (8 · width)
    dz/dy = ((a + 2b + c) − (g + 2h + i)) / (8 · height)
and the slope is the arctangent of √(dz/dx² + dz/dy²). On an inclined plane it is exact.
"""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Floats


def horn(heights: Floats, width: float, height: float) -> Floats:
    """Return the slope in degrees of each cell (rows, columns), NaN where it has none.

    `heights` (rows, columns) in metres, NaN where there is no value; `width` and `height` of a
    cell in metres. A cell has a slope where it and its eight neighbours have heights, so none on
    the outermost rows and columns.
    """
    slope = np.full(heights.shape, np.nan)
    if min(heights.shape) < 3:
        return slope
    north, middle, south = heights[:-2], heights[1:-1], heights[2:]
    # Along each row of three the weights are 1 2 1 in the other direction.
    down = north + 2.0 * middle + south
    eastward = (down[:, 2:] - down[:, :-2]) / (8.0 * width)
    rise = north - south
    northward = (rise[:, :-2] + 2.0 * rise[:, 1:-1] + rise[:, 2:]) / (8.0 * height)
    slope[1:-1, 1:-1] = np.degrees(np.arctan(np.hypot(eastward, northward)))
    slope[np.isnan(heights)] = np.nan
    return slope
