"""How pairs of polygons lie, and the area they share, without building what they share.

The area is good to `bound`, some hundredths of a square metre for a parcel (largest difference
seen from the official area of GEOS' piece: 0.005 m²), because the official method rounds every
vertex of the piece to 1e-6 seconds. So it screens: what is printed, summed or compared is
measured by `overlay`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from gouhook_gis.geometry.arrays import Floats, Index, Mask
from gouhook_gis.geometry.kernel.ready import LOADER, Loop
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.geometry.threads import in_threads, runs
from gouhook_gis.geometry.transform import keeps_form
from gouhook_gis.geometry.zones import zone_of

Relations = npt.NDArray[np.int8]

# Loading the loop pays where GEOS would be busy for longer; once it is there, nearly always.
_WORTH_LOADING, _WORTH_CALLING = 20_000, 200
# Where one of two layers has to be transformed, their lines are this near to what they were.
_SLACK_M, _SLACK_DEGREES = 0.01, 1e-7
_A_THREAD = 4096


class Relation(IntEnum):
    """How a left and a right polygon lie; whatever is not UNDECIDED is certain."""

    UNDECIDED = 0
    """Boundaries touch, or nearly, or cross with next to nothing between them: ask GEOS."""
    NOTHING = 1
    """No ground is shared, or what an overlay calls noise (below 1e-6 m²)."""
    PARTLY = 2
    """Ground is shared, and neither covers the other."""
    LEFT_INSIDE = 3
    """The right one covers the left one; the boundaries do not touch."""
    RIGHT_INSIDE = 4
    """The left one covers the right one; the boundaries do not touch."""


@dataclass(frozen=True)
class Shares:
    """Pairs (k,) of polygons: positions in two layers, `area` in m² that they share on the
    ellipsoid, `bound` in m² by which the official area may differ from it, `relation`
    (`Relation`, int8).
    """

    left: Index
    right: Index
    area: Floats
    bound: Floats
    relation: Relations

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.left)

    def take(self, index: Index | Mask) -> Shares:
        """Return the pairs at `index` (positions or mask)."""
        return Shares(
            left=self.left[index],
            right=self.right[index],
            area=self.area[index],
            bound=self.bound[index],
            relation=self.relation[index],
        )


def loop_for(pairs: int) -> Loop | None:
    """Return the compiled loop where it pays for so many pairs and is there, else None."""
    return LOADER.loop(load=pairs >= _WORTH_LOADING) if pairs >= _WORTH_CALLING else None


def shares_of(
    loop: Loop,
    left: Ragged,
    right: Ragged,
    pairs: tuple[Index, Index],
    epsg: tuple[int, int],
    *,
    exact: bool = True,
) -> Shares:
    """Return how pairs (k,) of valid polygons lie.

    `pairs` are positions in `left` and `right`, `epsg` their systems: one, or planes of one
    meridian, else ValueError. `exact` says that the coordinates are those that an overlay would
    use; else near boundaries are undecided. Where one holds the other, and where nothing is
    shared, `area` and `bound` are 0: the caller knows their areas.
    """
    (i, j), (left_epsg, right_epsg) = pairs, epsg
    own, other = zone_of(left_epsg), zone_of(right_epsg)
    if own.central_meridian != other.central_meridian:
        raise ValueError(f"EPSG:{left_epsg} and EPSG:{right_epsg} are not planes of one meridian")
    slack = _SLACK_DEGREES if own.geographic else _SLACK_M
    if exact and not own.geographic and keeps_form(right_epsg, left_epsg):
        slack = 0.0
    plane = (
        int(own.geographic),
        other.false_easting - own.false_easting,
        own.false_easting,
        own.geographic,
        slack,
    )
    k = len(i)
    found = Shares(i, j, np.zeros(k), np.zeros(k), np.zeros(k, dtype=np.int8))
    rows = np.ascontiguousarray(i, np.int64), np.ascontiguousarray(j, np.int64)

    def screen(run: slice) -> None:
        answers = found.relation[run], found.area[run], found.bound[run]
        loop(tuple(left), tuple(right), rows[0][run], rows[1][run], *plane, *answers)

    in_threads(screen, runs(k, _A_THREAD))
    return found
