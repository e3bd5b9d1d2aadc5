"""Assessments that many kinds make alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import Assessment, Finding, Subject
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.scene import Scene

PROJECT = Subject(type="project", id="")
# The measure under which an assessment states its slivers; `engine.slivers` lists them.
SLIVER_MEASURE = "slivers"


def of_project(
    status: Status,
    reason: Message | None = None,
    *,
    part: str = "",
    examined: dict[str, JsonValue] | None = None,
    measures: Sequence[Measure] = (),
    findings: Sequence[Finding] = (),
) -> Assessment:
    """Return an assessment of the whole project."""
    return Assessment(
        subject=PROJECT,
        part=part,
        status=status,
        reason=reason,
        examined=examined or {},
        measures=tuple(measures),
        findings=tuple(findings),
    )


def of_parcel(
    scene: Scene,
    position: int,
    status: Status,
    reason: Message | None = None,
    *,
    examined: dict[str, JsonValue] | None = None,
    measures: Sequence[Measure] = (),
    findings: Sequence[Finding] = (),
) -> Assessment:
    """Return an assessment of one parcel; its part is the parcel's role."""
    made = of_project(
        status,
        reason,
        part=str(scene.parcels.role[position]),
        examined=examined,
        measures=measures,
        findings=findings,
    )
    subject = Subject(type="parcel", id=str(scene.parcels.key[position]))
    return made.model_copy(update={"subject": subject})


def of_role(
    role: Role,
    status: Status,
    reason: Message | None = None,
    *,
    examined: dict[str, JsonValue] | None = None,
    measures: Sequence[Measure] = (),
    findings: Sequence[Finding] = (),
) -> Assessment:
    """Return an assessment of all the parcels of a role together."""
    return Assessment(
        subject=Subject(type="role", id=role.value),
        part=role.value,
        status=status,
        reason=reason,
        examined=examined or {},
        measures=tuple(measures),
        findings=tuple(findings),
    )


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
