"""The change survey takes up the project in time (ZJ-C25)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.land_class import Land
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Geometries, Index, Mask
from gouhook_gis.geometry.overlay import uncovered
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_parcel, of_project, of_role, unmeasurable
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD, classified
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact
from gouhook_gis.rules.kinds.parameters import Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene

# What a parcel is to become; ground that was it before has no change to be recorded.
_AIMED: dict[Role, Land] = {
    Role.DEMOLITION: "cultivated",
    Role.NEW_CONSTRUCTION: "construction",
}


class ChangeRecorded(Kind):
    """Records of change in `changes`, the layers of the years allowed after `accepted`, cover each
    parcel to at least the profile's `coincidence` (a value from practice).

    Ground that the survey before already shows as what the parcel is to become needs no record.
    A parcel that is not covered fails only where the layers of all these years answer for it:
    where one is missing it is `not_run`, where a coverage is not declared, or the parcel is below
    the smallest mapped farmland, `needs_review`.

    Measures: `recorded_share` (`>=` the coincidence), `unrecorded_area` (m²).
    """

    kind: Literal["change_recorded"]
    accepted: DateFact
    changes: Annotated[tuple[Slot, ...], Field(min_length=1)]
    survey: Slot

    def needs(self) -> Needs:
        """Ask for the day of acceptance; use the layers that are there."""
        return Needs(optional=(*self.changes, self.survey), facts=(self.accepted,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel; those that pass share one assessment a role."""
        accepted = scene.case.facts.date(self.accepted)
        if accepted is None:
            return missing_facts([self.accepted])
        last = accepted.year + len(self.changes) - 1
        held = [slot for slot in self.changes if scene.edition(slot) is not None]
        if not held:
            return [
                of_project(
                    Status.NOT_RUN, message("recorded.no_layer", year=accepted.year, last=last)
                )
            ]
        roles = [role for role in Role if len(scene.of(role))]
        return [each for role in roles for each in self._of(scene, role, held, accepted.year)]

    def _of(self, scene: Scene, role: Role, held: list[str], accepted: int) -> list[Assessment]:
        index = scene.measurable(role)
        result = unmeasurable(scene, [role])
        if not len(index):
            return result
        records = [scene.near(slot).geometries for slot in held]
        shapes = np.concatenate([*records, self._already(scene, role)])
        area, rest = uncovered(scene.laid, shapes, scene.plane, index)
        least, whole = scene.profile.reconciliation.coincidence, scene.parcels.area[index]
        answers = self._answers(scene, index)
        traced = {layer_kind(slot) for slot in (*held, self.survey)}
        passing: list[Measure] = []
        for row, i in enumerate(map(int, index)):
            share = 1.0 - float(area[row]) / float(whole[row])
            measures = [
                measured("recorded_share", share, "ratio", operator=">=", threshold=least),
                measured("unrecorded_area", float(area[row]), "m2"),
            ]
            if measures[0].holds:
                passing.append(measures[0])
                continue
            status, said, on = self._ruling(scene, float(whole[row]), answers, row)
            text = message(
                said,
                parcel=str(scene.parcels.id[i]),
                share=share,
                minimum=least,
                area=float(area[row]),
                last=accepted + on,
                smallest=scene.profile.reconciliation.minimum_farmland_m2,
            )
            if status is Status.NOT_RUN:
                result.append(of_parcel(scene, i, status, text, measures=measures))
                continue
            finding = scene.finding(
                text,
                [i],
                geometry=rest[row],
                kind=layer_kind(self.changes[-1]),
                measures=measures,
                traces=traced,
            )
            result.append(of_parcel(scene, i, status, measures=measures, findings=[finding]))
        if passing:
            lowest = min(passing, key=lambda measure: measure.value)
            layers = " + ".join(scene.case.slots[slot].layer_id for slot in held)
            examined: dict[str, JsonValue] = {"parcels": len(passing), "change_layers": layers}
            result.append(of_role(role, Status.PASS, examined=examined, measures=[lowest]))
        return result

    def _already(self, scene: Scene, role: Role) -> Geometries:
        """Return the patches before that are already what parcels of `role` are to become."""
        if scene.edition(self.survey) is None:
            return np.empty(0, dtype=object)
        features = scene.near(self.survey)
        codes = features.columns.get(CLASS_FIELD)
        return features.geometries[classified(codes, len(features), [_AIMED[role]])[0]]

    def _answers(self, scene: Scene, index: Index) -> list[tuple[Mask, Mask] | None]:
        """Return for each year which parcels its layer covers whole, and of which it is not
        known; None where that layer is missing.
        """
        covers = [
            None if scene.edition(slot) is None else scene.cover(slot, index)
            for slot in self.changes
        ]
        return [None if cover is None else (cover.whole, ~cover.known) for cover in covers]

    def _ruling(
        self, scene: Scene, area: float, answers: Sequence[tuple[Mask, Mask] | None], row: int
    ) -> tuple[Status, str, int]:
        """Return what a parcel without a record comes to, the message that says why, and how many
        years after the acceptance that is of.
        """
        last = len(answers) - 1
        missing = [on for on, answer in enumerate(answers) if answer is None]
        if missing:
            return Status.NOT_RUN, "recorded.later_layer_missing", missing[-1]
        if scene.profile.reconciliation.below_minimum(area):
            return Status.NEEDS_REVIEW, "recorded.too_small", last
        told = [(on, *answer) for on, answer in enumerate(answers) if answer is not None]
        outside = [on for on, whole, unknown in told if not whole[row] and not unknown[row]]
        if outside:
            return Status.NOT_RUN, "recorded.outside", outside[-1]
        undeclared = [on for on, whole, _ in told if not whole[row]]
        if undeclared:
            return Status.NEEDS_REVIEW, "recorded.coverage_unknown", undeclared[-1]
        return Status.FAIL, "recorded.not", last
