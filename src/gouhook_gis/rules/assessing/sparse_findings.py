"""A check of single parcels: findings by parcel, and one assessment for all the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.outcomes import of_parcel, of_project
from gouhook_gis.rules.scene import Scene


def by_parcel(
    scene: Scene,
    examined: Sequence[int],
    findings: Mapping[int, Sequence[Finding]],
    status: Status,
    measure: Measure,
) -> list[Assessment]:
    """Return an assessment of `status` for each parcel with findings, one pass for the rest.

    `examined` are the positions looked at; `measure` (a count) stands on the project's.
    """
    raised = [
        of_parcel(scene, position, status, findings=findings[position])
        for position in sorted(findings)
    ]
    quiet = len(np.setdiff1d(np.asarray(examined, dtype=np.intp), list(findings)))
    if not raised and not quiet:
        return []
    summary = of_project(
        status if raised else Status.PASS,
        examined={"parcels": len(examined)},
        measures=[measure],
    )
    return [*raised, summary]
