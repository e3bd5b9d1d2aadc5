"""Is reclaimed farmland as good as that built over: means of grades by net area, 1 is best."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.rules.assessing.classless import classless
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.unlinked import unlinked
from gouhook_gis.rules.ground.bounds import compared, mean, mean_between
from gouhook_gis.rules.ground.exchange import Exchange
from gouhook_gis.rules.ground.grades import SCALES, Grades, grades
from gouhook_gis.rules.scene import Scene

Better = Literal["<", "<="]


def quality(
    scene: Scene, slot: str, found: Exchange, operator: Better, covered_share: float
) -> list[Assessment]:
    """Compare the mean grades; one assessment of the project, `not_run` for what is missing.

    Farmland below the profile's sliver area on a parcel needs no grade. Where new construction
    takes none the rule is `not_applicable`. Grades on two scales, or outside their scale, are
    `needs_review`: they are never converted; so is new construction on
    patches without a class, and a mean that decides by ground of which it is not known how far it
    counts (no ridge ratio, no class, outside the survey).
    """
    least = scene.profile.slivers.area_m2
    reclaimed, occupied = found.reclaimed, found.occupied
    given = np.flatnonzero(found.reclaimed_gross >= least)
    taken = np.flatnonzero(found.occupied.gross >= least)
    unknown = classless(scene, found.occupied)
    if not len(taken):
        outside = bool(np.any(found.occupied.uncovered >= least))
        if unknown or outside:
            return unknown
        return [of_project(Status.NOT_APPLICABLE, message("rules.no_farmland_occupied"))]
    if not len(given):
        said = "rules.no_farmland_planned" if found.after is None else "after.no_farmland"
        return [of_project(Status.NOT_RUN, message(said))]
    both = np.concatenate([given, taken])
    graded = grades(scene, both, taken, slot, occupied.gross, covered_share)
    missing = [
        *_missing(scene, Role.DEMOLITION, graded, given),
        *_missing(scene, Role.NEW_CONSTRUCTION, graded, taken),
    ]
    if missing:
        return [*unknown, *missing]
    wrong = _wrong(scene, graded, both)
    if wrong:
        return [*unknown, of_project(Status.NEEDS_REVIEW, findings=wrong)]
    value = mean(graded.grade[given], reclaimed[given])
    threshold = mean(graded.grade[taken], occupied.net[taken])
    gained = mean_between(graded.grade[given], found.least[given], found.most[given])
    lost = mean_between(graded.grade[taken], occupied.net_least[taken], occupied.net_most[taken])
    status = compared(gained, operator, lost, "grade")
    decisive = measured("reclaimed_grade", value, "grade", operator=operator, threshold=threshold)
    measures = [decisive, measured("occupied_grade", threshold, "grade")]
    scale = str(graded.scale[given[0]])
    examined: dict[str, JsonValue] = {
        "demolition_parcels": len(given),
        "new_construction_parcels": len(taken),
        "graded_by_layer": len(graded.from_layer),
        "grade_scale": scale,
    }
    if status is Status.PASS:
        return [*unknown, of_project(Status.PASS, examined=examined, measures=measures)]
    said = "rules.grade_worse" if operator == "<=" else "rules.grade_not_better"
    if status is Status.NEEDS_REVIEW:
        said = "rules.grade_unclear"
    finding = scene.finding(
        message(
            said,
            scale=scale,
            reclaimed=value,
            occupied=threshold,
            excess=value - threshold,
            best=lost.low,
            worst=lost.high,
            reclaimed_best=gained.low,
            reclaimed_worst=gained.high,
        ),
        given[graded.grade[given] >= lost.low],
        kind=slot,
        measures=[decisive],
    )
    return [
        *unknown,
        of_project(status, examined=examined, measures=measures, findings=[finding]),
    ]


def _missing(scene: Scene, role: Role, graded: Grades, index: Index) -> list[Assessment]:
    ungraded = index[np.isnan(graded.grade[index])]
    unscaled = [i for i in np.setdiff1d(index, ungraded) if graded.scale[i] is None]
    return [
        *unlinked(scene, role, ungraded, "grade"),
        *unlinked(scene, role, np.array(unscaled, dtype=np.intp), "grade_scale"),
    ]


def _wrong(scene: Scene, graded: Grades, index: Index) -> list[Finding]:
    used = sorted({str(graded.scale[i]) for i in index})
    if len(used) > 1:
        rarer = min(used, key=lambda name: (sum(graded.scale[i] == name for i in index), name))
        odd = [int(i) for i in index if graded.scale[i] == rarer]
        parcels = [str(scene.parcels.id[i]) for i in odd]
        said = message("rules.grade_scales_mixed", scales=used, parcels=parcels, scale=rarer)
        return [scene.finding(said, odd)]
    outside = graded.outside_scale(index)
    if not len(outside):
        return []
    _, best, worst = SCALES[used[0]]
    said = message(
        "rules.grade_outside_scale",
        parcels=[str(scene.parcels.id[i]) for i in outside],
        scale=used[0],
        best=best,
        worst=worst,
    )
    return [scene.finding(said, outside)]
