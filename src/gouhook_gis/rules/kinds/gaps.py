"""Narrow slits between neighbouring parcels (G04)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.geometry.within import gaps, neighbours
from gouhook_gis.rules.assessing.outcomes import of_role
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.parameters import Metres, OnHit
from gouhook_gis.rules.scene import Scene


class Gaps(Kind):
    """No slit narrower than `max_width_m` lies between parcels of one role that nearly touch.

    One assessment a role, one finding a slit.

    Measures, m²: `gap_area` (`<=` 0).
    """

    kind: Literal["gaps"]
    max_width_m: Metres
    on_hit: OnHit

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Look for slits; one assessment a role."""
        result: list[Assessment] = []
        for role in Role:
            index = scene.measurable(role)
            if not len(index):
                continue
            slits = gaps(scene.parcels.geometry[index], self.max_width_m)
            areas = official_area(slits, scene.plane)
            total = measured("gap_area", math.fsum(areas), "m2", operator="<=", threshold=0.0)
            result.append(
                of_role(
                    role,
                    Status(self.on_hit) if len(slits) else Status.PASS,
                    measures=[total],
                    findings=[
                        self._finding(scene, index, slit, float(area))
                        for slit, area in zip(slits, areas, strict=True)
                    ],
                    examined={"parcels": len(index)},
                )
            )
        return result

    def _finding(self, scene: Scene, index: Index, slit: BaseGeometry, area: float) -> Finding:
        shapes = scene.parcels.geometry[index]
        rows, _ = neighbours(np.array([slit], dtype=object), shapes)
        beside = index[rows]
        return scene.finding(
            message(
                "rules.gap",
                parcels=[str(i) for i in scene.parcels.id[beside]],
                area=area,
                width=self.max_width_m,
            ),
            beside,
            geometry=slit,
            measures=[measured("gap_area", area, "m2", operator="<=", threshold=0.0)],
        )
