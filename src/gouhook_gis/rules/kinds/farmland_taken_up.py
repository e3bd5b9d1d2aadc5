"""The survey has taken up the reclaimed parcels as farmland (ZJ-B26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import RESOLUTION, Measure, measured, satisfies
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.rules.assessing.balances import without_survey_after
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_parcel, of_role, unmeasurable
from gouhook_gis.rules.assessing.unseen import unseen
from gouhook_gis.rules.ground.land import sums
from gouhook_gis.rules.ground.land_after import AFTER_SLOTS, may_follow, patches_after
from gouhook_gis.rules.ground.planned import becoming
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD, SurveyLand, land_of
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Names
from gouhook_gis.rules.scene import Scene


class FarmlandTakenUp(Kind):
    """Each parcel of `role` is farmland in the survey after the project to at least the profile's
    `coincidence` (a value from practice).

    The share is that of the parcel's ground without land of `ancillary` classes, which belong to
    the fields. A parcel that the 挂接表 plans as something else is not meant. What the survey
    leaves unclear is tried both ways. A parcel below the profile's smallest mapped farmland may
    be missing from the survey: `needs_review`; so is one that is more ancillary than field, and
    one that the survey of the year of acceptance does not show, while that of the next is not
    there. Without a survey afterwards `not_run`.

    Measures: `farmland_share` (`>=` the coincidence), `farmland_after`, `ancillary_area` (m²).
    """

    kind: Literal["farmland_taken_up"]
    role: Role
    ancillary: Names

    def needs(self) -> Needs:
        """Use the surveys of the time after, and the 挂接表."""
        return Needs(optional=AFTER_SLOTS, facts=("parcels",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel; those that pass share one assessment with their least share."""
        if not len(scene.of(self.role)):
            return [no_parcels(self.role)]
        index = scene.measurable(self.role)
        meant, untold = becoming(scene, index, "cultivated")
        index = np.union1d(meant, untold)
        result = unmeasurable(scene, [self.role])
        if not len(index):
            reason = message("overlap.none_becoming", land="becoming.cultivated")
            return result or [of_role(self.role, Status.NOT_APPLICABLE, reason)]
        survey = patches_after(scene, index, once=False)
        if survey is None:
            return without_survey_after(scene)
        land = land_of(scene, survey, ["cultivated"])
        codes = survey.column(CLASS_FIELD)
        beside = np.array([str(c or "").strip() in self.ancillary for c in codes], dtype=np.bool_)
        pieces = survey.pieces
        ancillary = sums(pieces.left, pieces.area, beside[pieces.right], len(scene.parcels))
        shares = _Shares.of(land, ancillary)
        least = scene.profile.reconciliation.coincidence
        passing: list[Measure] = []
        early = may_follow(scene)
        for i in map(int, index):
            measures = shares.measures(i, least)
            status, said = self._ruling(scene, shares, i, least, early=early)
            if status is Status.PASS:
                passing.append(measures[0])
                continue
            if land.ground[i] - land.uncovered[i] <= scene.profile.slivers.area_m2:
                continue  # the survey shows nothing of it: `unseen` says so
            finding = self._finding(scene, i, shares, measures, said)
            result.append(of_parcel(scene, i, status, measures=measures, findings=[finding]))
        if passing:
            lowest = min(passing, key=lambda measure: measure.value)
            examined: dict[str, JsonValue] = {
                "parcels": len(passing),
                "survey_after": land.layer_id,
            }
            result.append(of_role(self.role, Status.PASS, examined=examined, measures=[lowest]))
        return [*result, *unseen(scene, land)]

    def _ruling(
        self, scene: Scene, shares: _Shares, i: int, least: float, *, early: bool
    ) -> tuple[Status, str]:
        """Return what a parcel comes to, and the message that says why."""
        if satisfies(float(shares.low[i]), ">=", least, RESOLUTION["ratio"]):
            if shares.ancillary[i] > shares.land.gross[i] + RESOLUTION["m2"]:
                return Status.NEEDS_REVIEW, "taken_up.mostly_ancillary"
            return Status.PASS, ""
        if scene.profile.reconciliation.below_minimum(float(scene.parcels.area[i])):
            return Status.NEEDS_REVIEW, "taken_up.too_small"
        if satisfies(float(shares.high[i]), ">=", least, RESOLUTION["ratio"]):
            return Status.NEEDS_REVIEW, "taken_up.unclear"
        if early:
            return Status.NEEDS_REVIEW, "taken_up.not_yet"
        return Status.FAIL, "taken_up.not"

    def _finding(
        self, scene: Scene, i: int, shares: _Shares, measures: Sequence[Measure], said: str
    ) -> Finding:
        smallest = scene.profile.reconciliation.minimum_farmland_m2
        text = message(
            said,
            parcel=str(scene.parcels.id[i]),
            layer=shares.land.layer_id,
            share=measures[0].value,
            minimum=measures[0].threshold,
            area=float(scene.parcels.area[i]),
            smallest=smallest,
            missing=float(max(shares.asked[i] - shares.land.gross[i], 0.0)),
            high=float(shares.high[i]),
            ancillary=float(shares.ancillary[i]),
            farmland=float(shares.land.gross[i]),
        )
        return scene.finding(
            text, [i], geometry=scene.parcels.geometry[i], kind="land_use", measures=measures
        )


@dataclass(frozen=True)
class _Shares:
    """Shares of farmland by position: as shown, at least, at most; of the ground `asked`."""

    land: SurveyLand
    ancillary: Floats
    asked: Floats
    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, land: SurveyLand, ancillary: Floats) -> _Shares:
        asked = np.maximum(land.ground - ancillary, 0.0)

        def share(area: Floats) -> Floats:
            found: Floats = np.divide(
                area, asked, out=np.zeros(len(area)), where=asked > RESOLUTION["m2"]
            )
            return np.clip(found, 0.0, 1.0)

        return cls(
            land,
            ancillary,
            asked,
            share(land.gross),
            share(np.maximum(land.gross - land.excess, 0.0)),
            share(land.gross + land.classless + land.uncovered),
        )

    def measures(self, i: int, least: float) -> list[Measure]:
        share = float(self.value[i])
        return [
            measured("farmland_share", share, "ratio", operator=">=", threshold=least),
            measured("farmland_after", float(self.land.gross[i]), "m2"),
            measured("ancillary_area", float(self.ancillary[i]), "m2"),
        ]
