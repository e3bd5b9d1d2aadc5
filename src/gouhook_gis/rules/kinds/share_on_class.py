"""Share of each parcel on land of given classes (ZJ-B07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import model_validator

from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.measure import RESOLUTION, Measure, measured, satisfies
from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Assessment
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.overlay import uncovered
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Name, Names, Share, Slot
from gouhook_gis.rules.land import CountedLand, sums
from gouhook_gis.rules.outcomes import of_parcel, of_role, unmeasurable
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Geometries, Overlap, Scene


class ShareOnClass(Kind):
    """Every parcel of `role` lies on land of `classes` to at least `pass_share`.

    Land counts where `class_field` (CZCSXM) is one of `classes` and, with `construction`, the
    land class in `land_class_field` (DLBM) is construction land. A share of `fail_share` or
    less fails, between the two is `needs_review`. Land of `beside_classes` is listed apart and
    never counted. One assessment a parcel; a parcel partly outside the survey is
    `needs_review`, wholly outside `not_run`.

    Measures: `share` (`>=` `pass_share`), `counted_area`, `beside_area` (m²).
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
        return Needs(slots=(self.slot,))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel; those that pass share one assessment with their least share."""
        index = scene.measurable(self.role)
        result = unmeasurable(scene, [self.role])
        if not len(index):
            return result
        overlap = scene.overlap(self.slot, index)
        cover = scene.cover(self.slot, index)
        pieces = overlap.pieces
        land = CountedLand.of(overlap.features.columns, self)
        n = len(scene.parcels)
        counted = sums(pieces.left, pieces.area, land.counted[pieces.right], n)
        beside = sums(pieces.left, pieces.area, land.beside[pieces.right], n)
        passing: list[Measure] = []
        for row, i in enumerate(map(int, index)):
            area = float(scene.parcels.area[i])
            share = measured(
                "share", counted[i] / area, "ratio", operator=">=", threshold=self.pass_share
            )
            measures = [
                share,
                measured("counted_area", counted[i], "m2"),
                measured("beside_area", beside[i], "m2"),
            ]
            status = self._status(share, bool(cover.none[row]), bool(cover.part[row]))
            if status is Status.PASS:
                passing.append(share)
                continue
            parcel = str(scene.parcels.id[i])
            if status is Status.NOT_RUN:
                kind = layer_kind(self.slot)
                reason = message("rules.outside_coverage", kind=kind, parcel=parcel)
                result.append(of_parcel(scene, i, status, reason))
                continue
            finding = scene.finding(
                message(
                    "rules.not_on_class" if status is Status.FAIL else "rules.partly_on_class",
                    parcel=parcel,
                    share=share.value,
                    minimum=self.pass_share,
                    outside=area - counted[i],
                    classes=list(self.classes),
                    found=land.found(overlap, i),
                ),
                [i],
                geometry=self._outside(scene, overlap, land, i),
                kind=layer_kind(self.slot),
                measures=measures,
            )
            result.append(of_parcel(scene, i, status, measures=measures, findings=[finding]))
        if passing:
            least = min(passing, key=lambda measure: measure.value)
            result.append(
                of_role(
                    self.role, Status.PASS, examined={"parcels": len(passing)}, measures=[least]
                )
            )
        return result

    def _status(self, share: Measure, outside: bool, part: bool) -> Status:
        if outside:
            return Status.NOT_RUN
        if share.holds:
            return Status.NEEDS_REVIEW if part else Status.PASS
        low = satisfies(share.value, "<=", self.fail_share, RESOLUTION["ratio"])
        return Status.FAIL if low and not part else Status.NEEDS_REVIEW

    def _outside(
        self, scene: Scene, overlap: Overlap, land: CountedLand, position: int
    ) -> BaseGeometry | None:
        pieces = overlap.pieces
        rows = (pieces.left == position) & land.counted[pieces.right]
        whole = scene.parcels.geometry[position : position + 1]
        outside: Geometries = uncovered(whole, pieces.geometry[rows], scene.plane)[1]
        shape: BaseGeometry | None = outside[0]
        return shape
