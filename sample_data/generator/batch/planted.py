"""What is planted in the sixty submissions, by the number of the submission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.plan import Cell, Rectangle
from generator.project import Role

COUNT = 60

Both = Literal["demolition", "new_construction", "mixed", "sliver", "touching"]


@dataclass(frozen=True)
class Shared:
    """Ground that submissions share, or seem to: all of them in one village.

    `mixed`: demolition of the first, new construction of the others. A `sliver` is 0.5 m² and
    `touching` parcels have one edge in common: neither is double use. `parcel` is an id that all
    of them give their parcel.
    """

    members: tuple[int, ...]
    roles: Both
    parcel: str | None = None


SHARED = (
    Shared((1, 2), "demolition"),
    Shared((3, 4), "demolition"),
    Shared((5, 6), "demolition", parcel="CJ88"),
    Shared((7, 8), "new_construction"),
    Shared((9, 10), "new_construction"),
    Shared((11, 12), "new_construction", parcel="JX88"),
    Shared((13, 14), "mixed"),
    Shared((15, 16), "mixed"),
    Shared((17, 18, 19), "demolition"),
    Shared((20, 21, 22), "new_construction"),
    Shared((23, 24), "sliver"),
    Shared((25, 26), "touching"),
)


@dataclass(frozen=True)
class Defect:
    """One parcel drawn by hand, and the rule that fails by it with so many m² of the plane."""

    member: int
    rule: str
    role: Role
    cell: Cell | None
    rectangle: Rectangle
    planar: float


# Beside the ground that generator/plan.py draws by hand for violations.zip.
DEFECTS = (
    Defect(30, "ZJ-B02", "new_construction", (6, 4), (7710, 5170, 7770, 5200), 30 * 30.0),
    Defect(31, "ZJ-B02", "new_construction", (6, 4), (7700, 5420, 7760, 5450), 40 * 30.0),
    Defect(32, "ZJ-B03", "new_construction", (6, 5), (7600, 6350, 7660, 6380), 20 * 30.0),
    Defect(33, "ZJ-B03", "new_construction", (6, 5), (7530, 6380, 7560, 6420), 20 * 20.0),
    Defect(34, "ZJ-B17", "new_construction", None, (-8_000, 1_000, -7_950, 1_030), 50 * 30.0),
)
# Parcels of their own that overlap: new construction on demolition (8 × 10 m), and filed twice.
ON_ITS_OWN, FILED_TWICE = 35, 36
WRONG_VILLAGE = 37
# New construction on JX002 of the accepted project of generator/filed.py, and on JX001 of the
# withdrawn one, which is no double use: village, parcel.
ON_FILED, ON_ENDED = 38, 39
ON_EARLIER: dict[int, tuple[Cell, Rectangle]] = {
    ON_FILED: ((6, 5), (7710, 6510, 7730, 6530)),
    ON_ENDED: ((1, 2), (1760, 2800, 1790, 2830)),
}
# Projects of the neighbour county, beside the layers of this one.
NEIGHBOURS = (57, 58)
BROKEN, WITHOUT_DBF = 59, 60
# What the quota of each county falls short of the total by, whole m².
SHORT = {"510999": 1_234, "510998": 100}
