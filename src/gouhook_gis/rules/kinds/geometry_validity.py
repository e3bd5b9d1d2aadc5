"""Whether parcel boundaries are valid polygons (G01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.validity import defects
from gouhook_gis.rules.assessing.sparse_findings import by_parcel
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.scene import Scene


class GeometryValidity(Kind):
    """Every parcel's boundary is a valid polygon (OGC Simple Features).

    A parcel yields its first class of defect only, with reason and place, so that one bow-tie
    does not also count as overlaps. A parcel without a geometry is F07's, not counted here.

    Measures: `defective_parcels` (count, `<=` 0).
    """

    kind: Literal["geometry_validity"]

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Return one assessment a defective parcel, one for all the others."""
        parcels = scene.parcels
        index = np.flatnonzero([shape is not None for shape in parcels.geometry])
        findings: dict[int, list[Finding]] = {}
        for defect in defects(parcels.geometry[index]):
            position = int(index[defect.index])
            place = (
                None if defect.x is None or defect.y is None else shapely.Point(defect.x, defect.y)
            )
            said = message(
                f"rules.invalid.{defect.reason}",
                parcel=str(parcels.id[position]),
                x=defect.x,
                y=defect.y,
            )
            findings.setdefault(position, []).append(
                scene.finding(said, [position], geometry=place)
            )
        count = measured("defective_parcels", len(findings), "count", operator="<=", threshold=0)
        return by_parcel(scene, [int(i) for i in index], findings, Status.FAIL, count)
