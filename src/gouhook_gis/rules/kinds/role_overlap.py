"""Parcels of two roles must not overlap (ZJ-B25)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.overlay import overlay
from gouhook_gis.rules.assessing.outcomes import no_parcels, unmeasurable
from gouhook_gis.rules.assessing.pairs import pairs_assessments
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.scene import Scene


class RoleOverlap(Kind):
    """Parcels of role `first` share no ground with parcels of role `second`, beyond slivers.

    One finding a pair of parcels; slivers as in `forbidden_overlap`, listed by parcel.

    Measures, m²: `overlap` (`<=` 0), `slivers` (of a parcel), `slivers_of_rule`.
    """

    kind: Literal["role_overlap"]
    first: Role
    second: Role

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Overlay the two roles; a finding a pair, slivers by parcel."""
        first, second = scene.measurable(self.first), scene.measurable(self.second)
        undone = unmeasurable(scene, [self.first, self.second])
        if not len(scene.of(self.first)) or not len(scene.of(self.second)):
            empty = self.first if not len(scene.of(self.first)) else self.second
            return [no_parcels(empty), *undone]
        shapes = scene.parcels.geometry
        pieces = overlay(shapes[first], shapes[second], scene.plane)
        pairs = pieces.of(first, second)
        return [*pairs_assessments(scene, pairs, "rules.roles_overlap"), *undone]
