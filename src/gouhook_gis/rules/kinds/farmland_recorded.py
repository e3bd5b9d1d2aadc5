"""New construction on agricultural land is measured, on farmland also graded (ZJ-A16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.rules.assessing.classless import classless
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_parcel, of_role, unmeasurable
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.assessing.unlinked import unlinked
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD, SurveyLand, survey_land
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Slot
from gouhook_gis.rules.scene import Scene


class FarmlandRecorded(Kind):
    """Each new-construction parcel that takes agricultural land of the survey `survey` was
    surveyed for its area, and each that takes farmland has a grade, both by the 挂接表.

    A parcel "takes" land where it holds at least the profile's sliver area of it. What the
    挂接表 leaves empty is `not_run` with the cell; a parcel said not to be surveyed fails. Land
    without a class is `needs_review`. Where no parcel takes any the rule is `not_applicable`.

    Measures of a failing parcel, m²: `agricultural_area`, `farmland_area` (gross).
    """

    kind: Literal["farmland_recorded"]
    survey: Slot

    def needs(self) -> Needs:
        """Ask for the survey before and the 挂接表."""
        return Needs(slots=(self.survey,), fields={self.survey: (CLASS_FIELD,)}, facts=("parcels",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel on agricultural land; those that pass share one assessment."""
        role = Role.NEW_CONSTRUCTION
        if not len(scene.of(role)):
            return [no_parcels(role)]
        index, filed = scene.measurable(role), linked(scene)
        rural = survey_land(scene, self.survey, index, ["agricultural"])
        fields = survey_land(scene, self.survey, index, ["cultivated"])
        taking, tilling = self._taken(scene, rural), self._taken(scene, fields)
        surveyed = filed.area_surveyed
        unsaid = np.array([i for i in taking if surveyed[i] is None], dtype=np.intp)
        ungraded = tilling[np.isnan(filed.grade[tilling])]
        result = [
            *unmeasurable(scene, [role]),
            *unlinked(scene, role, unsaid, "area_surveyed"),
            *unlinked(scene, role, ungraded, "grade"),
            *self._failing(scene, [int(i) for i in taking if surveyed[i] is False], rural, fields),
            *classless(scene, rural),
            *coverage_outcomes(scene, self.survey, index),
        ]
        passing = [i for i in taking if surveyed[i] and i not in ungraded]
        if passing:
            examined = {"parcels": len(passing), "graded": len(np.intersect1d(passing, tilling))}
            result.append(of_role(role, Status.PASS, examined=examined))
        nothing = message("rules.no_agricultural_land")
        return result or [of_role(role, Status.NOT_APPLICABLE, nothing)]

    def _taken(self, scene: Scene, land: SurveyLand) -> Index:
        return np.flatnonzero(land.gross >= scene.profile.slivers.area_m2)

    def _failing(
        self, scene: Scene, positions: Sequence[int], rural: SurveyLand, fields: SurveyLand
    ) -> list[Assessment]:
        found = []
        for i in positions:
            taken, tilled = float(rural.gross[i]), float(fields.gross[i])
            measures = [
                measured("agricultural_area", taken, "m2"),
                measured("farmland_area", tilled, "m2"),
            ]
            parcel = str(scene.parcels.id[i])
            finding = scene.finding(
                message("rules.not_surveyed", parcel=parcel, area=taken, farmland=tilled),
                [i],
                geometry=scene.parcels.geometry[i],
                measures=measures,
            )
            found.append(of_parcel(scene, i, Status.FAIL, measures=measures, findings=[finding]))
        return found
