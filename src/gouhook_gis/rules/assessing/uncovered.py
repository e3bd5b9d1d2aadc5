"""Parcels outside the coverage of a layer: what of them, and what that makes of a rule."""

from __future__ import annotations

import numpy as np

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.rules.assessing.outcomes import of_parcel
from gouhook_gis.rules.ground.coverage import Cover
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


def coverage_outcomes(scene: Scene, slot: str, index: Index) -> list[Assessment]:
    """Return an assessment for each parcel not wholly inside the coverage of `slot`."""
    kind = layer_kind(slot)
    cover = scene.cover(slot, index)
    found = []
    for row in np.flatnonzero(~cover.whole):
        position = int(index[row])
        if cover.part[row]:
            finding = uncovered_finding(scene, position, cover, int(row), kind)
            found.append(of_parcel(scene, position, Status.NEEDS_REVIEW, findings=[finding]))
        else:
            reason = message(
                "rules.outside_coverage", kind=kind, parcel=str(scene.parcels.id[position])
            )
            found.append(of_parcel(scene, position, Status.NOT_RUN, reason))
    return found


def uncovered_finding(scene: Scene, position: int, cover: Cover, row: int, kind: str) -> Finding:
    """Return the finding for a parcel (row of `cover`) that lies partly outside a layer."""
    area = float(cover.uncovered_m2[row])
    return scene.finding(
        message(
            "rules.partly_covered", kind=kind, parcel=str(scene.parcels.id[position]), area=area
        ),
        [position],
        geometry=cover.outside[row],
        kind=kind,
        measures=[measured("uncovered_area", area, "m2", operator="<=", threshold=0.0)],
        traces=[kind],
    )
