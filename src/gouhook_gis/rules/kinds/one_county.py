"""All parcels lie in the county (or city) of the project (ZJ-B17)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from pydantic import JsonValue

import shapely

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
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
        if declared is None:
            return [*result, self._undeclared(scene, found)]
        result += [self._outside(scene, i, shares, declared) for i, shares in outside.items()]
        count, examined = self._counted(found)
        inside = {i for positions in found.values() for i in positions} - outside.keys()
        if inside:
            result.append(
                of_project(
                    Status.PASS,
                    examined={**examined, "parcels": len(inside)},
                    measures=[] if outside else [count],
                )
            )
        return result

    def _counted(self, found: Mapping[str, Sequence[int]]) -> tuple[Measure, dict[str, JsonValue]]:
        """Return the number of counties, and what was examined; `found`: parcels by county."""
        parcels = {i for positions in found.values() for i in positions}
        count = measured("counties", len(found), "count", operator="<=", threshold=1)
        return count, {"parcels": len(parcels), "counties": [*sorted(found)]}

    def _undeclared(self, scene: Scene, found: Mapping[str, Sequence[int]]) -> Assessment:
        """Assess a project that declares no code: one county is as good as another."""
        count, examined = self._counted(found)
        counties = sorted(found)
        if count.holds:
            note = message("rules.one_county_undeclared", county=counties[0])
            return of_project(Status.PASS, note, examined=examined, measures=[count])
        finding = scene.finding(
            message("rules.several_counties", counties=counties, fact=self.fact),
            [i for code in counties[1:] for i in found[code]],
            kind=layer_kind(self.slot),
            reference_ids=counties,
            measures=[count],
        )
        return of_project(
            Status.NEEDS_REVIEW, examined=examined, measures=[count], findings=[finding]
        )

    def _outside(
        self, scene: Scene, position: int, shares: Sequence[Share], declared: str
    ) -> Assessment:
        """Assess a parcel with `shares` in other counties than the one declared."""
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
            kind=layer_kind(self.slot),
            reference_ids=codes,
            measures=[area],
            traces=[layer_kind(self.slot)],
        )
        status = Status.NEEDS_REVIEW if tolerated else Status.FAIL
        return of_parcel(scene, position, status, measures=[area], findings=[finding])
