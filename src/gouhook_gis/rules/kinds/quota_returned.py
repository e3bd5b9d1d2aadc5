"""The quota is given back with farmland reclaimed on demolition parcels (ZJ-A07)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.against_filed import against_filed, in_plane
from gouhook_gis.rules.assessing.balances import without_survey_after
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import no_parcels, unmeasurable
from gouhook_gis.rules.kind import Needs
from gouhook_gis.rules.kinds.countable import CountableFarmland
from gouhook_gis.rules.kinds.fact_names import NumberFact
from gouhook_gis.rules.scene import Scene


class QuotaReturned(CountableFarmland):
    """Farmland after the project on demolition parcels, where rural construction land was before,
    is no less than the fact `quota`.

    Farmland is that of the survey afterwards (`land_after`), net of ridges. What was rural
    construction land the survey before says: `classes` of `class_field`, with `construction` also
    construction land by `land_class_field`. Both are compared at the resolution of `filed_unit`,
    in both kinds of area; where those, or what the surveys leave unclear, decide otherwise, the
    outcome is `needs_review`. Without a survey afterwards, or the quota, it is `not_run`.

    Measures, m²: `countable_farmland` (`>=` the quota), `countable_farmland_planar`,
    `other_farmland` (on ground that was something else), `unclear_farmland`.
    """

    kind: Literal["quota_returned"]
    quota: NumberFact

    def needs(self) -> Needs:
        """Ask for the quota and the survey before; the survey after is optional."""
        return self.asking(self.quota)

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare the total with the quota; one assessment of the project."""
        role = Role.DEMOLITION
        if not len(scene.of(role)):
            return [no_parcels(role)]
        undone = [*absent_facts(scene, [self.quota]), *unmeasurable(scene, [role])]
        if undone:
            return undone
        index = scene.measurable(role)
        found = self.counted(scene, index)
        if found is None:
            return without_survey_after(scene)
        quota: float = getattr(scene.case.facts.project, self.quota)
        planar = in_plane(scene, index, found.total)
        status = against_filed(found.total, planar, quota, self.filed_unit)
        area = math.fsum(found.net)
        measures = self.measures(found, quota)
        measures.insert(1, measured("countable_farmland_planar", planar.low, "m2"))
        findings = []
        if status is not Status.PASS:
            other = math.fsum(found.other)
            said = "countable.unclear"
            if status is Status.FAIL:
                said = "countable.short_beside" if other else "countable.short"
            text = message(
                said,
                fact=self.quota,
                countable=area,
                quota=quota,
                short=quota - area,
                other=other,
                low=min(found.total.low, planar.low),
                high=max(found.total.high, planar.high),
            )
            findings = [scene.finding(text, measures=measures[:1])]
        return self.assessed(scene, index, found, status, measures, findings)
