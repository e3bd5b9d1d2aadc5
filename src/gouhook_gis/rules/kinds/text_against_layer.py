"""The coordinate text of a parcel has the points of its layer (F16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import Param, message
from gouhook_gis.domain.words import Status, worst
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.collect import marks
from gouhook_gis.rules.assessing.outcomes import of_parcel, of_project
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.reconciling.boundaries import Compared, compared, texts_by_position
from gouhook_gis.rules.scene import Scene


class TextAgainstLayer(Kind):
    """Each point of a parcel's coordinate text is a point of its layer, and the other way round,
    within `point_m` of the profile's reconciliation.

    A point that lies farther off, or off the line of the other side, fails, as do points in another
    order. A point more or less on an edge that is the same is `needs_review`. A parcel whose text
    makes no polygon is `not_run`; texts that are the parcels themselves have nothing beside them:
    without another one the rule is `not_applicable`. One finding a parcel and a kind of difference.

    Measures: `point_distance` (m, `<=` the profile's `point_m`), `points_apart` (count, `<=` 0).
    """

    kind: Literal["text_against_layer"]

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Compare every parcel that has a text of its own; those that agree share a pass."""
        found = scene.once(compared)
        beside = [
            position
            for position, text in sorted(scene.once(texts_by_position).items())
            if text.file != scene.parcels.parcels[position].place.file
        ]
        if not beside:
            return [of_project(Status.NOT_APPLICABLE, message("rules.no_texts"))]
        result, agreeing, greatest = [], 0, 0.0
        for position in beside:
            one = found.get(position)
            if one is None:
                result.append(_not_compared(scene, position))
                continue
            greatest = max(greatest, one.farthest_m)
            outcomes = list(_differences(scene, position, one))
            if not outcomes:
                agreeing += 1
                continue
            result.append(
                of_parcel(
                    scene,
                    position,
                    worst([status for status, _ in outcomes]),
                    examined={"boundary_points": len(one.layer)},
                    measures=_measures(scene, one),
                    findings=[finding for _, finding in outcomes],
                )
            )
        if agreeing or not result:
            distance = _distance(scene, greatest if agreeing == len(beside) else 0.0)
            examined = {"parcels": agreeing}
            result.append(of_project(Status.PASS, examined=examined, measures=[distance]))
        return result


def _not_compared(scene: Scene, position: int) -> Assessment:
    text = scene.once(texts_by_position)[position]
    reason = message(
        "text.not_compared",
        parcel=str(scene.parcels.id[position]),
        file=text.file,
        line=text.line,
    )
    return of_parcel(scene, position, Status.NOT_RUN, reason)


def _differences(scene: Scene, position: int, one: Compared) -> Iterator[tuple[Status, Finding]]:
    """Yield each kind of difference between a text and the layer, with what it comes to."""
    tolerance = scene.profile.reconciliation.point_m
    matched, points = one.matched, one.boundary.points
    said: dict[str, Param] = {
        "parcel": str(scene.parcels.id[position]),
        "file": one.boundary.file,
        "line": one.boundary.line,
    }
    far = np.flatnonzero(matched.distance > tolerance)
    if len(far):
        worst_one = far[int(np.argmax(matched.distance[far]))]
        point = points[int(matched.a[worst_one])]
        text = message(
            "text.moved",
            **said,
            point=point.name or str(int(matched.a[worst_one]) + 1),
            at=point.line,
            distance_m=float(matched.distance[worst_one]),
            count=len(far),
        )
        shape = marks(np.asarray(shapely.points(one.layer.points[matched.b[far]])))
        yield Status.FAIL, scene.finding(text, [position], geometry=shape)
    for side, names, places, off in (
        ("missing", one.missing(), one.layer.points[matched.only_b], matched.off_b),
        ("added", one.added(), one.text.points[matched.only_a], matched.off_a),
    ):
        if names:
            yield _apart(scene, position, f"text.{side}", said, names, places, off)
    if matched.reordered:
        text = message("text.reordered", **said)
        yield (
            Status.FAIL,
            scene.finding(text, [position], geometry=scene.parcels.geometry[position]),
        )


def _apart(
    scene: Scene,
    position: int,
    message_id: str,
    said: Mapping[str, Param],
    names: Sequence[str],
    places: Floats,
    off: Floats,
) -> tuple[Status, Finding]:
    """Return points that only one side has: on an edge of the other they change nothing."""
    away = float(off.max())
    on_edge = away <= scene.profile.reconciliation.point_m
    text = message(
        f"{message_id}_on_edge" if on_edge else message_id,
        **said,
        points=[*names],
        count=len(names),
        off_m=away,
    )
    finding = scene.finding(text, [position], geometry=marks(np.asarray(shapely.points(places))))
    return (Status.NEEDS_REVIEW if on_edge else Status.FAIL), finding


def _measures(scene: Scene, one: Compared) -> list[Measure]:
    apart = len(one.matched.only_a) + len(one.matched.only_b)
    count = measured("points_apart", apart, "count", operator="<=", threshold=0)
    return [_distance(scene, one.farthest_m), count]


def _distance(scene: Scene, value: float) -> Measure:
    limit = scene.profile.reconciliation.point_m
    return measured("point_distance", value, "m", operator="<=", threshold=limit)
