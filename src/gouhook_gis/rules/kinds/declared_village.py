"""Every parcel says in which village it lies (ZJ-D05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.sparse_findings import by_parcel
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.ground.located import known_codes
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Digits, Name, Slot
from gouhook_gis.rules.scene import Scene


class DeclaredVillage(Kind):
    """Every parcel has a village code of at least `code_digits` digits whose first `code_digits`
    are those of a village in `slot`. Where the parcel lies is not asked here.

    Measures: `parcels_without_village` (count, `<=` 0).
    """

    kind: Literal["declared_village"]
    slot: Slot
    code_field: Name
    code_digits: Digits

    def needs(self) -> Needs:
        """Ask for the villages."""
        return Needs(slots=(self.slot,), fields={self.slot: (self.code_field,)})

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Look up every declared code; one assessment a parcel that has no village."""
        codes = ["" if code is None else str(code).strip() for code in linked(scene).village_code]
        known = known_codes(scene, self.slot, self.code_field, codes, self.code_digits)
        findings = {}
        for position, code in enumerate(codes):
            if code[: self.code_digits] in known:
                continue
            said = "village.not_in_survey"
            if len(code) < self.code_digits:
                said = "village.too_short" if code else "village.missing"
            parcel = str(scene.parcels.id[position])
            told = message(said, parcel=parcel, declared=code, digits=self.code_digits)
            findings[position] = [scene.finding(told, [position])]
        count = measured(
            "parcels_without_village", len(findings), "count", operator="<=", threshold=0
        )
        return by_parcel(scene, range(len(codes)), findings, Status.FAIL, count)
