"""All parcels lie in the county (or city) of the project (ZJ-B17)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import JsonValue

import shapely

from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Assessment
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import of_parcel, of_project, unmeasurable
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unnamed import unnamed
from gouhook_gis.rules.ground.located import Share, located
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Digits, Name, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class OneCounty(Kind):
    """Every parcel lies in the county whose code the project declares.

    `fact` is the project's code; its first `code_digits` digits are compared (all of them where
    it is shorter: four digits are a city). A parcel in another county fails. Without the fact
    parcels that all lie in one county pass; in several, `needs_review`.

    Measures: `counties` (count, `<=` 1), `outside_area` (m², parcels outside the code).
    """

    kind: Literal["one_county"]
    slot: Slot
    code_field: Name
    code_digits: Digits
    fact: Name

    def needs(self) -> Needs:
        """Ask for the counties and the project's code."""
        return Needs(slots=(self.slot,), fields={self.slot: (self.code_field,)}, facts=(self.fact,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Locate every parcel; one assessment a parcel outside, one of the project."""
        index = np.flatnonzero(scene.parcels.measurable)
        kind = layer_kind(self.slot)
        units = located(scene, self.slot, index, self.code_field, digits=self.code_digits)
        result = unmeasurable(scene, Role)
        result += coverage_outcomes(scene, self.slot, index)
        result += unnamed(scene, units, index, self.slot, self.code_field)
        declared = (scene.case.facts.text(self.fact) or "").strip() or None
        found: dict[str, list[int]] = {}
        outside: dict[int, list[Share]] = {}
        for i in map(int, index):
            for share in units.of(i):
                if not share.code or share.area <= scene.profile.slivers.area_m2:
                    continue
                found.setdefault(share.code, []).append(i)
                if declared and not share.code.startswith(declared[: self.code_digits]):
                    outside.setdefault(i, []).append(share)
        if not found:
            return result
        count = measured("counties", len(found), "count", operator="<=", threshold=1)
        located_in = {i for positions in found.values() for i in positions}
        examined: dict[str, JsonValue] = {
            "parcels": len(located_in),
            "counties": [*sorted(found)],
        }
        if declared is None:
            if count.holds:
                note = message("rules.one_county_undeclared", county=sorted(found)[0])
                return [
                    *result,
                    of_project(Status.PASS, note, examined=examined, measures=[count]),
                ]
            finding = scene.finding(
                message("rules.several_counties", counties=sorted(found), fact=self.fact),
                [i for code in sorted(found)[1:] for i in found[code]],
                kind=kind,
                reference_ids=sorted(found),
                measures=[count],
            )
            status = Status.NEEDS_REVIEW
            return [
                *result,
                of_project(status, examined=examined, measures=[count], findings=[finding]),
            ]
        for i, shares in outside.items():
            result.append(self._outside(scene, i, shares, declared, kind))
        if len(located_in) > len(outside):
            result.append(
                of_project(
                    Status.PASS,
                    examined={**examined, "parcels": len(located_in) - len(outside)},
                    measures=[] if outside else [count],
                )
            )
        return result

    def _outside(
        self, scene: Scene, position: int, shares: Sequence[Share], declared: str, kind: str
    ) -> Assessment:
        area = measured(
            "outside_area", math.fsum(s.area for s in shares), "m2", operator="<=", threshold=0.0
        )
        tolerated = all(share.set_aside for share in shares)
        codes = sorted({share.code for share in shares})
        finding = scene.finding(
            message(
                "rules.other_county_narrowly" if tolerated else "rules.other_county",
                parcel=str(scene.parcels.id[position]),
                counties=codes,
                declared=declared,
                area=area.value,
            ),
            [position],
            geometry=shapely.union_all([share.geometry for share in shares]),
            kind=kind,
            reference_ids=codes,
            measures=[area],
            reference_shape=True,
        )
        status = Status.NEEDS_REVIEW if tolerated else Status.FAIL
        return of_parcel(scene, position, status, measures=[area], findings=[finding])
