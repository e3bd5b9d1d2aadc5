"""Patches against a store: measured block by block, each patch judged."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

import numpy as np

import shapely

from gouhook_gis.domain.enforcement import DemolitionPart, PatchProject, PatchResult
from gouhook_gis.domain.units import AreaUnit, to_m2
from gouhook_gis.domain.words import Role
from gouhook_gis.enforcement import filed, patches
from gouhook_gis.enforcement.ground import Under, by_group, under
from gouhook_gis.enforcement.judge import Measured, judge
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.geometry.geojson import evidences
from gouhook_gis.geometry.overlay import unions
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.repair import repair
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.geometry.transform import centroid_longitude, to_epsg, vertices_to_epsg
from gouhook_gis.geometry.zones import plane_of_zone, zone_numbers
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.definition import EnforcementPolicy, Profile
from gouhook_gis.rules.ground import filed as fields

# Patches looked up at once: what lies near them is held in memory.
BLOCK = 1000
Done = Callable[[int, int], None]
State = Literal["accepted_before", "accepted_between", "open"]


def compare(
    found: patches.Patches,
    store: Store,
    layers: Mapping[str, str],
    profile: Profile,
    done: Done | None = None,
) -> list[PatchResult]:
    """Return the result of every patch, in their order; `done(so many, of all)` after a block.

    `layers` are the editions by kind, filed_parcels among them.
    """
    quotas = Quotas(store, layers[fields.KIND])
    results: dict[int, PatchResult] = {}
    for rows, plane in _blocks(found):
        shapes = repair(canonical(to_epsg(found.geometry[rows], found.features.epsg, plane)))[0]
        below = under(shapes, plane, store, layers)
        block = _Block(found, rows, plane, below, profile, quotas)
        results.update(zip(rows.tolist(), block.results(), strict=True))
        if done:
            done(len(results), len(found))
    return [results[row] for row in range(len(found))]


def _blocks(found: patches.Patches) -> Iterator[tuple[Index, int]]:
    """Yield positions of patches and the plane in which they are worked: that of their zone."""
    epsg = found.features.epsg
    zones = zone_numbers(np.nan_to_num(centroid_longitude(found.geometry, epsg)))
    for zone in np.unique(zones).tolist():
        rows = np.flatnonzero(zones == zone)
        plane = plane_of_zone(zone, epsg) if zone else working_plane(found.geometry[rows], epsg)
        for start in range(0, len(rows), BLOCK):
            yield rows[start : start + BLOCK], plane


class Quotas:
    """New construction filed under a project beside the quota told for it; asked once each."""

    def __init__(self, store: Store, layer_id: str) -> None:
        self._store = store
        self._layer = layer_id
        self._known: dict[str, tuple[float | None, float | None]] = {}

    def of(self, code: str) -> tuple[float | None, float | None]:
        """Return quota and filed new construction (each spot once) of a project, m²."""
        if code not in self._known:
            self._known[code] = self._ask(code) if code else (None, None)
        return self._known[code]

    def _ask(self, code: str) -> tuple[float | None, float | None]:
        features = self._store.where(self._layer, fields.CODE, [code])
        own = filed.of_role(features, Role.NEW_CONSTRUCTION)
        told = {_number(own.text(fields.QUOTA, i)) for i in range(len(own.rows))} - {None}
        if len(told) != 1 or not len(own.rows):
            return None, None  # none is told, or two that differ
        plane = working_plane(own.geometry, features.epsg)
        shapes = to_epsg(own.geometry, features.epsg, plane)
        ground = unions(shapes, np.zeros(len(shapes), dtype=np.intp))
        quota = told.pop()
        built = float(official_area(ground, plane)[0])
        return None if quota is None else to_m2(quota, AreaUnit.HECTARE), built


class _Block:
    """The patches at `rows`, measured in `plane`."""

    def __init__(
        self,
        found: patches.Patches,
        rows: Index,
        plane: int,
        below: Under,
        profile: Profile,
        quotas: Quotas,
    ) -> None:
        self.found, self.rows, self.plane, self.below = found, rows, plane, below
        self.policy: EnforcementPolicy = profile.enforcement
        self.sliver = profile.slivers.area_m2
        self.quotas = quotas

    def results(self) -> list[PatchResult]:
        """Return a result for each patch."""
        epsg = self.found.features.epsg
        own = evidences(self.found.geometry[self.rows], epsg)
        rest = self._uncovered(epsg)
        projects = [*self._projects()]
        demolition = [*self._demolition()]
        return [
            self._result(i, own[i], rest[i], projects[i], demolition[i])
            for i in range(len(self.rows))
        ]

    def _uncovered(self, epsg: int) -> list[dict[str, Any] | None]:
        below = self.below
        there = ~shapely.is_missing(below.rest)
        drawn = iter(evidences(vertices_to_epsg(below.rest[there], self.plane, epsg), epsg))
        return [next(drawn) if one else None for one in there]

    def _projects(self) -> Iterator[tuple[PatchProject, ...]]:
        new, parcels = self.below.new, self.below.new_parcels
        codes = np.array([parcels.text(fields.CODE, i) for i in new.right], dtype=object)
        for i in range(len(self.rows)):
            mine = np.flatnonzero(new.left == i)
            yield tuple(self._project(i, mine, codes[mine])) if len(mine) else ()

    def _project(self, i: int, pieces: Index, codes: Geometries) -> Iterator[PatchProject]:
        new, parcels = self.below.new.take(pieces), self.below.new_parcels
        names, group = np.unique(codes.astype(str), return_inverse=True)
        before, after = self._images(i)
        for number, area in zip(*by_group(new, group, self.plane), strict=True):
            own = new.right[group == number]
            approved = _one({parcels.day(fields.APPROVED, j) for j in own})
            entered = _one({parcels.day(fields.FILED, j) for j in own})
            state = parcels.text(fields.STATE, int(own[0]))
            quota, built = self.quotas.of(str(names[number]))
            if area < self.sliver:
                continue  # mere contact: no project of the patch
            yield PatchProject(
                code=str(names[number]),
                parcels=tuple(sorted({parcels.text(fields.PARCEL, j) for j in own})),
                area_m2=float(area),
                share=float(area / self.below.area[i]),
                approved=approved,
                filed=entered,
                timing=filed.timing(approved, before, after),
                filing=filed.filing(state, approved, entered, self.policy.filing_workdays),
                quota_m2=quota,
                built_m2=built,
            )

    def _demolition(self) -> Iterator[tuple[DemolitionPart, ...]]:
        torn, parcels = self.below.demolition, self.below.demolition_parcels
        for i in range(len(self.rows)):
            before, after = self._images(i)
            mine = np.flatnonzero((torn.left == i) & (torn.area >= self.sliver))
            yield tuple(
                DemolitionPart(
                    code=parcels.text(fields.CODE, j),
                    parcel=parcels.text(fields.PARCEL, j),
                    area_m2=float(area),
                    accepted=(accepted := parcels.day(fields.ACCEPTED, j)),
                    state=_state(accepted, before, after),
                )
                for j, area in zip(torn.right[mine].tolist(), torn.area[mine], strict=True)
            )

    def _result(
        self,
        i: int,
        own: dict[str, Any],
        rest: dict[str, Any] | None,
        projects: tuple[PatchProject, ...],
        demolition: tuple[DemolitionPart, ...],
    ) -> PatchResult:
        below, row = self.below, int(self.rows[i])
        farmland = _known(below.farmland[i])
        measured = Measured(
            area=float(below.area[i]),
            covered=float(below.covered[i]),
            explained=float(below.explained[i]),
            farmland=farmland,
            unseen=_known(below.unseen[i]) or 0.0,
            demolition=math.fsum(part.area_m2 for part in demolition),
            sliver=self.sliver,
            unapproved=_known(below.outside[i]),
        )
        outcome, notes = judge(measured, projects, demolition, self.policy)
        before, after = self._images(i)
        return PatchResult(
            id=str(self.found.features.ids[row]),
            record=int(self.found.records[row]),
            county=self.found.county(row),
            area_m2=measured.area,
            declared_mu=_number(self.found.text(patches.AREA, row)),
            image_before=before,
            image_after=after,
            class_on_site=self.found.text(patches.ON_SITE, row),
            settlement_code=self.found.text(patches.SETTLEMENT, row),
            outcome=outcome,
            covered_m2=measured.covered,
            covered_share=measured.covered / measured.area,
            uncovered_m2=float(below.rest_area[i]),
            uncovered_farmland_m2=farmland,
            unseen_m2=measured.unseen,
            outside_farmland_m2=_known(below.outside[i]),
            projects=projects,
            demolition_m2=measured.demolition,
            demolition=demolition,
            notes=notes,
            geometry=own,
            uncovered=rest,
        )

    def _images(self, i: int) -> tuple[date | None, date | None]:
        row = int(self.rows[i])
        return self.found.day(patches.BEFORE, row), self.found.day(patches.AFTER, row)


def _state(accepted: date | None, before: date | None, after: date | None) -> State:
    """Return whether reclaimed ground had been accepted when the change was seen.

    What is accepted by the day of the earlier image changed afterwards; what is accepted after
    the later one may have been the reclamation itself.
    """
    if accepted is None or (after is not None and accepted > after):
        return "open"
    return "accepted_before" if before is not None and accepted <= before else "accepted_between"


def _one(values: set[date | None]) -> date | None:
    """Return the latest of the dates; None where one is missing: the worst that may be."""
    return None if None in values else max(day for day in values if day is not None)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
