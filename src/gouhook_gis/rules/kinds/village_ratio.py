"""Demolition as a share of each village's rural construction land (ZJ-B14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import JsonValue, model_validator

import shapely

from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.report import Assessment, Subject
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Digits, Name, Names, Share, Slot
from gouhook_gis.rules.located import same_code
from gouhook_gis.rules.outcomes import unmeasurable
from gouhook_gis.rules.prohibition import coverage_outcomes
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene
from gouhook_gis.rules.terrain import Terrain, terrain_of
from gouhook_gis.rules.village_figures import VillageFigures, village_figures

# A survey that leaves more of a village than this uncovered cannot give its denominator.
RULE_UNCOVERED_M2 = 10.0


class TerrainClass(Model):
    """A terrain by the names in use; `minimum_share` is None where the text has no number."""

    names: Names
    minimum_share: Share | None


class VillageRatio(Kind):
    """In every village with parcels of `role` their share of rural construction land is met.

    Numerator: union of the parcels inside the village. Denominators, each a measure of its own
    with the threshold of the village's terrain:

    - `ratio`: Σ `area_field` (TBMJ) of counted land whose `village_field` (ZLDWDM) is the
      village's (村级汇总口径, first `code_digits` digits);
    - `ratio_by_geometry`: counted land cut by the village's boundary, as cross-check;
    - `ratio_on_class`: parcels ∩ counted land over the first denominator.

    If they decide differently the village is `needs_review`. Counted land: `class_field` in
    `classes` and, with `construction`, `land_class_field` construction land; `beside_classes`
    are listed apart. One assessment a village.

    Terrain comes from the parcels' attribute `terrain`, else from `table_fact` (by village
    code), else from `fact`; contradicting or unknown terrain is `needs_review`. A terrain
    without a number is `not_applicable` where its source is named (attribute `terrain_source`,
    the table, or `source_fact`), else `needs_review`.

    Measures: `ratio`, `ratio_by_geometry`, `ratio_on_class` (`>=`), `village_share` (demolition
    over the whole village, for information), `demolition_area`, `rural_area`,
    `rural_area_by_geometry`, `beside_area` (m²).
    """

    kind: Literal["village_ratio"]
    role: Role
    land_use: Slot
    villages: Slot
    village_field: Name
    code_digits: Digits
    area_field: Name
    class_field: Name
    classes: Names
    beside_classes: tuple[Name, ...] = ()
    land_class_field: Name
    construction: bool
    terrains: tuple[TerrainClass, ...]
    attribute: Name = "terrain"
    source_attribute: Name = "terrain_source"
    fact: Name = "terrain"
    table_fact: Name = "terrain_by_village"
    source_fact: Name = "terrain_source"

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [name for terrain in self.terrains for name in terrain.names]
        if not names or len(names) != len(set(names)):
            raise ValueError("terrains must be given, each name once")
        return self

    def needs(self) -> Needs:
        """Ask for the survey, the villages and the terrain facts."""
        return Needs(
            slots=(self.land_use, self.villages),
            facts=(self.fact, self.table_fact, self.source_fact),
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Return one assessment a village."""
        index = scene.measurable(self.role)
        result: list[Assessment] = []
        result += unmeasurable(scene, [self.role])
        result += coverage_outcomes(scene, self.villages, index)
        unplaced = [i for i in scene.of(self.role) if not scene.parcels.measurable[i]]
        for figures in village_figures(scene, self, index):
            lost = [i for i in unplaced if self._may_lie_in(scene, int(i), figures.code)]
            result.append(self._assess(scene, figures, bool(lost)))
        return result

    def _may_lie_in(self, scene: Scene, position: int, code: str) -> bool:
        declared = scene.parcels.parcels[position].village_code
        return declared is None or same_code(declared, code, self.code_digits)

    def _assess(self, scene: Scene, figures: VillageFigures, at_least: bool) -> Assessment:
        terrain = terrain_of(scene, self, figures)
        minimum = self._minimum(terrain.name)
        measures = figures.measures(minimum)
        said: dict[str, JsonValue] = {
            "village": figures.name,
            "code": figures.code,
            "terrain": terrain.name,
            "minimum": minimum,
            "demolition": figures.demolition,
            "rural": figures.rural,
            "by_geometry": figures.rural_by_geometry,
            "ratio": measures[0].value if figures.rural else None,
        }
        examined: dict[str, JsonValue] = {
            "parcels": len(figures.parcels),
            "features": figures.features,
            "layer": scene.case.slots[self.land_use].layer_id,
        }
        status, reason, finds = self._decide(figures, terrain, minimum, measures, at_least, said)
        finding = (
            scene.finding(
                message(finds, **said),
                figures.parcels,
                geometry=shapely.union_all(scene.parcels.geometry[figures.parcels]),
                kind=layer_kind(self.villages),
                reference_ids=[figures.code],
                measures=measures,
            )
            if finds
            else None
        )
        return Assessment(
            subject=Subject(type="village", id=figures.code),
            part=self.role.value,
            status=status,
            reason=message(reason, **said) if reason else None,
            examined=examined,
            measures=tuple(measures),
            findings=(finding,) if finding else (),
        )

    def _decide(
        self,
        figures: VillageFigures,
        terrain: Terrain,
        minimum: float | None,
        measures: Sequence[Measure],
        at_least: bool,
        said: dict[str, JsonValue],
    ) -> tuple[Status, str | None, str | None]:
        """Return status, reason id and finding id."""
        if terrain.name is None:
            return Status.NEEDS_REVIEW, None, terrain.problem
        if minimum is None:
            if terrain.sourced:
                return Status.NOT_APPLICABLE, "rules.ratio_no_number", None
            return Status.NEEDS_REVIEW, None, "rules.ratio_no_source"
        if at_least:
            return Status.NOT_RUN, "rules.ratio_at_least", None
        if not figures.rural:
            return Status.NOT_RUN, "rules.ratio_no_denominator", None
        if figures.uncovered > RULE_UNCOVERED_M2:
            said["uncovered"] = figures.uncovered
            return Status.NEEDS_REVIEW, None, "rules.ratio_partly_covered"
        decisions = {measure.holds for measure in measures if measure.threshold is not None}
        if len(decisions) > 1:
            return Status.NEEDS_REVIEW, None, "rules.ratio_unclear"
        if decisions == {False}:
            said["missing"] = minimum * figures.rural - figures.demolition
            return Status.FAIL, None, "rules.ratio_low"
        return Status.PASS, None, None

    def _minimum(self, name: str | None) -> float | None:
        return next((t.minimum_share for t in self.terrains if name in t.names), None)
