"""Parcels of one role overlapping one another (G03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.within import overlaps
from gouhook_gis.rules.assessing.outcomes import unmeasurable
from gouhook_gis.rules.assessing.pairs import pairs_assessments
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.scene import Scene


class SelfOverlap(Kind):
    """Parcels of one role do not overlap, beyond slivers; duplicates are left to G02.

    One assessment a role, one finding a pair. Totals count overlapped ground once whatever this
    says.

    Measures, m²: `overlap` (`<=` 0), `slivers` (of a parcel), `slivers_of_rule`.
    """

    kind: Literal["self_overlap"]

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Overlay each role with itself; one assessment a role."""
        result: list[Assessment] = []
        for role in Role:
            index = scene.measurable(role)
            if not len(scene.of(role)):
                continue
            pieces = overlaps(scene.parcels.geometry[index], scene.plane)
            pairs = pieces.of(index, index)
            result += pairs_assessments(scene, pairs, "rules.same_role_overlap", part=role)
            result += unmeasurable(scene, [role])
        return result
