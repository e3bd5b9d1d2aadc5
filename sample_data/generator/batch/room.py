"""Hamlets and free lots of the county, each given out once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from generator.county import County, Village
from generator.frame import to_map
from generator.hamlet import Hamlet
from generator.land import Land
from generator.plan import Rectangle

# A lot is a rectangle inside one field, m; what is built lies in it, off its edge.
LOT = (64, 40)
_FIELDS = ("0101", "0103", "0201", "0301")


class Room:
    """What may be torn down and built on in each village, without ground that is `kept` free of
    building (shapes in EPSG:4523: farmland, illegal land, what others filed).
    """

    def __init__(self, county: County, land: Land, kept: Sequence[BaseGeometry]) -> None:
        self.county = county
        self._kept = shapely.STRtree(kept)
        count = len(county.villages)
        self._hamlets = [_apart(land, village) for village in range(count)]
        self._lots = [self._free(land, village) for village in range(count)]

    def village(self, hamlets: int) -> int:
        """Return the number of the village that has most hamlets left, at least so many."""
        left = [len(of) for of in self._hamlets]
        best = int(np.argmax(left))
        if left[best] < hamlets:
            raise RuntimeError("the county has no room for so many projects")
        return best

    def of(self, village: int) -> Village:
        """Return the village with this number."""
        return self.county.villages[village]

    def hamlet(self, village: int, *, whole: bool = False) -> Hamlet:
        """Take a hamlet; `whole` asks for one that is a single rectangle."""
        left = self._hamlets[village]
        found = next(one for one in left if not whole or len(one.parts) == 1)
        left.remove(found)
        return found

    def lot(self, village: int) -> tuple[int, int]:
        """Take a lot; return its lower left corner."""
        return next(self._lots[village])

    def _free(self, land: Land, village: int) -> Iterator[tuple[int, int]]:
        width, height = LOT
        for patch in land.patches:
            ground = patch.ground
            if ground.village != village or ground.kind != "field":
                continue
            if ground.land_class not in _FIELDS:
                continue
            west, south, east, north = (round(side) for side in patch.shape.bounds)
            for y in range(south + 2, north - height - 1, height + 4):
                for x in range(west + 2, east - width - 1, width + 4):
                    lot = box(x, y, x + width, y + height)
                    if patch.shape.contains(lot) and not len(
                        self._kept.query(to_map(lot), predicate="intersects")
                    ):
                        yield x, y


def _apart(land: Land, village: int) -> list[Hamlet]:
    """Return the hamlets of a village that touch no other one, from the west."""
    hamlets = [one for one in land.hamlets if one.village == village]
    tree = shapely.STRtree([one.outline for one in hamlets])
    alone = [one for one in hamlets if len(tree.query(one.outline.buffer(1.0))) == 1]
    return sorted(alone, key=lambda one: one.outline.bounds)


def rectangle(hamlet: Hamlet) -> Rectangle:
    """Return the rectangle of a hamlet that is one."""
    return hamlet.parts[0].rectangle
