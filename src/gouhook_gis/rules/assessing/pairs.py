"""Parcels that overlap one another: a finding a pair, slivers listed and summed by parcel."""

from __future__ import annotations

import math

import numpy as np

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status, worst
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.geometry.collect import together
from gouhook_gis.geometry.overlay import Pieces
from gouhook_gis.rules.assessing.outcomes import SLIVER_MEASURE, of_parcel, of_project
from gouhook_gis.rules.scene import Scene


def pairs_assessments(scene: Scene, pieces: Pieces, said: str, part: str = "") -> list[Assessment]:
    """Assess overlaps between parcels; `pieces.left` and `.right` are parcel positions.

    One assessment of the project with a finding a pair, and one for each parcel that has
    slivers: above the profile's sums, of a parcel or of all, they are for review. A sliver
    between two parcels belongs to both, and counts once in the sum of all.
    """
    tiny = scene.slivers(pieces)
    thin = np.flatnonzero(tiny)
    wide = np.flatnonzero(~tiny)
    findings = [_pair(scene, pieces, int(row), said) for row in wide]
    statuses = [Status.FAIL if findings else Status.PASS]
    overlap = measured(
        "overlap",
        math.fsum(pieces.area[wide]),
        "m2",
        operator="<=",
        threshold=0.0,
        half_width=scene.half_width(pieces.geometry[wide], traced=False),
    )
    measures = [overlap]
    limit = scene.profile.slivers.rule_sum_m2
    total = math.fsum(pieces.area[thin])
    if len(thin):
        measures.append(measured("slivers_of_rule", total, "m2", operator="<=", threshold=limit))
    if total > limit:
        statuses.append(Status.NEEDS_REVIEW)
        findings.append(_slivers(scene, pieces, thin, measures[-1]))
    project = of_project(
        worst(statuses),
        part=part,
        examined={"parcels": len(scene.parcels), "slivers": len(thin)},
        measures=measures,
        findings=findings,
    )
    return [project, *_by_parcel(scene, pieces, thin)]


def _by_parcel(scene: Scene, pieces: Pieces, thin: Index) -> list[Assessment]:
    limit = scene.profile.slivers.parcel_sum_m2
    found = []
    told: set[int] = set()
    for position in sorted({*map(int, pieces.left[thin]), *map(int, pieces.right[thin])}):
        rows = thin[(pieces.left[thin] == position) | (pieces.right[thin] == position)]
        total = math.fsum(pieces.area[rows])
        slivers = measured(SLIVER_MEASURE, total, "m2", operator="<=", threshold=limit)
        over = total > limit
        # The same ground is drawn once, under the first of the two parcels.
        fresh = over and not told.issuperset(rows.tolist())
        told.update(rows.tolist() if over else ())
        found.append(
            of_parcel(
                scene,
                position,
                Status.NEEDS_REVIEW if over else Status.PASS,
                examined={"slivers": len(rows)},
                measures=[slivers],
                findings=[_slivers(scene, pieces, rows, slivers)] if fresh else [],
            )
        )
    return found


def _pair(scene: Scene, pieces: Pieces, row: int, said: str) -> Finding:
    ids, area = scene.parcels.id, float(pieces.area[row])
    first, second = int(pieces.left[row]), int(pieces.right[row])
    return scene.finding(
        message(said, first=str(ids[first]), second=str(ids[second]), area=area),
        [first, second],
        geometry=pieces.geometry[row],
        measures=[measured("overlap", area, "m2", operator="<=", threshold=0.0)],
    )


def _slivers(scene: Scene, pieces: Pieces, rows: Index, total: Measure) -> Finding:
    return scene.finding(
        message("rules.pair_slivers", area=total.value, count=len(rows), limit=total.threshold),
        sorted({*map(int, pieces.left[rows]), *map(int, pieces.right[rows])}),
        geometry=together(pieces.geometry[rows]),
        measures=[total],
    )
