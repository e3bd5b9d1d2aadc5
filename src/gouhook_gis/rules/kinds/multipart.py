"""Parcels of several separate parts (G08)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.sparse_findings import by_parcel
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.parameters import OnHit
from gouhook_gis.rules.scene import Scene


class Multipart(Kind):
    """A parcel is one connected piece.

    One finding a parcel, with the number of parts.

    Measures: `multipart_parcels` (count, `<=` 0).
    """

    kind: Literal["multipart"]
    on_hit: OnHit

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Return one assessment a parcel of several parts, one for all the others."""
        parcels = scene.parcels
        index = np.flatnonzero(parcels.measurable)
        parts = shapely.get_num_geometries(parcels.geometry[index])
        findings = {
            int(index[row]): [
                scene.finding(
                    message(
                        "rules.multipart",
                        parcel=str(parcels.id[index[row]]),
                        count=int(parts[row]),
                    ),
                    [index[row]],
                    geometry=parcels.geometry[index[row]],
                )
            ]
            for row in np.flatnonzero(parts > 1)
        }
        count = measured("multipart_parcels", len(findings), "count", operator="<=", threshold=0)
        return by_parcel(scene, [int(i) for i in index], findings, Status(self.on_hit), count)
