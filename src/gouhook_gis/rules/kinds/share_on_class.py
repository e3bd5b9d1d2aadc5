"""Share of each parcel on land of given classes (ZJ-B07)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import RESOLUTION, Measure, measured, satisfies
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.geometry.overlay import uncovered, union_area
from gouhook_gis.rules.assessing.outcomes import of_parcel, of_role, unmeasurable
from gouhook_gis.rules.assessing.uncovered import uncovered_finding
from gouhook_gis.rules.ground.coverage import Cover
from gouhook_gis.rules.ground.land import CountedLand, sums
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Name, Names, Share, Slot
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Overlap, Scene


class ShareOnClass(Kind):
    """Every parcel of `role` lies on land of `classes` to at least `pass_share`.

    Land counts where `class_field` (CZCSXM) is one of `classes` and, with `construction`, the
    land class in `land_class_field` (DLBM) is construction land. A share of `fail_share` or
    less fails, between the two is `needs_review`. Land of `beside_classes` is listed apart and
    never counted. Ground under two patches counts once. One assessment a parcel; a parcel partly
    outside the survey is `needs_review`, wholly outside `not_run`; one that misses `pass_share`
    while it lies on a patch of `classes` without a land class is `needs_review`.

    Measures: `share` (`>=` `pass_share`), `counted_area`, `beside_area` (m²); `unclear_area`
    (m²) on patches without a land class, `uncovered_area` (m²) outside the survey.
    """

    kind: Literal["share_on_class"]
    role: Role
    slot: Slot
    class_field: Name
    classes: Names
    beside_classes: tuple[Name, ...] = ()
    land_class_field: Name
    construction: bool
    pass_share: Share
    fail_share: Share

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.fail_share >= self.pass_share:
            raise ValueError("fail_share must be below pass_share")
        return self

    def needs(self) -> Needs:
        """Ask for the survey."""
        return Needs(
            slots=(self.slot,), fields={self.slot: (self.class_field, self.land_class_field)}
        )

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel; those that pass share one assessment with their least share."""
        index = scene.measurable(self.role)
        result = unmeasurable(scene, [self.role])
        if not len(index):
            return result
        ground = _Ground.under(scene, self, index)
        passing: list[Measure] = []
        for row, i in enumerate(map(int, index)):
            share, *areas = ground.measures(scene, i, self.pass_share)
            parcel = str(scene.parcels.id[i])
            kind = layer_kind(self.slot)
            if ground.cover.none[row]:
                reason = message("rules.outside_coverage", kind=kind, parcel=parcel)
                result.append(of_parcel(scene, i, Status.NOT_RUN, reason))
                continue
            part, unclear = bool(ground.cover.part[row]), ground.unclear[i] > RESOLUTION["m2"]
            if share.holds and not part:
                passing.append(share)
                continue
            measures = [share, *areas]
            findings = [uncovered_finding(scene, i, ground.cover, row, kind)] if part else []
            status = self._status(share, part or unclear)
            if not share.holds:
                said = "rules.not_on_class" if status is Status.FAIL else "rules.partly_on_class"
                findings.append(self._finding(scene, ground, i, said, measures))
            lacking = message(
                "rules.field_empty", kind=kind, field=self.land_class_field, parcel=parcel
            )
            result.append(
                of_parcel(
                    scene,
                    i,
                    status,
                    lacking if unclear and not share.holds else None,
                    measures=measures,
                    findings=findings,
                )
            )
        if passing:
            least = min(passing, key=lambda measure: measure.value)
            result.append(
                of_role(
                    self.role, Status.PASS, examined={"parcels": len(passing)}, measures=[least]
                )
            )
        return result

    def _status(self, share: Measure, open_question: bool) -> Status:
        low = satisfies(share.value, "<=", self.fail_share, RESOLUTION["ratio"])
        return Status.FAIL if low and not open_question else Status.NEEDS_REVIEW

    def _finding(
        self, scene: Scene, ground: _Ground, position: int, said: str, measures: Sequence[Measure]
    ) -> Finding:
        share, counted = measures[0].value, measures[1].value
        return scene.finding(
            message(
                said,
                parcel=str(scene.parcels.id[position]),
                share=share,
                minimum=self.pass_share,
                outside=float(scene.parcels.area[position]) - counted,
                classes=list(self.classes),
                found=ground.land.found(ground.overlap, position),
            ),
            [position],
            geometry=ground.outside[position],
            kind=layer_kind(self.slot),
            measures=measures,
            traces=[layer_kind(self.slot)],
        )


@dataclass(frozen=True)
class _Ground:
    """What lies under the parcels: areas (m²) and half widths by position in the table, and of
    parcels below the share what of them is not counted.
    """

    overlap: Overlap
    land: CountedLand
    cover: Cover
    counted: Floats
    beside: Floats
    unclear: Floats
    half_width: Floats
    outside: Geometries

    @classmethod
    def under(cls, scene: Scene, kind: ShareOnClass, index: Index) -> _Ground:
        """Sum the pieces of every parcel by what they lie on."""
        overlap, cover = scene.overlap(kind.slot, index), scene.cover(kind.slot, index)
        pieces, n = overlap.pieces, len(scene.parcels)
        land = CountedLand.of(overlap.features.columns, kind)
        counted, beside, unclear = (
            sums(pieces.left, pieces.area, mask[pieces.right], n)
            for mask in (land.counted, land.beside, land.unclear)
        )
        # A survey tiles the ground: where its patches overlap, their sum exceeds the parcel.
        whole = sums(pieces.left, pieces.area, np.ones(len(pieces), dtype=np.bool_), n)[index]
        excess = whole + cover.uncovered_m2 - cover.area
        for i in map(int, index[excess > RESOLUTION["m2"] + 1e-6 * cover.area]):
            rows = (pieces.left == i) & land.counted[pieces.right]
            counted[i] = union_area(pieces.geometry[rows], scene.plane)
        widths = scene.half_widths(pieces.geometry, traced=True)
        squares = sums(pieces.left, widths**2, land.counted[pieces.right], n)
        outside = np.full(n, None, dtype=object)
        short = index[counted[index] < (kind.pass_share + RESOLUTION["ratio"]) * cover.area]
        own = pieces.geometry[np.isin(pieces.left, short) & land.counted[pieces.right]]
        outside[short] = uncovered(scene.laid, own, scene.plane, short)[1]
        return cls(overlap, land, cover, counted, beside, unclear, np.sqrt(squares), outside)

    def measures(self, scene: Scene, position: int, minimum: float) -> list[Measure]:
        """Return the share against `minimum`, then the areas it rests on."""
        area, counted = float(scene.parcels.area[position]), float(self.counted[position])
        whole = abs(area - counted) <= RESOLUTION["m2"]
        # Numerator and denominator are one area where all of the parcel counts.
        own = counted / area * float(scene.parcels.half_width[position])
        width = 0.0 if whole else math.hypot(float(self.half_width[position]), own) / area
        share = measured(
            "share", counted / area, "ratio", operator=">=", threshold=minimum, half_width=width
        )
        areas = [("counted_area", counted), ("beside_area", float(self.beside[position]))]
        if self.unclear[position]:
            areas.append(("unclear_area", float(self.unclear[position])))
        return [share, *(measured(name, value, "m2") for name, value in areas)]
