"""Declared village codes against the survey's villages (V01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import of_parcel, of_project, unmeasurable
from gouhook_gis.rules.assessing.unnamed import nameless, names_unit, unnamed
from gouhook_gis.rules.ground.located import known_codes, located
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Digits, Name, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class VillageCode(Kind):
    """A parcel's declared village code exists in `slot` and is that of the village it lies in.

    Codes are compared by their first `code_digits` digits: survey codes have 19, and a declared
    one that is shorter names no village. The village a parcel lies in is the one that holds most
    of it; one without a code is `needs_review`. A parcel without a declared code is
    `not_applicable`. One assessment a parcel.

    Measures: none; findings carry `declared` and `found` codes.
    """

    kind: Literal["village_code"]
    slot: Slot
    code_field: Name
    code_digits: Digits

    def needs(self) -> Needs:
        """Ask for the villages."""
        return Needs(slots=(self.slot,), fields={self.slot: (self.code_field,)})

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the declared codes with the villages; parcels in order share one assessment."""
        index = np.flatnonzero(scene.parcels.measurable)
        kind = layer_kind(self.slot)
        units = located(scene, self.slot, index, self.code_field)
        result = unmeasurable(scene, Role)
        result += unnamed(scene, units, index, self.slot, self.code_field)
        agree = undeclared = 0
        for i in map(int, index):
            declared = scene.parcels.parcels[i].village_code
            parcel = str(scene.parcels.id[i])
            shares = units.of(i)
            if not declared:
                undeclared += 1
            elif not shares:
                reason = message("rules.outside_coverage", kind=kind, parcel=parcel)
                result.append(of_parcel(scene, i, Status.NOT_RUN, reason))
            elif nameless(units, i):
                continue
            elif names_unit(declared, shares[0].code, self.code_digits):
                agree += 1
            else:
                known = known_codes(scene, self.slot, self.code_field, [declared], self.code_digits)
                said = "rules.code_differs" if known else "rules.code_not_in_survey"
                finding = scene.finding(
                    message(said, parcel=parcel, declared=declared, found=shares[0].code),
                    [i],
                    geometry=shapely.point_on_surface(scene.parcels.geometry[i]),
                    kind=kind,
                    reference_ids=[shares[0].code],
                )
                result.append(of_parcel(scene, i, Status.FAIL, findings=[finding]))
        if agree:
            result.append(of_project(Status.PASS, examined={"parcels": agree}))
        if undeclared:
            note = message("rules.no_village_code", count=undeclared)
            result.append(of_project(Status.NOT_APPLICABLE, note, examined={"parcels": undeclared}))
        return result
