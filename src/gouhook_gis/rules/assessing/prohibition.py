"""What a prohibition (不得, 避让) comes to: hits, slivers and the limits of the layer's coverage.

Absence is a pass only inside the layer's coverage; a violation counts wherever it is found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import Message, Param, message
from gouhook_gis.domain.words import Role, Status, worst
from gouhook_gis.geometry.arrays import Index, Mask
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
    """How a piece counts: its status (None: it does not), and what its finding says, with what it
    says beyond parcel, feature, area and share. `told` says whether ground that does not count is
    told of its parcel.
    """

    status: Status | None
    message_id: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    told: bool = True


# Judges the feature at a position of the features it is given.
Judge = Callable[[Features, int], Judged]


def prohibition(
    scene: Scene, role: Role, index: Index, slot: str, judge: Judge
) -> list[Assessment]:
    """Assess the parcels `index` (measurable, of `role`) against the features of `slot`.

    One assessment a parcel that raised anything, one for all the others together, one for
    the layer where its coverage was not declared, one where records of it are lost or without
    shape, one where slivers add up over the rule.
    """
    met = _Met.of(scene, index, slot, judge)
    layer = scene.case.slots[slot]
    raised = [found for row in range(len(index)) if (found := met.parcel(row)) is not None]
    result = [*raised, *unmeasurable(scene, [role])]
    examined: dict[str, JsonValue] = {
        "parcels": len(index) - len(raised),
        "layer": layer.layer_id,
        "features": len(met.overlap.features),
    }
    if met.cover.basis == "undeclared" and len(index):
        reason = message("rules.coverage_undeclared", kind=met.kind, layer=layer.layer_id)
        result.append(of_project(Status.NEEDS_REVIEW, reason, part=role.value, examined=examined))
    elif len(raised) < len(index):
        nothing = measured("overlap", 0.0, "m2", operator="<=", threshold=0.0)
        result.append(of_role(role, Status.PASS, measures=[nothing], examined=examined))
    if layer.unusable and len(index):
        result.append(not_whole(layer, role))
    return [*result, *met.slivers_of_rule(role)]


@dataclass(frozen=True)
class _Met:
    """Parcels and the features they meet: `judged` says how each piece counts, `tiny` which
    are slivers; `rows` are the pieces of a parcel, by its position.
    """

    scene: Scene
    kind: str
    index: Index
    overlap: Overlap
    cover: Cover
    judged: list[Judged]
    tiny: Mask
    rows: dict[int, list[int]]

    @classmethod
    def of(cls, scene: Scene, index: Index, slot: str, judge: Judge) -> _Met:
        """Overlay the parcels with the layer and judge every piece."""
        overlap = scene.overlap(slot, index)
        return cls(
            scene=scene,
            kind=layer_kind(slot),
            index=index,
            overlap=overlap,
            cover=scene.cover(slot, index),
            judged=[judge(overlap.features, int(j)) for j in overlap.pieces.right],
            tiny=scene.slivers(overlap.pieces),
            rows=_grouped(overlap.pieces),
        )

    def parcel(self, row: int) -> Assessment | None:
        """Assess the parcel at `row` of the index; None where it raised nothing."""
        scene, pieces, position = self.scene, self.overlap.pieces, int(self.index[row])
        rows = self.rows.get(position, [])
        hits = [r for r in rows if not self.tiny[r] and self.judged[r].status is not None]
        thin = [r for r in rows if self.tiny[r] and self.judged[r].status is not None]
        told = [r for r in rows if not self.tiny[r] and self.judged[r].told]
        cleared = [r for r in told if self.judged[r].status is None]
        statuses = [status for r in hits if (status := self.judged[r].status) is not None]
        findings = [_piece_finding(scene, self.overlap, r, self.judged[r], self.kind) for r in hits]
        limit = scene.profile.slivers.parcel_sum_m2
        slivers = measured(
            SLIVER_MEASURE, math.fsum(pieces.area[thin]), "m2", operator="<=", threshold=limit
        )
        if slivers.value > limit:
            statuses.append(Status.NEEDS_REVIEW)
            findings.append(self._sliver_finding(thin, slivers))
        if self.cover.part[row]:
            statuses.append(Status.NEEDS_REVIEW)
            findings.append(uncovered_finding(scene, position, self.cover, row, self.kind))
        blind, reason = self._unseen(row)
        statuses += [blind] if blind else []
        if not statuses and not thin and not cleared:
            return None
        # Where nothing was examined, an overlap of zero would be a statement without ground.
        nothing_seen = blind is Status.NOT_RUN and not hits
        measures = [] if nothing_seen else [_overlap_measure(scene, pieces, hits)]
        if thin:
            measures.append(slivers)
        if cleared:
            measures.append(measured("cleared_overlap", math.fsum(pieces.area[cleared]), "m2"))
        return of_parcel(
            scene,
            position,
            worst(statuses) if statuses else Status.PASS,
            reason,
            examined={"kind": self.kind, "features": len(rows), "slivers": len(thin)},
            measures=measures,
            findings=findings,
        )

    def slivers_of_rule(self, role: Role) -> list[Assessment]:
        """Return a `needs_review` where the slivers of all parcels add up to too much."""
        # What does not count as a hit does not count as a sliver of one either.
        counts = np.array([judged.status is not None for judged in self.judged], dtype=np.bool_)
        thin = np.flatnonzero(self.tiny & counts)
        limit = self.scene.profile.slivers.rule_sum_m2
        total = math.fsum(self.overlap.pieces.area[thin])
        if total <= limit:
            return []
        over = measured("slivers_of_rule", total, "m2", operator="<=", threshold=limit)
        return [
            of_project(
                Status.NEEDS_REVIEW,
                message("rules.slivers_of_rule", area=total, limit=limit, kind=self.kind),
                part=role.value,
                measures=[over],
                findings=[self._sliver_finding(thin.tolist(), over)],
            )
        ]

    def _unseen(self, row: int) -> tuple[Status | None, Message | None]:
        """Return what follows where the layer says nothing of the whole parcel, and why."""
        parcel = str(self.scene.parcels.id[self.index[row]])
        if self.cover.none[row]:
            return Status.NOT_RUN, message("rules.outside_coverage", kind=self.kind, parcel=parcel)
        if self.cover.basis == "codes" and not self.cover.known[row]:
            return Status.NEEDS_REVIEW, message("rules.code_unknown", kind=self.kind, parcel=parcel)
        return None, None

    def _sliver_finding(self, rows: Sequence[int], total: Measure) -> Finding:
        pieces, index = self.overlap.pieces, np.asarray(rows, dtype=np.intp)
        ids = self.overlap.features.ids[pieces.right[index]]
        return self.scene.finding(
            message(
                "rules.slivers",
                kind=self.kind,
                area=total.value,
                count=len(index),
                limit=total.threshold,
            ),
            sorted({int(i) for i in pieces.left[index]}),
            geometry=together(pieces.geometry[index]),
            kind=self.kind,
            reference_ids=[str(i) for i in ids],
            measures=[total.model_copy(update={"name": SLIVER_MEASURE})],
            traces=[self.kind],
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


def _piece_finding(scene: Scene, overlap: Overlap, row: int, judged: Judged, kind: str) -> Finding:
    pieces, features = overlap.pieces, overlap.features
    position, feature = int(pieces.left[row]), int(pieces.right[row])
    area = float(pieces.area[row])
    parcel_area = float(scene.parcels.whole_area[position])
    return scene.finding(
        message(
            judged.message_id,
            **judged.params,
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
        traces=[kind],
    )


def _grouped(pieces: Pieces) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for row, position in enumerate(pieces.left):
        groups.setdefault(int(position), []).append(row)
    return groups
