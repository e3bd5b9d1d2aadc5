"""New construction of all projects of a county beside the quota issued to it (ZJ-A06)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from gouhook_gis.batch.summing.about import About
from gouhook_gis.batch.summing.quota_sheet import CountyQuota
from gouhook_gis.domain import area_code
from gouhook_gis.domain.batch import CountyTotal
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.units import shown
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.filed.parcels import TOGETHER
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.totals import ground
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import GEOGRAPHIC
from gouhook_gis.reference.store import Features, Store
from gouhook_gis.rules.ground import filed
from gouhook_gis.rules.ground.values import text_of

_EVERY = ""  # what every text begins with


@dataclass(frozen=True)
class _Built:
    """建新 of a county: their shapes as held (n,) in `epsg`, the folded codes of their projects;
    `doubtful` counts parcels of which nobody can tell whether they are 建新.
    """

    shapes: Geometries
    epsg: int
    codes: frozenset[str]
    doubtful: int


def county_totals(
    about: About,
    quotas: Sequence[CountyQuota] | None,
    counties: Collection[str],
    members: Collection[str],
    *,
    lost: bool = False,
) -> tuple[CountyTotal, ...]:
    """Return the total of each of `counties` and of each county of the sheet, by code.

    `members` are the folded codes of the members' projects: of what was filed earlier only other
    projects count that were not ended. Ground counts once, by its official area; it is compared at
    the resolution of the unit in which the quota was issued. Within a quota is `pass` only where
    all that was filed in the county is known, and no 建新 lies nobody knows where (`lost`: that
    of a member does). Read is one county after another.
    """
    by_code = {quota.code: quota for quota in quotas or ()}
    found = []
    for code in sorted({*counties, *by_code}):
        if not _meant(code, about.within):
            continue
        quota = by_code.get(code)
        own = _members(about, code)
        others = () if own is None else _others(about, code, {*members, *own.codes})
        found.append(_total(code, quota, own, others, about, sheet=quotas is not None))
    if any(one.status is Status.PASS for one in found) and (lost or _placeless(about, members)):
        open_now = {
            "status": Status.NEEDS_REVIEW,
            "reason": message("batch_summary.quota_placeless"),
        }
        found = [
            one.model_copy(update=open_now) if one.status is Status.PASS else one for one in found
        ]
    return tuple(found)


def _placeless(about: About, members: Collection[str]) -> bool:
    """Whether any 建新 of the members, or of other projects that were not ended, counts in no
    county: neither its own fields nor the code of its project name one.
    """
    for layer_id in (about.filed, *about.registered):
        if about.store is None or layer_id is None:
            continue
        features = about.store.where(layer_id, filed.CODE, [_EVERY], prefix=True)
        own = layer_id == about.filed
        for row in range(len(features)):
            if filed.county_of(features, row) or filed.role_of(features, row) is Role.DEMOLITION:
                continue
            another = not filed.ended(features, row) and _code(features, row) not in members
            if _together(features, row) if own else another:
                return True
    return False


def _meant(code: str, areas: Sequence[str] | None) -> bool:
    return areas is None or any(area_code.within(code, area) for area in areas)


def _total(
    code: str,
    quota: CountyQuota | None,
    own: _Built | None,
    others: Sequence[_Built],
    about: About,
    *,
    sheet: bool,
) -> CountyTotal:
    held = [] if own is None else [own, *others]
    members_m2, total_m2 = _ground(held[:1]), _ground(held)
    status: Status = Status.NOT_RUN
    reason: Message | None = message("batch_summary.no_filed_layer")
    if held and quota is None:
        said = "no_quota" if sheet else "no_quota_sheet"
        reason = message(f"batch_summary.{said}", county=code)
    elif held and quota is not None:
        doubtful = sum(built.doubtful for built in held)
        status, reason = _judged(total_m2, quota, _open(about, code, doubtful))
    return CountyTotal(
        code=code,
        name=quota.name if quota else None,
        projects=len(frozenset[str]().union(*(built.codes for built in held))),
        members_m2=members_m2,
        filed_m2=total_m2 - members_m2,
        total_m2=total_m2,
        quota_m2=quota.quota_m2 if quota else None,
        status=status,
        reason=reason,
    )


def _judged(
    total_m2: float, quota: CountyQuota, unknown: Message | None
) -> tuple[Status, Message | None]:
    if shown(total_m2, quota.unit) > shown(quota.quota_m2, quota.unit):
        excess = total_m2 - quota.quota_m2
        told = {"total": total_m2, "quota": quota.quota_m2, "excess": excess}
        return Status.FAIL, message("batch_summary.quota_exceeded", **told)
    return (Status.PASS, None) if unknown is None else (Status.NEEDS_REVIEW, unknown)


def _open(about: About, county: str, doubtful: int) -> Message | None:
    """Return why the total may be more than what was found, None where it cannot."""
    if about.unread:
        return message("batch_summary.quota_unread", count=len(about.unread))
    held = about.store.editions() if about.store else ()
    editions = [edition for edition in held if edition.layer_id in about.registered]
    if not editions:
        return message("batch_summary.quota_members_only")
    lost = [e for e in held if e.unusable and e.layer_id in (about.filed, *about.registered)]
    if lost:
        layers = " + ".join(edition.layer_id for edition in lost)
        count = sum(edition.unusable for edition in lost)
        return message("batch_summary.quota_lost", layer=layers, count=count)
    declared = [p for edition in editions if edition.coverage for p in edition.coverage.prefixes]
    if not any(county.startswith(prefix) for prefix in declared):
        layers = " + ".join(edition.layer_id for edition in editions)
        return message("batch_summary.quota_undeclared", layer=layers, county=county)
    return message("batch_summary.quota_roles", count=doubtful) if doubtful else None


def _members(about: About, county: str) -> _Built | None:
    """Return what the members build, None where no layer holds it."""
    if about.store is None or about.filed is None:
        return None
    return _built(about.store, about.filed, county, _together)


def _others(about: About, county: str, members: Collection[str]) -> list[_Built]:
    """Return what other projects that were not ended build, by edition. That one was handed in
    together with others was said by an earlier batch.
    """

    def counts(features: Features, row: int) -> bool:
        return not filed.ended(features, row) and _code(features, row) not in members

    store = about.store
    return [] if store is None else [_built(store, i, county, counts) for i in about.registered]


def _built(
    store: Store, layer_id: str, county: str, counts: Callable[[Features, int], bool]
) -> _Built:
    shapes, codes, doubtful = [], set(), 0
    epsg = GEOGRAPHIC
    for field in (filed.COUNTY, filed.CODE):
        features = store.where(layer_id, field, [area_code.area_prefix(county)], prefix=True)
        epsg = features.epsg
        for row in range(len(features)):
            # A row that names its county is found by that alone.
            if (field == filed.CODE) == _names_county(features, row):
                continue
            # The code of a city stands for all its counties.
            there = filed.county_of(features, row)
            if there is None or not area_code.within(there, county) or not counts(features, row):
                continue
            role = filed.role_of(features, row)
            doubtful += role is None
            if role is Role.NEW_CONSTRUCTION:
                shapes.append(features.geometries[row])
                codes.add(_code(features, row))
    every = np.empty(len(shapes), dtype=object)
    every[:] = shapes
    return _Built(every, epsg, frozenset(codes), doubtful)


def _names_county(features: Features, row: int) -> bool:
    return area_code.county_of(text_of(features, filed.COUNTY, row)) is not None


def _together(features: Features, row: int) -> bool:
    return text_of(features, filed.STATE, row) == TOGETHER


def _code(features: Features, row: int) -> str:
    return folded(filed.project_of(features, row) or "")


def _ground(held: Sequence[_Built]) -> float:
    """Return the official area of all in m², each spot once."""
    every = np.concatenate([*(built.shapes for built in held), np.empty(0, dtype=object)])
    if not len(every):
        return 0.0
    first = next(built for built in held if len(built.shapes))
    plane = working_plane(first.shapes, first.epsg)
    shapes = np.concatenate([to_epsg(built.shapes, built.epsg, plane) for built in held])
    return ground(shapes, official_area(shapes, plane), plane)
