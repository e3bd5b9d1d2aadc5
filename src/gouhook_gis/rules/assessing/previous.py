"""What a rule says where the earlier version it compares with is missing or not whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.submission import Submission
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.rules.assessing.outcomes import of_project, of_role
from gouhook_gis.rules.ground.versions import Versions
from gouhook_gis.rules.scene import Scene


def not_compared(previous: Submission | None) -> list[Assessment]:
    """Return why there is nothing to compare with: not given, or not readable and why not."""
    if previous is None:
        return [of_project(Status.NOT_RUN, message("versions.not_given"))]
    reasons = [issue.message for issue in previous.issues if issue.fatal]
    unreadable = message("versions.unreadable", file=previous.name)
    return [of_project(Status.NOT_RUN, reason) for reason in (unreadable, *reasons)]


def on_ground_brought_in(
    scene: Scene, role: Role, assess: Callable[[Scene], Sequence[Assessment]]
) -> list[Assessment]:
    """Assess the ground that `role` gained since the earlier version; `not_applicable` where it
    gained none.
    """
    versions = Versions.of(scene, role)
    return _on(versions, versions.brought_in(), assess, "versions.none_brought_in")


def on_ground_taken_out(
    scene: Scene, role: Role, assess: Callable[[Scene], Sequence[Assessment]]
) -> list[Assessment]:
    """Assess the ground that `role` lost since the earlier version; `not_applicable` where it
    lost none.
    """
    versions = Versions.of(scene, role)
    return _on(versions, versions.taken_out(), assess, "versions.none_taken_out")


def unmeasured_before(versions: Versions) -> list[Assessment]:
    """Return a `not_run` where parcels of the earlier version have no measurable shape: which
    ground came or went is not known there.
    """
    lost = versions.unmeasured()
    if not lost:
        return []
    reason = message("versions.unmeasured", role=versions.role, parcels=lost)
    return [of_project(Status.NOT_RUN, reason, part=versions.role.value)]


def _on(
    versions: Versions,
    ground: Scene,
    assess: Callable[[Scene], Sequence[Assessment]],
    nothing: str,
) -> list[Assessment]:
    lost = unmeasured_before(versions)
    if len(ground.parcels):
        return [*assess(ground), *lost]
    reason = message(nothing, role=versions.role)
    return lost or [of_role(versions.role, Status.NOT_APPLICABLE, reason)]
