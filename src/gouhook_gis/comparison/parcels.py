"""Two versions of a project area, parcel by parcel: which is which, and what changed about it.

Parcels are told apart by their ground (the same rings, then the ground they share) and by their
declared number beside it, role by role: a demolition parcel never becomes a new-construction one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gouhook_gis.comparison.ground import Small, beyond, substantial
from gouhook_gis.domain.submission import Parcel
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Geometries, Mask
from gouhook_gis.geometry.overlay import overlay

Aspect = Literal["geometry", "id", "purpose", "village_code"]
State = Literal["unchanged", "changed", "brought_in", "taken_out"]
# Parcels of different numbers are one parcel where they share this much of the smaller one.
_SAME_GROUND = 0.5


@dataclass(frozen=True)
class Version:
    """The parcels of one role in one version, and their shapes (n,) in the plane, None where
    they cannot be measured.
    """

    parcels: Sequence[Parcel]
    shapes: Geometries


@dataclass(frozen=True)
class Change:
    """A parcel of the earlier version (position `old`) and of the later one (`new`), None where
    it is not there; `aspects` say what changed.
    """

    old: int | None
    new: int | None
    aspects: tuple[Aspect, ...] = ()

    @property
    def state(self) -> State:
        """Return what became of the parcel."""
        if self.old is None:
            return "brought_in"
        if self.new is None:
            return "taken_out"
        return "changed" if self.aspects else "unchanged"


def compare_parcels(old: Version, new: Version, plane: int, small: Small) -> list[Change]:
    """Return what became of every parcel of one role: those of `new` in their order, then those
    taken out.

    Matched in this order: same rings and number; same rings; same number and common ground; most
    common ground, at least half of the smaller. Of a parcel that was split or merged the largest
    part is the changed parcel, the others were brought in or taken out. A difference that is only
    slivers is no change of geometry; a shape that cannot be measured is unchanged where its rings
    are the same.
    """
    pairs = _Pairs({}, {})
    for i, j in [*_same_rings(old, new), *_common_ground(old, new, plane)]:
        pairs.add(i, j)
    moved = _moved(old, new, pairs, plane, small)
    found = []
    for j, parcel in enumerate(new.parcels):
        before = pairs.by_new.get(j)
        if before is None:
            found.append(Change(None, j))
        else:
            aspects = _aspects(old.parcels[before], parcel, moved=bool(moved[j]))
            found.append(Change(before, j, aspects))
    return found + [Change(i, None) for i in range(len(old.parcels)) if i not in pairs.by_old]


@dataclass(frozen=True)
class _Pairs:
    """One to one: the first pair offered for a parcel holds."""

    by_old: dict[int, int]
    by_new: dict[int, int]

    def add(self, i: int, j: int) -> None:
        if i not in self.by_old and j not in self.by_new:
            self.by_old[i], self.by_new[j] = j, i


def _same_rings(old: Version, new: Version) -> Iterator[tuple[int, int]]:
    """Yield pairs of the same rings, those of the same number first."""
    by_content: dict[str, list[int]] = {}
    for i, parcel in enumerate(old.parcels):
        if parcel.content_id is not None:
            by_content.setdefault(parcel.content_id, []).append(i)
    same = [
        (i, j) for j, p in enumerate(new.parcels) for i in by_content.get(p.content_id or "", ())
    ]
    yield from ((i, j) for i, j in same if old.parcels[i].id == new.parcels[j].id)
    yield from same


def _common_ground(old: Version, new: Version, plane: int) -> Iterator[tuple[int, int]]:
    """Yield pairs that share ground, those of the same number first, the largest share first."""
    shared = overlay(old.shapes, new.shapes, plane)
    areas = official_area(old.shapes, plane), official_area(new.shapes, plane)
    smaller = np.minimum(areas[0][shared.left], areas[1][shared.right])
    order = np.lexsort((shared.right, shared.left, -shared.area))
    rows = [(int(shared.left[k]), int(shared.right[k]), int(k)) for k in order]
    yield from ((i, j) for i, j, _ in rows if old.parcels[i].id == new.parcels[j].id)
    yield from ((i, j) for i, j, k in rows if shared.area[k] >= _SAME_GROUND * smaller[k])


def _moved(old: Version, new: Version, pairs: _Pairs, plane: int, small: Small) -> Mask:
    """Return (n,) which parcels of `new` cover other ground than their counterpart, both ways."""
    moved = np.zeros(len(new.parcels), dtype=np.bool_)
    for j, i in pairs.by_new.items():
        if old.parcels[i].content_id == new.parcels[j].content_id:
            continue
        a, b = old.shapes[i : i + 1], new.shapes[j : j + 1]
        moved[j] = any(
            substantial(beyond(x, y, plane), plane, small)[0] for x, y in ((a, b), (b, a))
        )
    return moved


def _aspects(old: Parcel, new: Parcel, *, moved: bool) -> tuple[Aspect, ...]:
    changed: list[tuple[Aspect, bool]] = [
        ("geometry", moved),
        ("id", old.id != new.id),
        ("purpose", old.purpose != new.purpose),
        ("village_code", old.village_code != new.village_code),
    ]
    return tuple(aspect for aspect, differs in changed if differs)
