"""What a batch over the sixty must find, from the drawing and the second area formula alone."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from generator import filed, plan
from generator.batch import planted
from generator.batch.draw import Drawn, Member
from generator.frame import to_map
from generator.project import Parcel, checked_area

# Members whose own defect blocks; a wrong village code is a warning.
_BLOCKING = {
    *(one.member for one in planted.DEFECTS),
    *(planted.ON_ITS_OWN, planted.FILED_TWICE, planted.ON_FILED),
}


def truth(drawn: Drawn) -> dict[str, Any]:
    """Return pairs with official areas, defects by member, and what each county comes to."""
    pairs = [
        {
            "first": _side(*pair.first),
            "second": _side(*pair.second),
            "area_planar_m2": round(pair.ground.area, 2),
            "area_official_m2": round(checked_area(to_map(pair.ground)), 4),
        }
        for pair in drawn.pairs
    ]
    return {
        "submissions": planted.COUNT,
        "verdicts": _verdicts(drawn),
        "pairs": [*pairs, _with_earlier(drawn.members[planted.ON_FILED])],
        "defects": _defects(drawn.members),
        "counties": [_county(drawn, code) for code in planted.SHORT],
    }


def _verdicts(drawn: Drawn) -> dict[str, list[str]]:
    """Return the members by verdict, where geometry alone is required."""
    shared = {side[0].number for pair in drawn.pairs for side in (pair.first, pair.second)}
    found: dict[str, list[str]] = {"fail": [], "incomplete": [], "pass": [], "unreadable": []}
    for number, member in sorted(drawn.members.items()):
        if not _offers(member):
            verdict = "unreadable"
        elif number in planted.NEIGHBOURS:
            verdict = "incomplete"
        elif number in shared or number in _BLOCKING:
            verdict = "fail"
        else:
            verdict = "pass"
        found[verdict].append(member.name)
    return found


def _with_earlier(member: Member) -> dict[str, Any]:
    """Return the pair of the member's last parcel with the parcel filed earlier around it."""
    parcel = member.parcels[-1]
    (other,) = (number for number, one in _earlier().items() if one.contains(parcel.board))
    return {
        "first": {
            "member": None,
            "project_code": filed.ACCEPTED["XMBH"],
            "parcel_id": other,
            "role": "new_construction",
        },
        "second": _side(member, parcel),
        "area_planar_m2": round(parcel.planar, 2),
        "area_official_m2": round(checked_area(to_map(parcel.board)), 4),
    }


def _earlier() -> dict[str, BaseGeometry]:
    """Return new construction of the earlier project that counts, on the board, by parcel."""
    return {
        number: box(*place)
        for project, number, role, place in filed.PARCELS
        if project is filed.ACCEPTED and role == "建新"
    }


def _side(member: Member, parcel: Parcel) -> dict[str, Any]:
    return {
        "member": member.name,
        "project_code": member.code,
        "parcel_id": parcel.id,
        "role": parcel.role,
    }


def _defects(members: dict[int, Member]) -> dict[str, Any]:
    drawn = {
        members[one.member].name: {"rule": one.rule, "area_planar_m2": one.planar}
        for one in planted.DEFECTS
    }
    drawn[members[planted.ON_ITS_OWN].name] = {"rule": "ZJ-B25", "area_planar_m2": 80.0}
    drawn[members[planted.FILED_TWICE].name] = {"rule": "G02"}
    drawn[members[planted.WRONG_VILLAGE].name] = {"rule": "V01"}
    return drawn


def _county(drawn: Drawn, code: str) -> dict[str, Any]:
    """Return the new construction of a county and its quota; ground counts once.

    Which county has a parcel, its village says; the project counts in every county it builds in.
    """
    built = {
        member.code: [parcel.board for parcel in member.parcels if _county_of(parcel) == code]
        for member in drawn.members.values()
        if _offers(member)
    }
    own = [board for boards in built.values() for board in boards]
    earlier = _earlier().values() if code == plan.COUNTY_CODE else ()
    total = _official([*own, *earlier])
    return {
        "code": code,
        "projects": sum(bool(boards) for boards in built.values()) + bool(earlier),
        "members_official_m2": _official(own),
        "total_official_m2": total,
        "quota_ha": math.floor(total - planted.SHORT[code]) / 10_000,
    }


def _county_of(parcel: Parcel) -> str | None:
    """Return the county that a new parcel counts in, None for demolition."""
    if parcel.role == "demolition":
        return None
    own = plan.COUNTY_CODE if parcel.village else plan.NEIGHBOUR_CODE
    return parcel.village_code[:6] if parcel.village_code else own


def _offers(member: Member) -> bool:
    return member.number not in (planted.BROKEN, planted.WITHOUT_DBF)


def _official(boards: list[BaseGeometry]) -> float:
    ground = shapely.union_all(boards)
    return round(math.fsum(checked_area(to_map(part)) for part in shapely.get_parts(ground)), 4)
