"""Assessments that many kinds make alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment, Finding, Subject
from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.scene import Scene

# The measure under which an assessment states its slivers; `engine.slivers` lists them.
SLIVER_MEASURE = "slivers"


def of_subject(
    subject: Subject,
    status: Status,
    reason: Message | None = None,
    *,
    part: str = "",
    examined: Mapping[str, JsonValue] | None = None,
    measures: Sequence[Measure] = (),
    findings: Sequence[Finding] = (),
) -> Assessment:
    """Return an assessment of `subject`."""
    return Assessment(
        subject=subject,
        part=part,
        status=status,
        reason=reason,
        examined=dict(examined or {}),
        measures=tuple(measures),
        findings=tuple(findings),
    )


def of_project(
    status: Status,
    reason: Message | None = None,
    *,
    part: str = "",
    examined: Mapping[str, JsonValue] | None = None,
    measures: Sequence[Measure] = (),
    findings: Sequence[Finding] = (),
) -> Assessment:
    """Return an assessment of the whole project."""
    return of_subject(
        Subject(type="project", id=""),
        status,
        reason,
        part=part,
        examined=examined,
        measures=measures,
        findings=findings,
    )


def of_parcel(
    scene: Scene,
    position: int,
    status: Status,
    reason: Message | None = None,
    *,
    examined: Mapping[str, JsonValue] | None = None,
    measures: Sequence[Measure] = (),
    findings: Sequence[Finding] = (),
) -> Assessment:
    """Return an assessment of one parcel; its part is the parcel's role."""
    return of_subject(
        Subject(type="parcel", id=str(scene.parcels.key[position])),
        status,
        reason,
        part=str(scene.parcels.role[position]),
        examined=examined,
        measures=measures,
        findings=findings,
    )


def of_role(
    role: Role,
    status: Status,
    reason: Message | None = None,
    *,
    examined: Mapping[str, JsonValue] | None = None,
    measures: Sequence[Measure] = (),
    findings: Sequence[Finding] = (),
) -> Assessment:
    """Return an assessment of all the parcels of a role together."""
    return of_subject(
        Subject(type="role", id=role.value),
        status,
        reason,
        part=role.value,
        examined=examined,
        measures=measures,
        findings=findings,
    )


def no_parcels(role: Role) -> Assessment:
    """Return the `not_run` of a rule about parcels of `role` where there are none."""
    return of_project(Status.NOT_RUN, message("rules.no_parcels", role=role))


def unmeasurable(scene: Scene, roles: Iterable[Role]) -> list[Assessment]:
    """Return a `not_run` for each parcel of `roles` whose area cannot be measured."""
    parcels = scene.parcels
    return [
        of_parcel(
            scene,
            int(i),
            Status.NOT_RUN,
            message("rules.unmeasurable", parcel=str(parcels.id[i])),
        )
        for role in roles
        for i in scene.of(role)
        if not parcels.measurable[i]
    ]


def not_whole(layer: Edition, role: Role) -> Assessment:
    """Return the assessment of a layer with lost or shapeless records, each a possible hit."""
    return of_project(
        Status.NEEDS_REVIEW,
        message(
            "rules.layer_not_whole", kind=layer.kind, layer=layer.layer_id, count=layer.unusable
        ),
        part=role.value,
        examined={"layer": layer.layer_id, "unusable": layer.unusable},
    )
