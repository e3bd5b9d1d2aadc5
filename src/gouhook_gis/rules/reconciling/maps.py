"""线↔图: how demolition parcels coincide with the pieces that the change survey shows reclaimed.

套合率 is the share of the parcel in records of change from rural construction land to farmland.
Lines are compared with those records put together, never with the outline of a patch afterwards:
reclaimed land is often merged into the field beside it. What no text gives a number for is the
profile's; a line that lies off is to be looked at, ground that was not taken up differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.measure import RESOLUTION, satisfies
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.reconciliation import Displacement, PartOutcome
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask
from gouhook_gis.geometry.displacement import Displacements, displacement
from gouhook_gis.geometry.overlay import uncovered
from gouhook_gis.rules.ground.change import CHANGES, Change, best, changes, dissolved
from gouhook_gis.rules.ground.land import sums
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Coincidence:
    """Demolition parcels `index` against change pieces; arrays of k rows parallel to it.

    `found`: the layers that are there, `chosen` which of them each row rests on. `share`: 套合率;
    `unclear_m2`: ground that may count as well; `together`: the share in the records of all layers,
    with those that may count (0 where one alone is enough); `covered`: every layer of both years
    answers for the parcel. `changed`: the dissolved pieces (None where there is none), `iou`
    against them.
    """

    index: Index
    found: list[Change]
    chosen: Index
    coincident_m2: Floats
    outside_m2: Floats
    outside: Geometries
    share: Floats
    unclear_m2: Floats
    together: Floats
    covered: Mask
    changed: Geometries
    iou: Floats
    from_parcel: Displacements
    to_parcel: Displacements

    def change(self, row: int) -> Change:
        """Return the layer that a row rests on."""
        return self.found[int(self.chosen[row])]


def all_changes(scene: Scene) -> list[Change]:
    """Return the change layers under all parcels that can be measured."""
    index = np.flatnonzero(scene.parcels.measurable)
    return changes(scene, index) if len(index) else []


def coincidence(scene: Scene) -> Coincidence | None:
    """Measure all demolition parcels; None where no change layer is there."""
    index = scene.measurable(Role.DEMOLITION)
    found = [change.of(index) for change in scene.once(all_changes)]
    if not found or not len(index):
        return None
    chosen = best(found)
    outside_m2 = np.choose(chosen, [change.outside_m2 for change in found])
    area = scene.parcels.area[index]
    coincident = np.choose(chosen, [change.coincident_m2 for change in found])
    outside, changed = (np.full(len(index), None, dtype=object) for _ in range(2))
    unclear = np.zeros(len(index))
    for number, change in enumerate(found):
        rows = np.flatnonzero(chosen == number)
        outside[rows] = change.outside[rows]
        changed[rows] = dissolved(scene, change, index)[rows]
        mask = change.unclear[change.pieces.right]
        may = sums(change.pieces.left, change.pieces.area, mask, len(scene.parcels))
        unclear[rows] = may[index[rows]]
    whole = np.nan_to_num(official_area(changed, scene.plane))
    united = area + whole - coincident
    own = scene.parcels.geometry[index]
    return Coincidence(
        index=index,
        found=found,
        chosen=chosen,
        coincident_m2=coincident,
        outside_m2=outside_m2,
        outside=outside,
        share=coincident / area,
        unclear_m2=unclear,
        together=_together(scene, found, index, coincident / area),
        covered=np.logical_and.reduce([change.covered for change in found]),
        changed=changed,
        # Common ground is measured by vertices of its own, and may come out larger by a trifle.
        iou=np.minimum(coincident / united, 1.0),
        from_parcel=displacement(own, changed),
        to_parcel=displacement(changed, own),
    )


def _together(scene: Scene, found: list[Change], index: Index, share: Floats) -> Floats:
    """Return what of the parcels (k,) the records of several years come to, 0 where one will do."""
    result: Floats = np.zeros(len(index))
    rows = np.flatnonzero(share < scene.profile.reconciliation.coincidence)
    if len(found) < 2 or not len(rows):
        return result
    records = [one.features.geometries[one.counted | one.unclear] for one in found]
    open_m2 = uncovered(scene.laid, np.concatenate(records), scene.plane, index[rows])[0]
    result[rows] = 1 - open_m2 / scene.parcels.area[index[rows]]
    return result


def at(found: Displacements, row: int) -> Displacement | None:
    """Return one row of displacements, None where there is none."""
    if np.isnan(found.greatest[row]):
        return None
    return Displacement(
        greatest_m=float(found.greatest[row]),
        p95_m=float(found.p95[row]),
        mean_m=float(found.mean[row]),
    )


def map_outcome(scene: Scene, found: Coincidence, row: int, classes: list[str]) -> PartOutcome:
    """Return whether a parcel's boundary agrees with the map; `classes` are those afterwards of
    the ground that does not coincide, largest first.
    """
    policy, i = scene.profile.reconciliation, int(found.index[row])
    outside = float(found.outside_m2[row])
    if satisfies(float(found.share[row]), ">=", policy.coincidence, RESOLUTION["ratio"]):
        notes = tuple(_displaced(scene, found, row))
        status = Status.NEEDS_REVIEW if notes else Status.PASS
        return PartOutcome(part="boundary_map", status=status, difference_m2=outside, notes=notes)
    status, said = _ruling(scene, found, row)
    facts = scene.case.facts.project
    note = message(
        f"reconciliation.{said}",
        parcel=str(scene.parcels.id[i]),
        layers=found.change(row).layer_id,
        share=float(found.share[row]),
        minimum=policy.coincidence,
        outside=outside,
        classes=classes,
        area=float(scene.parcels.area[i]),
        minimum_area=policy.minimum_farmland_m2,
        unclear=float(found.unclear_m2[row]),
        together=float(found.together[row]),
        year=facts.acceptance_date.year if facts.acceptance_date else None,
    )
    return PartOutcome(part="boundary_map", status=status, difference_m2=outside, notes=(note,))


def _ruling(scene: Scene, found: Coincidence, row: int) -> tuple[Status, str]:
    """Return what a share that is too small comes to, and the message that says why."""
    policy, area = scene.profile.reconciliation, float(scene.parcels.area[found.index[row]])
    possible = (found.coincident_m2[row] + found.unclear_m2[row]) / area
    if policy.below_minimum(area):
        return Status.NEEDS_REVIEW, "below_minimum"
    if satisfies(float(possible), ">=", policy.coincidence, RESOLUTION["ratio"]):
        return Status.NEEDS_REVIEW, "settlement_code_missing"
    if satisfies(float(found.together[row]), ">=", policy.coincidence, RESOLUTION["ratio"]):
        return Status.NEEDS_REVIEW, "two_years"
    if not found.covered[row]:
        return Status.NEEDS_REVIEW, "absence_not_shown"
    if not _both_years(scene, found):
        return Status.NEEDS_REVIEW, "not_found_yet"
    return Status.FAIL, "not_coincident"


def _both_years(scene: Scene, found: Coincidence) -> bool:
    """Whether the layers show the year of acceptance and the one after."""
    accepted = scene.case.facts.project.acceptance_date
    if accepted is not None and any(c.to_year > accepted.year for c in found.found):
        return True
    return len(found.found) == len(CHANGES)


def _displaced(scene: Scene, found: Coincidence, row: int) -> Iterator[Message]:
    line, allowed = at(found.from_parcel, row), scene.profile.reconciliation.displacement_m
    if line is not None and not satisfies(line.p95_m, "<=", allowed, 0.001):
        yield message(
            "reconciliation.displaced",
            parcel=str(scene.parcels.id[found.index[row]]),
            p95=line.p95_m,
            greatest=line.greatest_m,
            allowed=allowed,
        )
