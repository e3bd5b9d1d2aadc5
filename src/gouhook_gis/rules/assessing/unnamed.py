"""Codes that name no unit: empty ones of the survey, and declared ones that are too short."""

from __future__ import annotations

from collections.abc import Iterable

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.outcomes import of_parcel
from gouhook_gis.rules.ground.located import Located, same_code
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene


def names_unit(declared: str, found: str, digits: int) -> bool:
    """Whether a declared code names the unit `found`; one of fewer than `digits` names none."""
    return len(declared) >= digits and same_code(declared, found, digits)


def nameless(units: Located, position: int) -> bool:
    """Whether a parcel lies, with more than a sliver, in a unit without a code."""
    return any(not share.code and not share.sliver for share in units.of(position))


def unnamed(
    scene: Scene, units: Located, positions: Iterable[int], slot: str, field: str
) -> list[Assessment]:
    """Return a `needs_review` for each parcel that lies in a unit of `slot` without a code."""
    return [
        of_parcel(
            scene,
            position,
            Status.NEEDS_REVIEW,
            message(
                "rules.unit_without_code",
                kind=layer_kind(slot),
                field=field,
                parcel=str(scene.parcels.id[position]),
            ),
        )
        for position in map(int, positions)
        if nameless(units, position)
    ]
