"""The same point twice in a row (G06)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.collect import marks
from gouhook_gis.geometry.shape import repeated_vertices
from gouhook_gis.rules.assessing.sparse_findings import by_parcel
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.parameters import Metres, OnHit
from gouhook_gis.rules.scene import Scene


class RepeatedVertices(Kind):
    """No two successive points of a boundary are `tolerance_m` or less apart.

    One finding a parcel, with the number of points and the first place.

    Measures: `repeated_vertices` (count, `<=` 0).
    """

    kind: Literal["repeated_vertices"]
    tolerance_m: Metres
    on_hit: OnHit

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Return one assessment a parcel with repeated points, one for all the others."""
        parcels = scene.parcels
        index = np.flatnonzero(parcels.measurable)
        found = repeated_vertices(parcels.geometry[index], self.tolerance_m)
        findings: dict[int, list[Finding]] = {}
        for row in np.unique(found.index):
            position, rows = int(index[row]), np.flatnonzero(found.index == row)
            said = message(
                "rules.repeated_vertices", parcel=str(parcels.id[position]), count=len(rows)
            )
            places = marks(np.asarray(shapely.points(found.x[rows], found.y[rows])))
            findings[position] = [scene.finding(said, [position], geometry=places)]
        count = measured("repeated_vertices", len(found.index), "count", operator="<=", threshold=0)
        return by_parcel(scene, [int(i) for i in index], findings, Status(self.on_hit), count)
