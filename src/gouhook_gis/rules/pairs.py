"""Parcels that overlap one another: one assessment, a finding a pair, slivers apart."""

from __future__ import annotations

import math

import numpy as np

from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Assessment
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.collect import together
from gouhook_gis.geometry.overlay import Pieces
from gouhook_gis.rules.outcomes import SLIVER_MEASURE, of_project
from gouhook_gis.rules.prohibition import small
from gouhook_gis.rules.scene import Scene


def pairs_assessment(scene: Scene, pieces: Pieces, said: str, part: str = "") -> Assessment:
    """Assess overlaps between parcels; `pieces.left` and `.right` are parcel positions."""
    tiny = small(scene, pieces)
    parcels = scene.parcels
    findings = [
        scene.finding(
            message(
                said,
                first=str(parcels.id[pieces.left[row]]),
                second=str(parcels.id[pieces.right[row]]),
                area=float(pieces.area[row]),
            ),
            [pieces.left[row], pieces.right[row]],
            geometry=pieces.geometry[row],
            measures=[
                measured("overlap", float(pieces.area[row]), "m2", operator="<=", threshold=0.0)
            ],
        )
        for row in np.flatnonzero(~tiny)
    ]
    status = Status.FAIL if findings else Status.PASS
    overlap = measured(
        "overlap",
        math.fsum(pieces.area[~tiny]),
        "m2",
        operator="<=",
        threshold=0.0,
        half_width=scene.half_width(pieces.geometry[~tiny], traced=False),
    )
    measures = [overlap]
    thin = math.fsum(pieces.area[tiny])
    limit = scene.profile.slivers.parcel_sum_m2
    if np.any(tiny):
        measures.append(measured(SLIVER_MEASURE, thin, "m2", operator="<=", threshold=limit))
    if thin > limit:
        rows = np.flatnonzero(tiny)
        if status is Status.PASS:
            status = Status.NEEDS_REVIEW
        findings.append(
            scene.finding(
                message("rules.pair_slivers", area=thin, count=len(rows), limit=limit),
                sorted({*map(int, pieces.left[rows]), *map(int, pieces.right[rows])}),
                geometry=together(pieces.geometry[rows]),
                measures=[measures[-1]],
            )
        )
    return of_project(
        status,
        part=part,
        examined={"parcels": len(parcels), "slivers": int(np.sum(tiny))},
        measures=measures,
        findings=findings,
    )
