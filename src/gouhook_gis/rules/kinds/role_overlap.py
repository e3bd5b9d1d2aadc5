"""Parcels of two roles must not overlap (ZJ-B25)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Assessment
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.overlay import overlay
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.outcomes import of_project, unmeasurable
from gouhook_gis.rules.pairs import pairs_assessment
from gouhook_gis.rules.scene import Scene, relabelled


class RoleOverlap(Kind):
    """Parcels of role `first` share no ground with parcels of role `second`, beyond slivers.

    One finding a pair of parcels; slivers as in `forbidden_overlap`.

    Measures, m²: `overlap` (`<=` 0), `slivers`.
    """

    kind: Literal["role_overlap"]
    first: Role
    second: Role

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Overlay the two roles; one assessment of the project, one finding a pair."""
        first, second = scene.measurable(self.first), scene.measurable(self.second)
        undone = unmeasurable(scene, [self.first, self.second])
        if not len(scene.of(self.first)) or not len(scene.of(self.second)):
            empty = self.first if not len(scene.of(self.first)) else self.second
            return [of_project(Status.NOT_RUN, message("rules.no_parcels", role=empty)), *undone]
        shapes = scene.parcels.geometry
        pieces = overlay(shapes[first], shapes[second], scene.plane)
        pairs = relabelled(pieces, first, second)
        return [pairs_assessment(scene, pairs, "rules.roles_overlap"), *undone]
