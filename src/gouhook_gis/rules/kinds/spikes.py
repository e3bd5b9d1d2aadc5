"""Needle-sharp corners (G05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.shape import spikes
from gouhook_gis.rules.assessing.sparse_findings import by_parcel
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.parameters import Degrees, OnHit
from gouhook_gis.rules.scene import Scene


class Spikes(Kind):
    """No corner of a parcel is sharper than `max_angle_deg`.

    One finding a corner, with its angle and place.

    Measures: `spikes` (count, `<=` 0).
    """

    kind: Literal["spikes"]
    max_angle_deg: Degrees
    on_hit: OnHit

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Return one assessment a parcel with spikes, one for all the others."""
        parcels = scene.parcels
        index = np.flatnonzero(parcels.measurable)
        findings: dict[int, list[Finding]] = {}
        found = spikes(parcels.geometry[index], self.max_angle_deg)
        for row, x, y, angle in zip(found.index, found.x, found.y, found.angle, strict=True):
            position = int(index[row])
            said = message(
                "rules.spike",
                parcel=str(parcels.id[position]),
                angle=float(angle),
                limit=self.max_angle_deg,
            )
            findings.setdefault(position, []).append(
                scene.finding(said, [position], geometry=shapely.points(x, y))
            )
        count = measured("spikes", len(found.index), "count", operator="<=", threshold=0)
        return by_parcel(scene, [int(i) for i in index], findings, Status(self.on_hit), count)
