"""The grade of farmland by parcel, 1 is best, on one of two scales that are never mixed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Index, Mask, Objects
from gouhook_gis.rules.ground.land import numbers, sums
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.scene import Scene

# Field of the grade layer, best and worst grade, by scale: 等别 1–15, 耕地质量等级 1–10.
SCALES = {"utilisation_grade": ("GDDB", 1.0, 15.0), "quality_grade": ("ZLDJ", 1.0, 10.0)}


@dataclass(frozen=True)
class Grades:
    """Arrays by position in the parcel table: `grade` (NaN where unknown), its `scale` (None).

    `from_layer`: positions whose grade is the mean, by area, of the grade layer.
    """

    grade: Floats
    scale: Objects
    from_layer: Index

    def outside_scale(self, index: Index) -> Index:
        """Return those of `index` whose grade is none of its scale."""
        return np.array(
            [i for i in index if self.scale[i] is not None and not self._within(int(i))],
            dtype=np.intp,
        )

    def _within(self, position: int) -> bool:
        _, best, worst = SCALES[self.scale[position]]
        return bool(np.isnan(self.grade[position]) or best <= self.grade[position] <= worst)


def grades(
    scene: Scene,
    index: Index,
    farmed: Index,
    slot: str,
    farmland: Floats,
    covered_share: float,
) -> Grades:
    """Return the grades of the parcels `index`.

    The grade filed in the 挂接表 counts; without one, for those `farmed` before the project (what
    is reclaimed was no field then), the layer in `slot` where it is supplied and grades at least
    `covered_share` of the parcel's `farmland` (gross, m², by position).
    """
    filed = linked(scene)
    grade, scale = filed.grade.copy(), filed.grade_scale.copy()
    without = farmed[np.isnan(grade[farmed])]
    none = np.zeros(0, dtype=np.intp)
    if scene.edition(slot) is None or not len(without):
        return Grades(grade, scale, none)
    used = {scale[i] for i in index if scale[i] is not None and not np.isnan(grade[i])}
    taken: list[int] = []
    for name in used if len(used) == 1 else SCALES:
        mean, covered = _means(scene, slot, index, SCALES[name][0])
        enough = without[~np.isnan(mean[without])]
        enough = enough[covered[enough] >= covered_share * farmland[enough]]
        grade[enough], scale[enough] = mean[enough], name
        without = np.setdiff1d(without, enough)
        taken += map(int, enough)
    return Grades(grade, scale, np.array(sorted(taken), dtype=np.intp))


def _means(scene: Scene, slot: str, index: Index, field: str) -> tuple[Floats, Floats]:
    """Return the mean grade by area of each parcel (n,), NaN for none, and the area graded."""
    overlap = scene.overlap(slot, index)
    values = numbers(overlap.features.columns.get(field), len(overlap.features))
    pieces = overlap.pieces
    graded: Mask = ~np.isnan(values)[pieces.right] & ~scene.slivers(pieces)
    n = len(scene.parcels)
    area = sums(pieces.left, pieces.area, graded, n)
    weighted = sums(pieces.left, pieces.area * np.nan_to_num(values)[pieces.right], graded, n)
    mean: Floats = np.divide(weighted, area, out=np.full(n, np.nan), where=area > 0)
    return mean, area
