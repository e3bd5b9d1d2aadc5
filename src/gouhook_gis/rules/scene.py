"""What a rule kind may ask: parcels in one plane, reference features near them, and evidence.

The engine builds one scene a case; kinds share its caches. Everything geometric is in the
scene's plane, a 3° Gauss-Krüger CRS (metres, easting first); a parcel's own areas are measured
on the coordinates of its file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from pydantic import JsonValue

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.assessment import Finding
from gouhook_gis.domain.case import Case, Edition
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.area import combined_half_width, half_width
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask
from gouhook_gis.geometry.geojson import evidences
from gouhook_gis.geometry.overlay import Pieces, overlay, slivers
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.totals import ground
from gouhook_gis.geometry.transform import keeps_form, to_epsg
from gouhook_gis.reference.meeting import meeting
from gouhook_gis.reference.store import Features, Store
from gouhook_gis.rules.definition import PairTolerance, Profile
from gouhook_gis.rules.ground.coverage import Cover, cover
from gouhook_gis.rules.ground.parcels import ParcelTable, parcel_table

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Total:
    """Areas of the parcels of one role, m². `at_least` where one could not be measured."""

    parcels: int
    measured: int
    sum: float
    union: float
    overlap: float
    planar: float
    half_width: float

    @property
    def at_least(self) -> bool:
        """Whether a parcel is missing from the figures."""
        return self.measured < self.parcels


@dataclass(frozen=True)
class Overlap:
    """Parcels against the features of a slot: `pieces.left` are positions in the parcel table,
    `pieces.right` positions in `features` (which is in the scene's plane).
    """

    pieces: Pieces
    features: Features


class Scene:
    """The questions a rule kind may ask of one case."""

    def __init__(
        self, case: Case, profile: Profile, store: Store, parcels: ParcelTable, plane: int
    ) -> None:
        self.case = case
        self.profile = profile
        self.store = store
        self.parcels = parcels
        self.plane = plane
        self.laid = Prepared(parcels.geometry)
        self._answers: dict[object, Any] = {}
        self._near: dict[str, Prepared] = {}
        self._features: dict[str, Features] = {}
        self._overlaps: dict[tuple[str, bytes], Overlap] = {}
        self._covers: dict[tuple[str, bytes], Cover] = {}
        self._totals: dict[Role, Total] = {}

    @cached_property
    def previous(self) -> ParcelTable | None:
        """Return the parcels of the earlier version, measured in the scene's plane."""
        if self.case.previous is None:
            return None
        error = self.profile.point_error_m["parcels"]
        return parcel_table(self.case.previous.parcels, error, self.plane)[0]

    def once(self, question: Callable[[Scene], Answer]) -> Answer:
        """Return the answer to a question about the whole case; it is asked once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: Answer = self._answers[question]
        return answer

    def over(self, parcels: ParcelTable) -> Scene:
        """Return a scene of the same case that looks at other parcels (in the same plane): a
        part of those filed, or those of an earlier version.
        """
        return Scene(self.case, self.profile, self.store, parcels, self.plane)

    def of(self, role: Role) -> Index:
        """Return the positions of all parcels of `role`."""
        return np.flatnonzero(self.parcels.role == role)

    def measurable(self, role: Role) -> Index:
        """Return the positions of the parcels of `role` that have a measurable area."""
        return np.flatnonzero((self.parcels.role == role) & self.parcels.measurable)

    def total(self, role: Role) -> Total:
        """Return sum, union and planar area of the parcels of `role`."""
        if role not in self._totals:
            index = self.measurable(role)
            areas = self.parcels.area[index]
            total = math.fsum(areas)
            union = ground(self.parcels.geometry[index], areas, self.plane)
            self._totals[role] = Total(
                parcels=len(self.of(role)),
                measured=len(index),
                sum=total,
                union=union,
                overlap=total - union,
                planar=math.fsum(self.parcels.planar[index]),
                half_width=combined_half_width(self.parcels.half_width[index]),
            )
        return self._totals[role]

    def edition(self, slot: str) -> Edition | None:
        """Return the edition that fills `slot`, or None where none was supplied."""
        return self.case.slots.get(slot)

    def near(self, slot: str) -> Features:
        """Return the features of `slot` that meet any parcel, in the scene's plane."""
        if slot not in self._features:
            edition = self.case.slots[slot]
            shapes = self.parcels.geometry[self.parcels.measurable]
            found = self.store.near(edition.layer_id, shapes, self.plane)
            self._features[slot] = meeting(self.in_plane(found), shapes)
            self._near[slot] = self.ready(self._features[slot], found.epsg)
        return self._features[slot]

    def laid_near(self, slot: str) -> Prepared:
        """Return the shapes of `near`, ready for overlays."""
        self.near(slot)
        return self._near[slot]

    def in_plane(self, features: Features) -> Features:
        """Return `features` in the scene's plane."""
        return replace(
            features,
            geometries=to_epsg(features.geometries, features.epsg, self.plane),
            epsg=self.plane,
        )

    def ready(self, features: Features, epsg: int) -> Prepared:
        """Return the shapes of `features`, brought into the plane from `epsg`, for overlays."""
        kept = keeps_form(epsg, self.plane)
        return Prepared(features.geometries, ready=kept, areas=features.area_m2 if kept else None)

    def overlap(self, slot: str, index: Index) -> Overlap:
        """Return the pieces that parcels `index` (measurable ones) share with `slot`."""
        key = (slot, index.tobytes())
        if key not in self._overlaps:
            pieces = overlay(self.laid, self.laid_near(slot), self.plane, index)
            self._overlaps[key] = Overlap(pieces, self.near(slot))
        return self._overlaps[key]

    def cover(self, slot: str, index: Index) -> Cover:
        """Return how far the edition in `slot` covers the parcels `index`."""
        key = (slot, index.tobytes())
        if key not in self._covers:
            self._covers[key] = cover(self, slot, self.case.slots[slot], index)
        return self._covers[key]

    def covers(self) -> dict[str, list[Cover]]:
        """Return every coverage that was asked for, by slot."""
        asked: dict[str, list[Cover]] = {}
        for (slot, _), answer in self._covers.items():
            asked.setdefault(slot, []).append(answer)
        return asked

    def tolerance(self, kind: str) -> PairTolerance | None:
        """Return the tolerance of parcels against a traced layer kind, if it has one."""
        return self.profile.tolerances.get(kind)

    def half_width(self, shapes: Geometries, *, traced: bool) -> float:
        """Return the half width of the summed area of independent shapes in the plane."""
        return combined_half_width(self.half_widths(shapes, traced=traced))

    def half_widths(self, shapes: Geometries, *, traced: bool, ready: bool = False) -> Floats:
        """Return the half width of the area of each of the shapes (n,) in the plane, m²; `ready`
        says that they are canonical already.
        """
        error = self.profile.point_error_m["reference" if traced else "parcels"]
        return half_width(shapes, error, ready=ready)

    def slivers(self, pieces: Pieces) -> Mask:
        """Return which pieces (n,) are slivers under the profile's policy."""
        policy = self.profile.slivers
        return slivers(pieces, policy.area_m2, policy.width_m, policy.width_area_m2)

    def finding(
        self,
        message: Message,
        parcels: Iterable[int] = (),
        *,
        geometry: BaseGeometry | None = None,
        kind: str = "",
        reference_ids: Sequence[str] = (),
        measures: Sequence[Measure] = (),
        outlines: BaseGeometry | None = None,
        traces: Iterable[str] = (),
    ) -> Finding:
        """Make a finding. Geometries are in the plane; the report holds them in its CRS.

        `traces` are the layer kinds of which `geometry` shows outlines: where one of them has the
        detail "none" the parcel's own outline stands in its place. `outlines` (whole features of
        `kind`) are kept with detail "full" only.
        """
        positions = sorted(int(i) for i in parcels)
        if "none" in map(self.case.detail, traces):
            geometry = shapely.union_all(self.parcels.outline[positions]) if positions else None
        params: dict[str, JsonValue] = dict(message.params)
        return Finding(
            parcel_ids=tuple(str(self.parcels.id[i]) for i in positions),
            parcel_keys=tuple(str(self.parcels.key[i]) for i in positions),
            layer_kind=kind,
            reference_ids=tuple(sorted(set(map(str, reference_ids)))),
            message_id=message.id,
            params=params,
            measures=tuple(measures),
            geometry=self.shown(geometry),
            reference_geometry=(self.shown(outlines) if self.case.detail(kind) == "full" else None),
        )

    def shown(self, geometry: BaseGeometry | None) -> dict[str, Any] | None:
        """Return a geometry of the plane as GeoJSON in the CRS of the submission."""
        return self.all_shown(np.array([geometry], dtype=object))[0]

    def all_shown(self, geometries: Geometries) -> list[dict[str, Any] | None]:
        """Return (n,) geometries of the plane as GeoJSON; None for None and empty ones."""
        epsg = self.case.submission.epsg or self.plane
        there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
        drawn = iter(evidences(to_epsg(geometries[there], self.plane, epsg), epsg))
        return [next(drawn) if present else None for present in there]
