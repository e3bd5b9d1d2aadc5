"""All parcels lie in one unit or in a few adjacent ones (ZJ-B16)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status, worst
from gouhook_gis.geometry.collect import marks
from gouhook_gis.geometry.distance import shared_line_length
from gouhook_gis.rules.assessing.outcomes import of_project, unmeasurable
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unnamed import unnamed
from gouhook_gis.rules.ground.located import Located, Share, located
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Count, Metres, Name, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class UnitsAdjacent(Kind):
    """The parcels of all roles lie in at most `max_units` units of `slot`, and these adjoin.

    Adjacent units share at least `shared_line_m` of boundary, a point of one counting as shared
    within `tolerance_m` of the other. A unit that holds only pieces within the profile's
    tolerance is not counted, and makes the outcome `needs_review`.

    Measures: `units` (count, `<=` `max_units`), `shared_line` (m, `>=` `shared_line_m`; only
    where there are two or more units).
    """

    kind: Literal["units_adjacent"]
    slot: Slot
    code_field: Name
    max_units: Count
    shared_line_m: Metres
    tolerance_m: Metres

    def needs(self) -> Needs:
        """Ask for the units."""
        return Needs(slots=(self.slot,), fields={self.slot: (self.code_field,)})

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Count the units and measure their common lines; one assessment of the project."""
        index = np.flatnonzero(scene.parcels.measurable)
        units = located(scene, self.slot, index, self.code_field)
        result = unmeasurable(scene, Role)
        result += coverage_outcomes(scene, self.slot, index)
        result += unnamed(scene, units, index, self.slot, self.code_field)
        held: dict[str, list[int]] = {}
        narrow: dict[str, list[Share]] = {}
        for i in map(int, index):
            for share in units.of(i):
                if not share.code:
                    continue
                if share.set_aside:
                    narrow.setdefault(share.code, []).append(share)
                else:
                    held.setdefault(share.code, []).append(i)
        if not held:
            return result
        measures, broken = self._judged(scene, units, held)
        narrowly = [
            self._narrowly(scene, code, narrow[code]) for code in sorted(narrow.keys() - held)
        ]
        statuses = [Status.FAIL if broken else Status.PASS]
        statuses += [Status.NEEDS_REVIEW] * bool(narrowly)
        result.append(
            of_project(
                worst(statuses),
                examined={"parcels": len(index), "units": [*sorted(held)]},
                measures=measures,
                findings=[*broken, *narrowly],
            )
        )
        return result

    def _judged(
        self, scene: Scene, units: Located, held: dict[str, list[int]]
    ) -> tuple[list[Measure], list[Finding]]:
        """Return what was measured, and the finding where the units are too many or apart."""
        codes = sorted(held)
        count = measured("units", len(codes), "count", operator="<=", threshold=self.max_units)
        if not count.holds:
            return [count], [self._finding(scene, "rules.too_many_units", held, count)]
        if len(codes) == 1:
            return [count], []
        least = min(self._lines(units, codes))
        line = measured("shared_line", least, "m", operator=">=", threshold=self.shared_line_m)
        apart = [] if line.holds else [self._finding(scene, "rules.not_adjacent", held, line)]
        return [count, line], apart

    def _narrowly(self, scene: Scene, code: str, shares: Sequence[Share]) -> Finding:
        """Return the finding for a unit that holds nothing but tolerated pieces."""
        kind = layer_kind(self.slot)
        return scene.finding(
            message(
                "rules.unit_narrowly",
                unit=code,
                area=math.fsum(s.area for s in shares),
                kind=kind,
            ),
            [s.position for s in shares],
            geometry=shapely.union_all([s.geometry for s in shares]),
            kind=kind,
            reference_ids=[code],
            traces=[kind],
        )

    def _lines(self, units: Located, codes: Sequence[str]) -> list[float]:
        """Return, for each unit but the first reached, its longest line with those before."""
        shapes = {code: units.shape(code) for code in codes}
        reached, rest, lines = [codes[0]], list(codes[1:]), []
        while rest:
            longest, code = max(
                (shared_line_length(shapes[a], shapes[b], self.tolerance_m), b)
                for a in reached
                for b in rest
            )
            lines.append(longest)
            reached.append(code)
            rest.remove(code)
        return lines

    def _finding(
        self, scene: Scene, said: str, held: dict[str, list[int]], measure: Measure
    ) -> Finding:
        """Return what is wrong, marked in the unit that holds the fewest parcels."""
        codes = sorted(held)
        fewest = min(codes, key=lambda code: (len(held[code]), code))
        return scene.finding(
            message(
                said,
                units=codes,
                count=len(codes),
                maximum=self.max_units,
                line=measure.value,
                minimum=self.shared_line_m,
                fewest=fewest,
            ),
            held[fewest],
            geometry=marks(scene.parcels.geometry[held[fewest]]),
            kind=layer_kind(self.slot),
            reference_ids=codes,
            measures=[measure],
        )
