"""Ground of parcels that raises something, by what it is: findings by parcel, slivers summed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.words import Role, Status, worst
from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.geometry.collect import together
from gouhook_gis.geometry.overlay import Pieces, pieces_of
from gouhook_gis.geometry.polygons import polygon_parts
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.rules.assessing.outcomes import SLIVER_MEASURE, of_parcel, of_project, of_role
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Raised:
    """Pieces of parcels (`left`: their positions) that raise `status`; `said` tells what a
    finding says of the piece in a row, `against` the layer kind and the feature that it lies on.
    `traces` are the layer kinds of which the pieces show outlines.
    """

    pieces: Pieces
    status: Status
    said: Callable[[int], Message]
    against: Callable[[int], tuple[str, str]] | None = None
    traces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blind:
    """Why nothing, or not all, can be said of a parcel."""

    status: Status
    reason: Message


def parts_of(index: Index, ground: Geometries, plane: int) -> Pieces:
    """Return the parts of `ground` (k,), each a piece of the parcel at that place of `index`."""
    parts, owner = polygon_parts(ground)
    return pieces_of(index[owner], np.arange(len(parts)), canonical(parts), plane)


def by_ground(
    scene: Scene,
    role: Role,
    index: Index,
    raised: Sequence[Raised],
    *,
    measure: str,
    examined: Mapping[str, int] | None = None,
    blind: Mapping[int, Blind] | None = None,
) -> list[Assessment]:
    """Assess the parcels `index` of `role`: one assessment a parcel that raises anything or is
    `blind`, one for all the others, one where slivers add up over the rule.

    `measure` names the area (m², `<=` 0) that a parcel's pieces come to.
    """
    made = _Made(scene, measure, [(r, scene.slivers(r.pieces)) for r in raised], blind or {})
    told = {int(i): found for i in index if (found := made.parcel(int(i))) is not None}
    result = list(told.values())
    if len(told) < len(index):
        nothing = measured(measure, 0.0, "m2", operator="<=", threshold=0.0)
        counts = {"parcels": len(index) - len(told), **(examined or {})}
        result.append(of_role(role, Status.PASS, examined={**counts}, measures=[nothing]))
    return [*result, *made.slivers_of_rule(role)]


@dataclass(frozen=True)
class _Made:
    scene: Scene
    measure: str
    raised: Sequence[tuple[Raised, np.ndarray[tuple[int], np.dtype[np.bool_]]]]
    blind: Mapping[int, Blind] = field(default_factory=dict)

    def parcel(self, position: int) -> Assessment | None:
        statuses: list[Status] = []
        findings: list[Finding] = []
        area: list[float] = []
        thin: list[tuple[Pieces, Index]] = []
        for raised, tiny in self.raised:
            rows = np.flatnonzero(raised.pieces.left == position)
            thin.append((raised.pieces, rows[tiny[rows]]))
            for row in rows[~tiny[rows]]:
                statuses.append(raised.status)
                area.append(float(raised.pieces.area[row]))
                findings.append(self._finding(raised, int(row)))
        small = [float(a) for pieces, rows in thin for a in pieces.area[rows]]
        limit = self.scene.profile.slivers.parcel_sum_m2
        total = measured(SLIVER_MEASURE, math.fsum(small), "m2", operator="<=", threshold=limit)
        if total.value > limit:
            statuses.append(Status.NEEDS_REVIEW)
            findings.append(self._slivers([position], thin, total))
        blind = self.blind.get(position)
        if blind is not None:
            statuses.append(blind.status)
        if not statuses and not small:
            return None
        piece = measured(self.measure, math.fsum(area), "m2", operator="<=", threshold=0.0)
        return of_parcel(
            self.scene,
            position,
            worst(statuses) if statuses else Status.PASS,
            None if blind is None else blind.reason,
            examined={"slivers": len(small)},
            measures=[piece, *([total] if small else [])],
            findings=findings,
        )

    def slivers_of_rule(self, role: Role) -> list[Assessment]:
        thin = [(raised.pieces, np.flatnonzero(tiny)) for raised, tiny in self.raised]
        limit = self.scene.profile.slivers.rule_sum_m2
        total = math.fsum(float(a) for pieces, rows in thin for a in pieces.area[rows])
        if total <= limit:
            return []
        over = measured("slivers_of_rule", total, "m2", operator="<=", threshold=limit)
        parcels = sorted({int(i) for pieces, rows in thin for i in pieces.left[rows]})
        finding = self._slivers(parcels, thin, over)
        return [
            of_project(Status.NEEDS_REVIEW, part=role.value, measures=[over], findings=[finding])
        ]

    def _finding(self, raised: Raised, row: int) -> Finding:
        pieces = raised.pieces
        area = float(pieces.area[row])
        kind, feature = raised.against(row) if raised.against else ("", "")
        return self.scene.finding(
            raised.said(row),
            [int(pieces.left[row])],
            geometry=pieces.geometry[row],
            kind=kind,
            reference_ids=[feature] if feature else [],
            measures=[measured(self.measure, area, "m2", operator="<=", threshold=0.0)],
            traces=raised.traces,
        )

    def _slivers(
        self, parcels: Sequence[int], thin: Sequence[tuple[Pieces, Index]], total: Measure
    ) -> Finding:
        shapes = np.concatenate([pieces.geometry[rows] for pieces, rows in thin])
        said = message("raised.slivers", count=len(shapes), area=total.value, limit=total.threshold)
        return self.scene.finding(
            said,
            parcels,
            geometry=together(shapes),
            measures=[total.model_copy(update={"name": SLIVER_MEASURE})],
            traces={kind for raised, _ in self.raised for kind in raised.traces},
        )
