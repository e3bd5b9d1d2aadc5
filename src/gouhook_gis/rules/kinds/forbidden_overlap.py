"""Parcels of a role must not overlap a layer (ZJ-B01, B02, B34 …)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.report import Assessment
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import OnHit, Slot
from gouhook_gis.rules.scene import Scene


class ForbiddenOverlap(Kind):
    """The parcels of `role` share no ground with the features in `slot`, beyond slivers.

    One finding a parcel and feature; a hit gives `on_hit`. Slivers of the profile are summed:
    above 1 m² a parcel or 10 m² in all the outcome is `needs_review`. Absence is evidence only
    where the layer's coverage is known.

    Measures, m²: `overlap` (union of the pieces, `<=` 0), `slivers`; a finding's own `overlap`.
    """

    kind: Literal["forbidden_overlap"]
    role: Role
    slot: Slot
    on_hit: OnHit = "fail"

    def needs(self) -> Needs:
        """Ask for the layer."""
        return Needs(slots=(self.slot,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel of the role."""
        said = "rules.overlap" if self.on_hit == "fail" else "rules.overlap_review"
        hit = Judged(Status(self.on_hit), said)
        return prohibition(
            scene, self.role, scene.measurable(self.role), self.slot, lambda _features, _row: hit
        )
