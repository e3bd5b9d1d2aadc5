"""What a prohibition (不得, 避让) comes to: hits, slivers and the limits of the layer's coverage.

Absence is a pass only inside the layer's coverage; a violation counts wherever it is found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic import JsonValue

from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import Assessment, Finding
from gouhook_gis.domain.words import Role, Status, worst
from gouhook_gis.geometry.collect import together
from gouhook_gis.geometry.overlay import Pieces, union_area
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.outcomes import (
    SLIVER_MEASURE,
    not_whole,
    of_parcel,
    of_project,
    of_role,
    unmeasurable,
)
from gouhook_gis.rules.assessing.uncovered import uncovered_finding
from gouhook_gis.rules.ground.coverage import Cover
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Overlap, Scene


@dataclass(frozen=True)
class Judged:
    """How a piece counts: its status (None: it does not), and what its finding says."""

    status: Status | None
    message_id: str


# Judges the feature at a position of the features it is given.
Judge = Callable[[Features, int], Judged]


def prohibition(
    scene: Scene,
    role: Role,
    index: npt.NDArray[np.intp],
    slot: str,
    judge: Judge,
) -> list[Assessment]:
    """Assess the parcels `index` (measurable, of `role`) against the features of `slot`.

    One assessment a parcel that raised anything, one for all the others together, one for
    the layer where its coverage was not declared, one where records of it are lost or without
    shape, one where slivers add up over the rule.
    """
    kind = layer_kind(slot)
    overlap = scene.overlap(slot, index)
    cover = scene.cover(slot, index)
    tiny = scene.slivers(overlap.pieces)
    by_parcel = _grouped(overlap.pieces)
    row_of = {int(position): row for row, position in enumerate(index)}
    counts = np.array(
        [judge(overlap.features, int(j)).status is not None for j in overlap.pieces.right],
        dtype=np.bool_,
    )
    raised: list[Assessment] = []
    for position in map(int, index):
        rows = by_parcel.get(position, [])
        item = _parcel(scene, position, rows, overlap, tiny, judge, cover, row_of[position], kind)
        if item is not None:
            raised.append(item)
    quiet = [a.subject.id for a in raised]
    clean = len(index) - len(quiet)
    layer = scene.case.slots[slot]
    examined: dict[str, JsonValue] = {"layer": layer.layer_id, "features": len(overlap.features)}
    result = raised + unmeasurable(scene, [role])
    if cover.basis == "undeclared" and len(index):
        result.append(
            of_project(
                Status.NEEDS_REVIEW,
                message("rules.coverage_undeclared", kind=kind, layer=layer.layer_id),
                part=role.value,
                examined={"parcels": clean, **examined},
            )
        )
    elif clean:
        nothing = measured("overlap", 0.0, "m2", operator="<=", threshold=0.0)
        result.append(
            of_role(role, Status.PASS, measures=[nothing], examined={"parcels": clean, **examined})
        )
    # What does not count as a hit does not count as a sliver of one either.
    thin = np.flatnonzero(tiny & counts)
    if layer.unusable and len(index):
        result.append(not_whole(layer, role))
    total = math.fsum(overlap.pieces.area[thin])
    if total > scene.profile.slivers.rule_sum_m2:
        limit = scene.profile.slivers.rule_sum_m2
        result.append(
            of_project(
                Status.NEEDS_REVIEW,
                message("rules.slivers_of_rule", area=total, limit=limit, kind=kind),
                part=role.value,
                measures=[measured("slivers_of_rule", total, "m2", operator="<=", threshold=limit)],
                findings=[_sliver_finding(scene, overlap, thin, kind, total, limit)],
            )
        )
    return result


def _parcel(
    scene: Scene,
    position: int,
    rows: Sequence[int],
    overlap: Overlap,
    tiny: npt.NDArray[np.bool_],
    judge: Judge,
    cover: Cover,
    row: int,
    kind: str,
) -> Assessment | None:
    """Assess one parcel; None where it raised nothing and is wholly covered."""
    pieces = overlap.pieces
    verdicts = {r: judge(overlap.features, int(pieces.right[r])) for r in rows}
    counted = [r for r in rows if not tiny[r] and verdicts[r].status is not None]
    thin = [r for r in rows if tiny[r] and verdicts[r].status is not None]
    cleared = [r for r in rows if not tiny[r] and verdicts[r].status is None]
    statuses = [status for r in counted if (status := verdicts[r].status) is not None]
    findings = [_piece_finding(scene, overlap, r, verdicts[r].message_id, kind) for r in counted]
    reason: Message | None = None
    sliver_area = math.fsum(pieces.area[thin])
    limit = scene.profile.slivers.parcel_sum_m2
    if sliver_area > limit:
        statuses.append(Status.NEEDS_REVIEW)
        findings.append(_sliver_finding(scene, overlap, thin, kind, sliver_area, limit))
    if cover.none[row]:
        statuses.append(Status.NOT_RUN)
        reason = message(
            "rules.outside_coverage", kind=kind, parcel=str(scene.parcels.id[position])
        )
    elif cover.part[row]:
        statuses.append(Status.NEEDS_REVIEW)
        findings.append(uncovered_finding(scene, position, cover, row, kind))
    elif cover.basis == "codes" and not cover.known[row]:
        statuses.append(Status.NEEDS_REVIEW)
        reason = message("rules.code_unknown", kind=kind, parcel=str(scene.parcels.id[position]))
    if not statuses and not thin and not cleared:
        return None
    # Where nothing was examined, an overlap of zero would be a statement without ground.
    blind = cover.none[row] and not counted
    measures = [] if blind else [_overlap_measure(scene, pieces, counted)]
    if thin:
        measures.append(measured(SLIVER_MEASURE, sliver_area, "m2", operator="<=", threshold=limit))
    if cleared:
        measures.append(measured("cleared_overlap", math.fsum(pieces.area[cleared]), "m2"))
    return of_parcel(
        scene,
        position,
        worst(statuses) if statuses else Status.PASS,
        reason,
        examined={"kind": kind, "features": len(rows), "slivers": len(thin)},
        measures=measures,
        findings=findings,
    )


def _overlap_measure(scene: Scene, pieces: Pieces, rows: Sequence[int]) -> Measure:
    """Return the ground that the pieces at `rows` of one parcel share, each spot once."""
    shapes = pieces.geometry[list(rows)]
    alone = len(rows) < 2
    return measured(
        "overlap",
        math.fsum(pieces.area[list(rows)]) if alone else union_area(shapes, scene.plane),
        "m2",
        operator="<=",
        threshold=0.0,
        half_width=scene.half_width(shapes, traced=True),
    )


def _piece_finding(scene: Scene, overlap: Overlap, row: int, message_id: str, kind: str) -> Finding:
    pieces, features = overlap.pieces, overlap.features
    position, feature = int(pieces.left[row]), int(pieces.right[row])
    area = float(pieces.area[row])
    parcel_area = float(scene.parcels.area[position])
    return scene.finding(
        message(
            message_id,
            kind=kind,
            parcel=str(scene.parcels.id[position]),
            area=area,
            share=area / parcel_area,
            feature=str(features.ids[feature]),
        ),
        [position],
        geometry=pieces.geometry[row],
        kind=kind,
        reference_ids=[str(features.ids[feature])],
        measures=[measured("overlap", area, "m2", operator="<=", threshold=0.0)],
        outlines=features.geometries[feature],
        reference_shape=True,
    )


def _sliver_finding(
    scene: Scene,
    overlap: Overlap,
    rows: Sequence[int] | npt.NDArray[np.intp],
    kind: str,
    area: float,
    limit: float,
) -> Finding:
    pieces = overlap.pieces
    index = np.asarray(rows, dtype=np.intp)
    return scene.finding(
        message("rules.slivers", kind=kind, area=area, count=len(index), limit=limit),
        sorted({int(i) for i in pieces.left[index]}),
        geometry=together(pieces.geometry[index]),
        kind=kind,
        reference_ids=[str(i) for i in overlap.features.ids[pieces.right[index]]],
        measures=[measured(SLIVER_MEASURE, area, "m2", operator="<=", threshold=limit)],
        reference_shape=True,
    )


def _grouped(pieces: Pieces) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for row, position in enumerate(pieces.left):
        groups.setdefault(int(position), []).append(row)
    return groups
