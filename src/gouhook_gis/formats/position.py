"""Where coordinates lie, told from their size alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Mask
from gouhook_gis.geometry.zones import Zone

PositionKind = Literal["none", "degrees", "prefixed", "plain", "elsewhere"]

LONGITUDES, LATITUDES = (73.0, 136.0), (3.0, 54.0)
NORTHINGS = (1.9e6, 6.0e6)  # 17° to 54°
_EASTINGS = (1e5, 9e5)  # without zone number
# Half the width of a zone at 17° north, where it is widest, and what lies over it at its edge.
_NATURAL_HALF_WIDTH = {"gk3": 167_000.0, "gk6": 334_000.0}


@dataclass(frozen=True)
class Position:
    """What the middle of a layer's coordinates looks like.

    `zone` is the number in front of a `prefixed` easting; `swapped` says that the two
    coordinates stand in the wrong order; `extent` holds x_min, x_max, y_min, y_max as filed.
    """

    kind: PositionKind
    zone: int = 0
    swapped: bool = False
    x: float = field(default=0.0, compare=False)
    y: float = field(default=0.0, compare=False)
    extent: dict[str, float] = field(default_factory=dict, compare=False)

    @staticmethod
    def expected(zone: Zone) -> Position:
        """Return what coordinates in `zone` look like."""
        if zone.geographic:
            return Position("degrees")
        return Position("prefixed" if zone.prefixed else "plain", int(zone.false_easting // 1e6))


def position_of(bounds: Floats) -> Position:
    """Return the position of a layer; medians decide, so that a stray record does not."""
    boxes = bounds[~np.isnan(bounds).any(axis=1)]
    if not len(boxes):
        return Position("none")
    x = float(np.median((boxes[:, 0] + boxes[:, 2]) / 2))
    y = float(np.median((boxes[:, 1] + boxes[:, 3]) / 2))
    low, high = boxes.min(axis=0), boxes.max(axis=0)
    extent = {
        "x_min": float(low[0]),
        "x_max": float(high[2]),
        "y_min": float(low[1]),
        "y_max": float(high[3]),
    }
    for first, second, swapped in ((x, y, False), (y, x, True)):
        kind, zone = _look(first, second)
        if kind != "elsewhere":
            return Position(kind, zone, swapped, x, y, extent)
    return Position("elsewhere", 0, False, x, y, extent)


def misplaced(bounds: Floats, zone: Zone) -> Mask:
    """Return which records (n,) reach out of China, read in `zone`; NaN rows do not."""
    if zone.geographic:
        (west, east), (south, north) = LONGITUDES, LATITUDES
    else:
        prefix = zone.false_easting - 500_000
        west, east = prefix + _EASTINGS[0], prefix + _EASTINGS[1]
        south, north = NORTHINGS
    below = (bounds[:, 0] < west) | (bounds[:, 1] < south)
    return below | (bounds[:, 2] > east) | (bounds[:, 3] > north)


def beyond_zone(bounds: Floats, zone: Zone) -> Mask:
    """Return which records (n,) reach beyond the natural width of `zone`."""
    if zone.geographic:
        return np.zeros(len(bounds), dtype=bool)
    half = _NATURAL_HALF_WIDTH[zone.kind]
    return (bounds[:, 0] < zone.false_easting - half) | (bounds[:, 2] > zone.false_easting + half)


def _look(x: float, y: float) -> tuple[PositionKind, int]:
    if LONGITUDES[0] <= x <= LONGITUDES[1] and LATITUDES[0] <= y <= LATITUDES[1]:
        return "degrees", 0
    if not NORTHINGS[0] <= y <= NORTHINGS[1]:
        return "elsewhere", 0
    zone, easting = divmod(x, 1e6)
    if not _EASTINGS[0] <= easting <= _EASTINGS[1]:
        return "elsewhere", 0
    if zone == 0:
        return "plain", 0
    if 13 <= zone <= 23 or 25 <= zone <= 45:
        return "prefixed", int(zone)
    return "elsewhere", 0
