"""Parcels too narrow to be ground (G07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.polygons import widths
from gouhook_gis.rules.assessing.sparse_findings import by_parcel
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.parameters import Metres, OnHit
from gouhook_gis.rules.scene import Scene


class NarrowParcel(Kind):
    """No parcel is narrower than `width_m` (2 × area / perimeter, planar).

    One finding a parcel, with its width.

    Measures: `narrow_parcels` (count, `<=` 0); a finding's own `width` (m).
    """

    kind: Literal["narrow_parcel"]
    width_m: Metres
    on_hit: OnHit

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Return one assessment a narrow parcel, one for all the others."""
        parcels = scene.parcels
        index = np.flatnonzero(parcels.measurable)
        shapes = parcels.geometry[index]
        wide = widths(shapes)
        findings: dict[int, list[Finding]] = {}
        for row in np.flatnonzero(wide < self.width_m):
            position = int(index[row])
            width = measured("width", float(wide[row]), "m", operator=">=", threshold=self.width_m)
            said = message(
                "rules.narrow",
                parcel=str(parcels.id[position]),
                width=width.value,
                limit=self.width_m,
            )
            findings[position] = [
                scene.finding(said, [position], geometry=shapes[row], measures=[width])
            ]
        count = measured("narrow_parcels", len(findings), "count", operator="<=", threshold=0)
        return by_parcel(scene, [int(i) for i in index], findings, Status(self.on_hit), count)
