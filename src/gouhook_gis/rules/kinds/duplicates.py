"""The same boundary filed twice (G02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.within import duplicates
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.scene import Scene


class Duplicates(Kind):
    """No two parcels have the same boundary at 0.0001 m, whatever their roles and ids.

    One finding a group of equal parcels.

    Measures: `duplicate_groups` (count, `<=` 0).
    """

    kind: Literal["duplicates"]

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Group equal boundaries; one assessment of the project."""
        parcels = scene.parcels
        index = np.flatnonzero([shape is not None for shape in parcels.geometry])
        if not len(index):
            return []
        groups = [index[[*group]] for group in duplicates(parcels.geometry[index])]
        findings = [
            scene.finding(
                message("rules.duplicates", parcels=[str(i) for i in parcels.id[group]]),
                group,
                geometry=parcels.geometry[group[0]],
            )
            for group in groups
        ]
        count = measured("duplicate_groups", len(groups), "count", operator="<=", threshold=0)
        return [
            of_project(
                Status.FAIL if groups else Status.PASS,
                examined={"parcels": len(index)},
                measures=[count],
                findings=findings,
            )
        ]
