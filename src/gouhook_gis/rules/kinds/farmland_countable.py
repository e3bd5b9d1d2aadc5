"""Only farmland reclaimed from rural construction land gives the quota back (ZJ-A09)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import numpy as np

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.units import SHOWN_DECIMALS, shown, to_m2
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.collect import together
from gouhook_gis.rules.assessing.against_filed import against_filed, in_plane
from gouhook_gis.rules.assessing.balances import without_survey_after
from gouhook_gis.rules.assessing.outcomes import no_parcels, unmeasurable
from gouhook_gis.rules.assessing.unlinked import unlinked
from gouhook_gis.rules.ground.gained import Gained
from gouhook_gis.rules.ground.land_after import slots_after
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.kind import Needs
from gouhook_gis.rules.kinds.countable import CountableFarmland
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class FarmlandCountable(CountableFarmland):
    """The reclaimed farmland filed for demolition parcels is no more than the farmland that the
    survey afterwards shows on them where rural construction land was before.

    Filed is the net area in the 挂接表; a parcel that holds farmland afterwards and has none filed
    is `not_run` with the cell. Land, resolution and what is unclear as in `quota_returned`; what
    the rounding of each figure adds to their sum is no excess.

    Measures, m²: `countable_farmland` (`>=` what is filed), `other_farmland` (on ground that was
    something else: it does not count), `unclear_farmland`.
    """

    kind: Literal["farmland_countable"]

    def needs(self) -> Needs:
        """Ask for the survey before and the 挂接表; the survey after is optional."""
        return self.asking("parcels")

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the totals; one assessment of the project."""
        role = Role.DEMOLITION
        if not len(scene.of(role)):
            return [no_parcels(role)]
        index = scene.measurable(role)
        undone = unmeasurable(scene, [role])
        if undone:
            return undone
        found = self.counted(scene, index)
        if found is None:
            return without_survey_after(scene)
        figure = linked(scene).farmland_m2
        tilled = found.land.gross >= scene.profile.slivers.area_m2
        missing = unlinked(scene, role, index[(tilled & np.isnan(figure))[index]], "farmland_m2")
        if missing:
            return missing
        filed = math.fsum(np.nan_to_num(figure[index]))
        planar = in_plane(scene, index, found.total)
        status = against_filed(found.total, planar, filed, self.filed_unit)
        rounded = self._rounded(scene, figure, found)
        if status is Status.FAIL or rounded is Status.PASS:
            status = rounded
        area, other = math.fsum(found.net), math.fsum(found.other)
        measures = self.measures(found, filed)
        findings = []
        if status is not Status.PASS:
            said = "countable.overfiled_unclear"
            if status is Status.FAIL:
                said = "countable.overfiled_beside" if other else "countable.overfiled"
            over = self._overfiled(figure, found.net)
            text = message(
                said,
                parcels=[str(scene.parcels.id[i]) for i in over],
                filed=filed,
                countable=area,
                excess=filed - area,
                other=other,
                low=min(found.total.low, planar.low),
                high=max(found.total.high, planar.high),
            )
            shapes = found.beside.geometry
            findings = [
                scene.finding(
                    text,
                    over,
                    geometry=together(shapes) if len(shapes) else None,
                    measures=measures[:1],
                    traces=map(layer_kind, (self.survey, *slots_after(scene))),
                )
            ]
        return self.assessed(scene, index, found, status, measures, findings)

    def _rounded(self, scene: Scene, figure: Floats, found: Gained) -> Status:
        """Return what the sum of parcels comes to, each rounded as its figure is: a sum of figures
        carries the rounding of all of them.
        """
        index = scene.measurable(Role.DEMOLITION)
        plane = scene.parcels.planar[index] / scene.parcels.area[index]

        def summed(areas: Floats) -> Decimal:
            return sum((shown(float(area), self.filed_unit) for area in areas), Decimal(0))

        filed = summed(np.nan_to_num(figure[index]))
        low, high = found.least[index], found.most[index]
        holds = [summed(areas) >= filed for areas in (low, high, low * plane, high * plane)]
        if all(holds):
            return Status.PASS
        return Status.NEEDS_REVIEW if any(holds) else Status.FAIL

    def _overfiled(self, figure: Floats, net: Floats) -> list[int]:
        """Return the positions with more filed than counts, most first: by more than the last
        digit of the figure, which rounding may take; where none is, by any.
        """
        over = [
            (float(net[i] - filed), i)
            for i, filed in enumerate(figure)
            if not np.isnan(filed)
            and shown(float(filed), self.filed_unit) > shown(float(net[i]), self.filed_unit)
        ]
        digit = to_m2(float(Decimal(1).scaleb(-SHOWN_DECIMALS[self.filed_unit])), self.filed_unit)
        more = [each for each in over if -each[0] > digit]
        return [i for _, i in sorted(more or over)]
