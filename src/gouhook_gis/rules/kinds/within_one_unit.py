"""Each parcel lies in one administrative unit (ZJ-B15)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status, worst
from gouhook_gis.rules.assessing.outcomes import SLIVER_MEASURE, of_parcel, of_role, unmeasurable
from gouhook_gis.rules.assessing.uncovered import uncovered_finding
from gouhook_gis.rules.assessing.unnamed import nameless, names_unit, unnamed
from gouhook_gis.rules.ground.coverage import Cover
from gouhook_gis.rules.ground.located import Share, located
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Digits, Name, OnHit, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class WithinOneUnit(Kind):
    """No parcel of `role` crosses a boundary of the units in `slot`.

    A unit counts where it holds a piece of the parcel that the profile's tolerance for the
    layer kind does not set aside; pieces set aside (narrower than the tolerance and below its
    share) make the parcel `needs_review`, with the piece drawn. A declared village code whose
    first `code_digits` digits are not those of the unit gives `on_code_mismatch`; a parcel
    without a declared code is judged by its geometry alone. One assessment a parcel.

    Measures: `units` (`<=` 1), `crossing_area` (m², the parcel outside its main unit).
    """

    kind: Literal["within_one_unit"]
    role: Role
    slot: Slot
    code_field: Name
    code_digits: Digits
    on_code_mismatch: OnHit

    def needs(self) -> Needs:
        """Ask for the units."""
        return Needs(slots=(self.slot,), fields={self.slot: (self.code_field,)})

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel; those that raise nothing share one assessment."""
        index = scene.measurable(self.role)
        result = unmeasurable(scene, [self.role])
        units = located(scene, self.slot, index, self.code_field)
        cover = scene.cover(self.slot, index)
        result += unnamed(scene, units, index, self.slot, self.code_field)
        clean = 0
        for row, position in enumerate(map(int, index)):
            if nameless(units, position):
                continue
            found = self._parcel(scene, position, units.of(position), cover, row)
            if found is None:
                clean += 1
            else:
                result.append(found)
        if clean:
            one = measured("units", 1, "count", operator="<=", threshold=1)
            result.append(
                of_role(self.role, Status.PASS, examined={"parcels": clean}, measures=[one])
            )
        return result

    def _parcel(
        self, scene: Scene, position: int, shares: Sequence[Share], cover: Cover, row: int
    ) -> Assessment | None:
        """Assess one parcel (row of `cover`); None where it raises nothing."""
        kind = layer_kind(self.slot)
        parcel = str(scene.parcels.id[position])
        if cover.none[row]:
            reason = message("rules.outside_coverage", kind=kind, parcel=parcel)
            return of_parcel(scene, position, Status.NOT_RUN, reason)
        statuses = [Status.PASS]
        findings: list[Finding] = []
        if cover.part[row]:
            statuses.append(Status.NEEDS_REVIEW)
            findings.append(uncovered_finding(scene, position, cover, row, kind))
        others = shares[1:]
        thin = [share for share in others if share.sliver]
        limit = scene.profile.slivers.parcel_sum_m2
        slivers = measured(
            SLIVER_MEASURE, math.fsum(s.area for s in thin), "m2", operator="<=", threshold=limit
        )
        crossing = [share for share in others if not share.set_aside]
        narrow = [s for s in others if s.set_aside and not (s.sliver and slivers.holds)]
        for pieces, status, said in (
            (crossing, Status.FAIL, "rules.crosses"),
            (narrow, Status.NEEDS_REVIEW, "rules.crosses_narrowly"),
        ):
            statuses += [status] * bool(pieces)
            findings += [self._crossing(scene, shares[0].code, share, said) for share in pieces]
        declared = scene.parcels.parcels[position].village_code
        if declared and shares and not names_unit(declared, shares[0].code, self.code_digits):
            statuses.append(Status(self.on_code_mismatch))
            said_code = message(
                "rules.code_differs", parcel=parcel, declared=declared, found=shares[0].code
            )
            place = shapely.point_on_surface(scene.parcels.geometry[position])
            findings.append(scene.finding(said_code, [position], geometry=place, kind=kind))
        if not findings and not thin:
            return None
        return of_parcel(
            scene,
            position,
            worst(statuses),
            examined={"kind": kind, "slivers": len(thin)},
            measures=[
                measured("units", 1 + len(crossing), "count", operator="<=", threshold=1),
                measured("crossing_area", math.fsum(s.area for s in others), "m2"),
                *([slivers] if thin else []),
            ],
            findings=findings,
        )

    def _crossing(self, scene: Scene, main: str, share: Share, said: str) -> Finding:
        position = share.position
        return scene.finding(
            message(
                said,
                parcel=str(scene.parcels.id[position]),
                main=main,
                other=share.code,
                area=share.area,
                share=share.area / float(scene.parcels.area[position]),
            ),
            [position],
            geometry=share.geometry,
            kind=layer_kind(self.slot),
            reference_ids=[share.code],
            measures=[measured("crossing_area", share.area, "m2")],
            traces=[layer_kind(self.slot)],
        )
