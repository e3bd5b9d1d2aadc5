"""Parcels of a role lie within zones that permit them (ZJ-B08, B36)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Geometries, Index, Mask
from gouhook_gis.geometry.overlay import Pieces, overlay, uncovered
from gouhook_gis.rules.assessing.outcomes import not_whole, of_project, unmeasurable
from gouhook_gis.rules.assessing.raised import Blind, Raised, by_ground, parts_of
from gouhook_gis.rules.assessing.zoned import Permission, ZoneLayer, Zones
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


class WithinZones(Kind):
    """The parcels of `role` lie in zones of `zones` that permit them, beyond slivers.

    Ground that any layer permits is permitted, but where another layer prohibits the same ground
    the plans contradict each other: `needs_review`. Of the other ground, what lies in a
    prohibited zone is `fail`, in a conditional one or one of unknown kind `needs_review`, in none
    at all `fail` inside the coverage of an exhaustive layer. Where no exhaustive layer was
    supplied or covers the parcel such ground is `not_run`, where its coverage is not declared or
    partial `needs_review`. Slivers as in `forbidden_overlap`.

    Measures, m²: `not_permitted` (`<=` 0), `slivers`; a finding's own `not_permitted`.
    """

    kind: Literal["within_zones"]
    role: Role
    zones: Annotated[tuple[ZoneLayer, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _decidable(self) -> Self:
        if not any(layer.exhaustive for layer in self.zones):
            raise ValueError("one layer of zones must be exhaustive")
        if len({layer.slot for layer in self.zones}) < len(self.zones):
            raise ValueError("a slot stands once in zones")
        return self

    def needs(self) -> Needs:
        """Use the layers of zones that are there."""
        return Needs(optional=tuple(layer.slot for layer in self.zones))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every parcel of the role."""
        there = [layer for layer in self.zones if scene.edition(layer.slot) is not None]
        if not there:
            kinds = [layer_kind(layer.slot) for layer in self.zones]
            return [of_project(Status.NOT_RUN, message("zones.no_layer", kinds=kinds))]
        index = scene.measurable(self.role)
        found = unmeasurable(scene, [self.role])
        if not len(index):
            return found
        zones = Zones.of(scene, there, index)
        ground = _Ground.of(scene, zones, index)
        seen, partly = self._seen(scene, there, index)
        found += by_ground(
            scene,
            self.role,
            index,
            [*ground.in_zones(), *ground.in_none(seen, partly)],
            measure="not_permitted",
            examined={"features": len(zones)},
            blind=ground.unseen(~(seen | partly)),
        )
        editions = [scene.case.slots[layer.slot] for layer in there]
        return [
            *found,
            *(not_whole(edition, self.role) for edition in editions if edition.unusable),
        ]

    def _seen(self, scene: Scene, layers: Sequence[ZoneLayer], index: Index) -> tuple[Mask, Mask]:
        """Return (k,) where an exhaustive layer covers the parcel whole, and where one covers it
        partly or does not say where it is complete.
        """
        seen, partly = (np.zeros(len(index), dtype=np.bool_) for _ in range(2))
        for layer in layers:
            if layer.exhaustive:
                cover = scene.cover(layer.slot, index)
                seen |= cover.whole
                partly |= cover.part | ~cover.known
        return seen, partly & ~seen


@dataclass(frozen=True)
class _Ground:
    """The ground of the parcels `index` in no permitted zone (`rest`) and in no zone at all
    (`none`), both (k,) in the plane, None where there is none.
    """

    scene: Scene
    zones: Zones
    index: Index
    rest: Geometries
    none: Geometries

    @classmethod
    def of(cls, scene: Scene, zones: Zones, index: Index) -> _Ground:
        shapes = scene.parcels.geometry[index]
        rest = uncovered(shapes, zones.shapes[zones.that("permitted")], scene.plane)[1]
        none = uncovered(rest, zones.shapes[~zones.that("permitted")], scene.plane)[1]
        return cls(scene, zones, index, rest, none)

    def in_zones(self) -> list[Raised]:
        """Return the pieces in zones that do not simply permit, and those where plans differ."""
        raised = [
            self._raised(self.rest, "prohibited", Status.FAIL, "zones.prohibited"),
            self._raised(self.rest, "conditional", Status.NEEDS_REVIEW, "zones.conditional"),
            self._raised(self.rest, "unknown", Status.NEEDS_REVIEW, "zones.unknown"),
        ]
        shapes = self.scene.parcels.geometry[self.index]
        permitted = overlay(
            shapes, self.zones.shapes[self.zones.that("permitted")], self.scene.plane
        )
        both = self._pieces(permitted.geometry, permitted.left, "prohibited")
        return [*raised, self._saying(both, Status.NEEDS_REVIEW, "zones.contradicted")]

    def in_none(self, seen: Mask, partly: Mask) -> list[Raised]:
        """Return the pieces in no zone: not permitted where a layer would show one (`seen`), for
        review where that is known in part only.
        """
        kinds = self.zones.layer_kinds
        raised = []
        for mask, status, said in (
            (seen, Status.FAIL, "zones.none"),
            (partly, Status.NEEDS_REVIEW, "zones.none_unsure"),
        ):
            pieces = parts_of(self.index[mask], self.none[mask], self.scene.plane)
            say = partial(self._said, said, pieces, lambda _row: {"kind": kinds[0]})
            raised.append(Raised(pieces, status, say, lambda _row: (kinds[0], ""), kinds))
        return raised

    def unseen(self, mask: Mask) -> dict[int, Blind]:
        """Return the parcels in `mask` with ground in no zone, by position, and why it is open."""
        ids, kinds = self.scene.parcels.id, self.zones.layer_kinds
        return {
            int(i): Blind(Status.NOT_RUN, message("zones.unseen", parcel=str(ids[i]), kinds=kinds))
            for i, ground, blind in zip(self.index, self.none, mask, strict=True)
            if blind and ground is not None
        }

    def _raised(
        self, ground: Geometries, permission: Permission, status: Status, said: str
    ) -> Raised:
        pieces = self._pieces(ground, np.arange(len(self.index)), permission)
        return self._saying(pieces, status, said)

    def _pieces(self, ground: Geometries, owner: Index, permission: Permission) -> Pieces:
        rows = np.flatnonzero(self.zones.that(permission))
        pieces = overlay(ground, self.zones.shapes[rows], self.scene.plane)
        return pieces.of(self.index[owner], rows)

    def _saying(self, pieces: Pieces, status: Status, said: str) -> Raised:
        def zone(row: int) -> dict[str, str]:
            return self.zones.named(int(pieces.right[row]))

        def against(row: int) -> tuple[str, str]:
            return zone(row)["kind"], zone(row)["feature"]

        say = partial(self._said, said, pieces, zone)
        return Raised(pieces, status, say, against, self.zones.layer_kinds)

    def _said(
        self, said: str, pieces: Pieces, zone: Callable[[int], dict[str, str]], row: int
    ) -> Message:
        parcel = str(self.scene.parcels.id[int(pieces.left[row])])
        return message(said, parcel=parcel, area=float(pieces.area[row]), **zone(row))
