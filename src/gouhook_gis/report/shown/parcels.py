"""Parcels and the areas of their roles, as printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gouhook_gis.domain.report import Report
from gouhook_gis.domain.shown import (
    ShownArea,
    ShownParcel,
    ShownParcels,
    ShownPurpose,
    ShownRole,
)
from gouhook_gis.domain.words import worst
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import SETTLED, Evidence
from gouhook_gis.report.parcel_result import parcel_result
from gouhook_gis.report.voice import Voice, clean


def by_parcel(items: Sequence[Evidence]) -> dict[str, list[Evidence]]:
    """Return the findings that name a parcel, by its key, in their order."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for item in items:
        for key in item.finding.parcel_keys:
            found[key].append(item)
    return found


def shown_parcels(
    report: Report, items: Sequence[Evidence], roles: Sequence[figures.RoleRows], voice: Voice
) -> ShownParcels:
    """Return all parcels of a report; their areas add up to those of `roles`."""
    official = {key: row for role in roles for key, row in role.official.by_key.items()}
    planar = {key: row for role in roles for key, row in role.planar.by_key.items()}
    filed = {key: row for r in roles if r.filed for key, row in r.filed.by_key.items()}
    found = by_parcel(items)
    shown = []
    for parcel in report.result.parcels:
        mine, place = found.get(parcel.key, []), report.provenance.parcels.get(parcel.key)
        statuses = [item.assessment.status for item in mine]
        pending = [status for status in statuses if status not in SETTLED]
        shown.append(
            ShownParcel(
                key=parcel.key,
                id=clean(parcel.id),
                role=parcel.role,
                purpose=voice.word(parcel.purpose),
                village_code=clean(parcel.village_code or ""),
                official=shown_area(official[parcel.key]) if parcel.key in official else None,
                planar=str(planar[parcel.key].m2) if parcel.key in planar else "",
                declared=str(filed[parcel.key].m2) if parcel.key in filed else "",
                status=worst(pending) if pending else None,
                result=parcel_result(parcel, statuses, voice),
                findings=tuple(item.number for item in mine),
                file="" if place is None else voice.place(place),
            )
        )
    return ShownParcels(items=tuple(shown))


def shown_roles(roles: Sequence[figures.RoleRows], voice: Voice) -> tuple[ShownRole, ...]:
    """Return the areas of every role, with its purposes, and what its parcels overlap."""
    return tuple(
        ShownRole(
            role=rows.role,
            name=voice.word(rows.role),
            parcels=rows.count,
            at_least=rows.at_least,
            official=shown_area(rows.official.total),
            planar=str(rows.planar.total.m2),
            declared=str(rows.filed.total.m2) if rows.filed else "",
            half_width=f"±{rows.half_width_m2}",
            purposes=tuple(
                ShownPurpose(
                    name=voice.word(part.purpose) if part.purpose else voice.say("no_purpose"),
                    parcels=part.parcels,
                    area=shown_area(part.area),
                )
                for part in rows.purposes
            ),
            overlap=shown_area(rows.overlap) if rows.overlap.m2 else None,
            union=shown_area(rows.union) if rows.overlap.m2 else None,
        )
        for rows in roles
    )


def shown_area(area: figures.Area) -> ShownArea:
    """Return an area as it is printed."""
    return ShownArea(ha=str(area.ha), mu=str(area.mu), m2=str(area.m2))
