"""Steep slopes are not to be reclaimed as farmland (ZJ-B12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import (
    no_parcels,
    of_parcel,
    of_project,
    of_role,
    unmeasurable,
)
from gouhook_gis.rules.assessing.unlinked import unlinked
from gouhook_gis.rules.ground.planned import becoming
from gouhook_gis.rules.ground.steep import STEEP_SLOTS, SteepShare, steep_share
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.scene import Scene


class SteepReclaimed(Kind):
    """Parcels of `role` that the 挂接表 plans as farmland hold no more steep ground than the
    profile's sliver area.

    Steep is 25° and more by the elevation model, above 25° by class 5 of 坡度图: the first that
    is supplied, and the finding says which. A parcel that is not measured whole and shows no
    steep ground is `needs_review`, one that is not measured at all `not_run`; so is one without a
    planned class.

    Measures: `steep_area` (m², `<=` the sliver area), `steep_share`, `slope_measured` (ratios).
    """

    kind: Literal["steep_reclaimed"]
    role: Role

    def needs(self) -> Needs:
        """Ask for the 挂接表; use the layer of slopes that is there."""
        return Needs(optional=STEEP_SLOTS, facts=("parcels",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel that becomes farmland; those that pass share one assessment."""
        if not len(scene.of(self.role)):
            return [no_parcels(self.role)]
        index, untold = becoming(scene, scene.measurable(self.role), "cultivated")
        result = [
            *unmeasurable(scene, [self.role]),
            *unlinked(scene, self.role, untold, "planned_class"),
        ]
        if not len(index):
            reason = message("overlap.none_becoming", land="becoming.cultivated")
            return result or [of_role(self.role, Status.NOT_APPLICABLE, reason)]
        found = steep_share(scene, index)
        if found.source is None:
            reason = message("steep.no_layer", kinds=list(STEEP_SLOTS))
            return [*result, of_project(Status.NOT_RUN, reason)]
        passing: list[Measure] = []
        for row in range(len(index)):
            assessment, steep = self._parcel(scene, found, row)
            if assessment is None:
                passing.append(steep)
            else:
                result.append(assessment)
        if passing:
            most = max(passing, key=lambda measure: measure.value)
            examined: dict[str, JsonValue] = {"parcels": len(passing), "layer": found.layer_id}
            result.append(of_role(self.role, Status.PASS, examined=examined, measures=[most]))
        return result

    def _parcel(
        self, scene: Scene, found: SteepShare, row: int
    ) -> tuple[Assessment | None, Measure]:
        """Return what a parcel raises, None where nothing, and its steep area."""
        i = int(found.index[row])
        whole, limit = float(scene.parcels.area[i]), scene.profile.slivers.area_m2
        share, seen = float(found.share[row]), float(found.measured[row])
        steep = measured(
            "steep_area",
            share * whole,
            "m2",
            operator="<=",
            threshold=limit,
            half_width=float(found.half_width[row]) * whole or None,
        )
        measures = [
            steep,
            measured("steep_share", share, "ratio"),
            measured("slope_measured", seen, "ratio"),
        ]
        parcel, source = str(scene.parcels.id[i]), f"slope_by.{found.source}"
        missing = (1.0 - seen) * whole
        if steep.holds and missing <= limit:
            return None, steep
        if steep.holds and seen * whole <= limit:
            reason = message("steep.not_measured", parcel=parcel, kind=str(found.source))
            return of_parcel(scene, i, Status.NOT_RUN, reason, measures=measures), steep
        said = "steep.partly_measured" if steep.holds else "steep.found"
        text = message(
            said,
            parcel=parcel,
            area=steep.value,
            share=share,
            source=source,
            missing=missing,
            kind=str(found.source),
        )
        finding = scene.finding(
            text, [i], geometry=scene.parcels.geometry[i], kind=str(found.source), measures=[steep]
        )
        status = Status.NEEDS_REVIEW if steep.holds else Status.FAIL
        return of_parcel(scene, i, status, measures=measures, findings=[finding]), steep
