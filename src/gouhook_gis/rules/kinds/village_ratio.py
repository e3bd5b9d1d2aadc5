"""Demolition as a share of each village's rural construction land (ZJ-B14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import JsonValue, model_validator

from gouhook_gis.domain.assessment import Assessment, Finding, Subject
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.collect import together
from gouhook_gis.rules.assessing.outcomes import of_subject, unmeasurable
from gouhook_gis.rules.assessing.uncovered import coverage_outcomes
from gouhook_gis.rules.ground.located import same_code
from gouhook_gis.rules.ground.relief import Relief, relief
from gouhook_gis.rules.ground.terrain import Terrain, terrain_of
from gouhook_gis.rules.ground.village_figures import VillageFigures, village_figures
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Degrees, Digits, Metres, Name, Names, Share, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene

# A survey whose patches miss a village's area by more cannot give its denominator.
SURVEY_MISMATCH_M2 = 10.0


@dataclass(frozen=True)
class Ruling:
    """What a village comes to: a status, and what is said of it, as a finding or as a reason."""

    status: Status
    message_id: str = ""
    finds: bool = False


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
    code), else from `fact`; contradicting, missing or unknown terrain is `needs_review`. A terrain
    without a number is `not_applicable` where its source is named (attribute `terrain_source`,
    the table, or `source_fact`), else `needs_review`; so it is where the model in `elevation`
    shows a plain: less than `flat_height_m` from the lowest to the highest ground of the village,
    and a mean slope below `flat_slope_deg`.

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
    elevation: Slot = "elevation"
    flat_height_m: Metres = 30.0
    flat_slope_deg: Degrees = 3.0

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
            fields={
                self.land_use: (
                    self.class_field,
                    self.land_class_field,
                    self.village_field,
                    self.area_field,
                ),
                self.villages: (self.village_field,),
            },
            facts=(self.fact, self.table_fact, self.source_fact),
            optional=(self.elevation,),
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
        flat = self._flat(scene, figures) if minimum is None and terrain.sourced else None
        measures = figures.measures(minimum)
        ruling = self._ruling(figures, terrain, minimum, measures, at_least)
        if flat is not None and ruling.status is Status.NOT_APPLICABLE:
            ruling = Ruling(Status.NEEDS_REVIEW, "rules.terrain_flat", finds=True)
        told = self._said(figures, terrain, minimum, measures)
        if flat is not None:
            told |= {"height": flat.height_m, "slope": flat.slope_deg}
        said = message(ruling.message_id, **told)
        finding = self._finding(scene, figures, said, measures) if ruling.finds else None
        return of_subject(
            Subject(type="village", id=figures.code, name=figures.known_name),
            ruling.status,
            None if ruling.finds or not ruling.message_id else said,
            part=self.role.value,
            examined={
                "parcels": len(figures.parcels),
                "features": figures.features,
                "layer": scene.case.slots[self.land_use].layer_id,
            },
            measures=measures,
            findings=[finding] if finding else [],
        )

    def _flat(self, scene: Scene, figures: VillageFigures) -> Relief | None:
        """Return the relief of a village that is a plain by the elevation model, else None."""
        found = relief(scene, self.elevation, figures.shape)
        if found is None or found.height_m >= self.flat_height_m:
            return None
        return found if found.slope_deg < self.flat_slope_deg else None

    def _finding(
        self, scene: Scene, figures: VillageFigures, said: Message, measures: Sequence[Measure]
    ) -> Finding:
        return scene.finding(
            said,
            figures.parcels,
            geometry=together(scene.parcels.geometry[figures.parcels]),
            kind=layer_kind(self.villages),
            reference_ids=[figures.code],
            measures=measures,
        )

    def _said(
        self,
        figures: VillageFigures,
        terrain: Terrain,
        minimum: float | None,
        measures: Sequence[Measure],
    ) -> dict[str, JsonValue]:
        """Return all that a message about a village may say."""
        return {
            "village": figures.name,
            "code": figures.code,
            "terrain": terrain.name,
            "known": [name for known in self.terrains for name in known.names],
            "field": self.village_field,
            "minimum": minimum,
            "demolition": figures.demolition,
            "rural": figures.rural,
            "by_geometry": figures.rural_by_geometry,
            "ratio": measures[0].value if figures.rural else None,
            "mismatch": figures.mismatch,
            "unreadable": figures.unreadable,
            "missing": None if minimum is None else minimum * figures.rural - figures.demolition,
        }

    def _ruling(
        self,
        figures: VillageFigures,
        terrain: Terrain,
        minimum: float | None,
        measures: Sequence[Measure],
        at_least: bool,
    ) -> Ruling:
        """Decide a village; what is not known comes before what the figures say."""
        if not figures.code:
            return Ruling(Status.NEEDS_REVIEW, "rules.ratio_without_code")
        if terrain.name is None:
            return Ruling(Status.NEEDS_REVIEW, terrain.problem or "", terrain.contradicts)
        if not any(terrain.name in known.names for known in self.terrains):
            return Ruling(Status.NEEDS_REVIEW, "rules.terrain_not_known")
        if minimum is None and terrain.sourced:
            return Ruling(Status.NOT_APPLICABLE, "rules.ratio_no_number")
        if minimum is None:
            return Ruling(Status.NEEDS_REVIEW, "rules.ratio_no_source")
        if at_least:
            return Ruling(Status.NOT_RUN, "rules.ratio_at_least")
        if figures.unreadable:
            return Ruling(Status.NOT_RUN, "rules.ratio_unreadable")
        if not figures.rural:
            return Ruling(Status.NOT_RUN, "rules.ratio_no_denominator")
        if figures.mismatch > SURVEY_MISMATCH_M2:
            return Ruling(Status.NEEDS_REVIEW, "rules.ratio_survey_mismatch", finds=True)
        decisions = {measure.holds for measure in measures if measure.threshold is not None}
        if len(decisions) > 1 or not figures.rural_by_geometry:
            return Ruling(Status.NEEDS_REVIEW, "rules.ratio_unclear", finds=True)
        if decisions == {False}:
            return Ruling(Status.FAIL, "rules.ratio_low", finds=True)
        return Ruling(Status.PASS)

    def _minimum(self, name: str | None) -> float | None:
        return next((t.minimum_share for t in self.terrains if name in t.names), None)
