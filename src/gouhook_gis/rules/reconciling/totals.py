"""合计: the totals of the workbook by role and by land class, against sums over the parcels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from gouhook_gis.domain.land_class import belongs
from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.project_facts import DeclaredTotal
from gouhook_gis.domain.reconciliation import ClassArea, Sum
from gouhook_gis.domain.units import SHOWN_DECIMALS, AreaUnit, from_m2, round_half_up
from gouhook_gis.domain.words import AreaKind, Role, Status
from gouhook_gis.rules.reconciling.classes import UNKNOWN, Classes
from gouhook_gis.rules.reconciling.farmland import Ground
from gouhook_gis.rules.reconciling.figures import Figure
from gouhook_gis.rules.scene import Scene

_ACCEPTED = {
    Role.DEMOLITION: "accepted_demolition_m2",
    Role.NEW_CONSTRUCTION: "accepted_new_construction_m2",
}


def totals(scene: Scene, land: Ground | None, before: Classes) -> tuple[Sum, ...]:
    """Return every total that is declared; `land` and `before` are the classes of the parcels.

    Areas of a role agree as those of a parcel do, areas of a class within the profile's
    `class_share` of the role. Farmland is compared net of field ridges.
    """
    project = scene.case.facts.project
    found = []
    for role, fact in _ACCEPTED.items():
        declared = getattr(project, fact)
        if declared is not None:
            label = message("reconciliation.total_of_fact", fact=fact)
            found.append(_of_role(scene, fact, label, role, declared))
    found += [_declared(scene, row, land, before) for row in project.declared]
    return tuple(found)


def _declared(scene: Scene, row: DeclaredTotal, land: Ground | None, before: Classes) -> Sum:
    name = f"declared/{row.role.value}/{row.moment}/{row.land_class}"
    label = message(
        "reconciliation.total_of_class" if row.land_class else "reconciliation.total_of_role",
        role=row.role.value,
        moment=f"moment.{row.moment}",
        land_class=[row.land_class],
    )
    if not row.land_class:
        return _of_role(scene, name, label, row.role, row.area_m2)
    classes = before if row.moment == "before" else (land.after if land else {})
    index = scene.of(row.role)
    rows = [classes.get(int(i), ()) for i in index]
    computed = math.fsum(_area(item) for items in rows for item in _of_class(items, row.land_class))
    whole = scene.total(row.role)
    allowed = scene.profile.reconciliation.class_share * whole.sum
    told = [item for items in rows for item in items if item.code != UNKNOWN]
    covered = math.fsum(item.gross_m2 for item in told)
    if not len(index) or whole.at_least or covered < whole.sum - allowed:
        note = message("reconciliation.total_unknown")
        return Sum(
            name=name,
            label=label,
            declared_m2=row.area_m2,
            computed_m2=None,
            status=Status.NOT_RUN,
            notes=(note,),
        )
    agrees = abs(row.area_m2 - computed) <= allowed + RESOLUTION["m2"]
    return _sum(name, label, row.area_m2, computed, agrees=agrees)


def _of_class(items: Sequence[ClassArea], land_class: str) -> Iterator[ClassArea]:
    return (item for item in items if item.code.startswith(land_class.strip()))


def _area(item: ClassArea) -> float:
    net = item.net_m2 if belongs(item.code, ["cultivated"]) else None
    return item.gross_m2 if net is None else net


def _of_role(scene: Scene, name: str, label: Message, role: Role, declared: float) -> Sum:
    """Compare with the sum of the parcels, in the kind of area that comes nearer."""
    whole, unit = scene.total(role), AreaUnit.HECTARE
    if whole.at_least or not whole.parcels:
        note = message("reconciliation.total_unknown")
        return Sum(
            name=name,
            label=label,
            declared_m2=declared,
            computed_m2=None,
            status=Status.NOT_RUN,
            notes=(note,),
        )
    planar = float(np.nansum(scene.parcels.planar[scene.of(role)]))
    figure = Figure(
        name=name,
        value=round_half_up(from_m2(Decimal(repr(declared)), unit), SHOWN_DECIMALS[unit]),
        unit=unit,
        decimals=SHOWN_DECIMALS[unit],
        kind=None,
        areas={AreaKind.ELLIPSOIDAL: whole.sum, AreaKind.PLANAR: planar},
    )
    nearest = figure.compared()[0]
    agrees = figure.agrees(nearest, scene.profile.reconciliation.area_share)
    return _sum(name, label, declared, nearest, agrees=agrees)


def _sum(name: str, label: Message, declared: float, computed: float, *, agrees: bool) -> Sum:
    note = message(
        "reconciliation.total_differs",
        declared=declared,
        computed=computed,
        difference=abs(declared - computed),
    )
    return Sum(
        name=name,
        label=label,
        declared_m2=declared,
        computed_m2=computed,
        status=Status.PASS if agrees else Status.FAIL,
        notes=() if agrees else (note,),
    )
