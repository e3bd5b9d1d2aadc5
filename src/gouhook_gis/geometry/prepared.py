"""A layer made ready for overlays once: canonical, checked, with a tree."""

from __future__ import annotations

from functools import cached_property

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.geometry.rings import canonical

# Preparing a geometry costs about as much as a handful of plain predicates.
_WORTH_PREPARING = 5


def require_valid(geoms: Geometries, positions: Index) -> None:
    """Raise ValueError with position (of `positions`, (n,)) and reason where one of `geoms` (n,)
    is invalid.
    """
    invalid = np.flatnonzero(~shapely.is_valid(geoms))
    if len(invalid):
        first = invalid[0]
        reason = shapely.is_valid_reason(geoms[first])
        raise ValueError(f"geometry {positions[first]} is invalid: {reason}")


class Prepared:
    """Polygons (n,) of one plane, None where there is none, for any number of overlays.

    Writing and validity are seen to once, and only of the rows that are asked for. `ready` says
    that all are canonical and valid already, as the features of a store are; `areas` (n,) are
    their official areas where these are known.
    """

    def __init__(
        self, geoms: Geometries, *, ready: bool = False, areas: Floats | None = None
    ) -> None:
        self.geoms = geoms
        self.areas = areas
        self._copies = geoms if ready else np.full(len(geoms), None, dtype=object)
        self._done = np.full(len(geoms), ready)

    @classmethod
    def of(cls, layer: Geometries | Prepared) -> Prepared:
        """Return `layer` itself where it is prepared."""
        return layer if isinstance(layer, Prepared) else cls(layer)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the tree over all rows."""
        return shapely.STRtree(self.geoms)

    def rows(self, index: Index) -> Geometries:
        """Return canonical copies of the rows (k,) at `index`, none of which is None.

        Those that stand in many pairs are prepared: it pays for a village that meets thousands
        of patches, and costs 25 kB each for patches that meet one village. ValueError with
        position and reason where one is invalid.
        """
        used, times = np.unique(index, return_counts=True)
        new = used[~self._done[used]]
        copies = canonical(self.geoms[new])
        require_valid(copies, new)
        self._copies[new], self._done[new] = copies, True
        shapely.prepare(self._copies[used[times >= _WORTH_PREPARING]])
        found: Geometries = self._copies[index]
        return found
