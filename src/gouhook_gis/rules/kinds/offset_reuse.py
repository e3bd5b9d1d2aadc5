"""Farmland returned to the linkage quota must not be used again as an offset (ZJ-B06)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import DeclaredTotal
from gouhook_gis.domain.units import AreaUnit, shown
from gouhook_gis.domain.words import Role, Stage, Status
from gouhook_gis.geometry.overlay import union_area
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.by_value import ByValue
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.prohibition import Judged, prohibition
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact, TableFact
from gouhook_gis.rules.kinds.parameters import Name, Slot
from gouhook_gis.rules.scene import Scene


class OffsetReuse(Kind):
    """Farmland reclaimed on the parcels of `role` was not used as an offset beyond the surplus.

    Overlaps with offset parcels that were used (`judged`) are summed as ground. The surplus is
    the reclaimed farmland less the farmland taken, both as filed in `declared` (land classes that
    begin with `farmland`). Used beyond the surplus is `fail`; within it, or where the surplus is
    not filed, `needs_review`. At an adjustment nothing is known to have been returned before
    `returned` is filed: a hit is `needs_review`. Used area and surplus are compared as filed, in
    公顷 with 4 decimals. Slivers as in `forbidden_overlap`.

    Measures, m²: `offset_used` (`<=` `offset_surplus`), `overlap`, `slivers`.
    """

    kind: Literal["offset_reuse"]
    role: Role
    slot: Slot
    judged: ByValue
    declared: TableFact
    farmland: Name
    returned: DateFact

    def needs(self) -> Needs:
        """Ask for the offset register; use the filed totals."""
        return Needs(slots=(self.slot,), facts=(self.declared, self.returned))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel, and what was used in all against the surplus."""
        index = scene.measurable(self.role)
        overlap = scene.overlap(self.slot, index)
        pieces, features = overlap.pieces, overlap.features
        hit = [self._judge(features, int(j)).status is Status.FAIL for j in pieces.right]
        rows = np.array(hit, dtype=np.bool_) & ~scene.slivers(pieces)
        used = union_area(pieces.geometry[rows], scene.plane) if rows.any() else 0.0
        surplus = self._surplus(scene)
        status, said = self._ruling(scene, used, surplus)

        def judge(features: Features, row: int) -> Judged:
            judged = self._judge(features, row)
            return Judged(status, said) if judged.status is Status.FAIL else judged

        found = prohibition(scene, self.role, index, self.slot, judge)
        if not rows.any():
            return found
        measures = [
            measured("offset_used", used, "m2")
            if surplus is None
            else measured("offset_used", used, "m2", operator="<=", threshold=surplus)
        ]
        if surplus is not None:
            measures.append(measured("offset_surplus", surplus, "m2"))
        # The pieces are findings of their parcels; this says what they come to.
        text = message(f"{said}_in_all", used=used, surplus=surplus)
        finding = scene.finding(text, measures=measures[:1])
        part = self.role.value
        return [*found, of_project(status, part=part, measures=measures, findings=[finding])]

    def _judge(self, features: Features, row: int) -> Judged:
        return self.judged.judge(features, row, Status.FAIL)

    def _ruling(self, scene: Scene, used: float, surplus: float | None) -> tuple[Status, str]:
        adjusting = scene.case.stage is Stage.ADJUSTMENT
        if adjusting and scene.case.facts.date(self.returned) is None:
            return Status.NEEDS_REVIEW, "offset.not_returned"
        if surplus is None:
            return Status.NEEDS_REVIEW, "offset.no_figures"
        if shown(used, AreaUnit.HECTARE) <= shown(surplus, AreaUnit.HECTARE):
            return Status.NEEDS_REVIEW, "offset.within_surplus"
        return Status.FAIL, "offset.beyond_surplus"

    def _surplus(self, scene: Scene) -> float | None:
        """Return the filed surplus of farmland in m², None where either figure is missing."""
        rows: Sequence[DeclaredTotal] = getattr(scene.case.facts.project, self.declared)
        reclaimed = self._filed(rows, Role.DEMOLITION, "after")
        taken = self._filed(rows, Role.NEW_CONSTRUCTION, "before")
        return None if reclaimed is None or taken is None else reclaimed - taken

    def _filed(self, rows: Sequence[DeclaredTotal], role: Role, moment: str) -> float | None:
        """Return the filed farmland: its total where it is filed, else the sum of its classes."""
        mine = [
            row
            for row in rows
            if row.role is role
            and row.moment == moment
            and row.land_class.startswith(self.farmland)
        ]
        whole = [row.area_m2 for row in mine if row.land_class == self.farmland]
        return math.fsum(whole or [row.area_m2 for row in mine]) if mine else None
