"""The same ground in two projects, out of the findings of both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.batch import DoubleUse, SharedParcel
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.report.evidence import Evidence

# What a finding of the rule between projects says of the other parcel.
_SAID = frozenset({"project", "feature", "other_role", "parcel", "area"})
_TOLD = (Status.FAIL, Status.NEEDS_REVIEW)
_ROLES = {role.value: role for role in Role}
# A parcel: the folded code of its project, its id and its role ("" where nobody can tell).
Side = tuple[str, str, str]


@dataclass
class _Told:
    """What one member's report says of a pair: areas in m², shapes, its first fingerprint."""

    member: str
    fingerprint: str
    areas: list[float] = field(default_factory=list)
    shapes: list[BaseGeometry] = field(default_factory=list)


@dataclass(frozen=True)
class Pair:
    """A pair with its ground as reported, in EPSG:4490; None where the report shows none."""

    use: DoubleUse
    shape: BaseGeometry | None


class Doubles:
    """Gathers pairs member by member; each is kept once, although both members report it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._told: dict[tuple[Side, Side], dict[Side, _Told]] = {}
        # Codes and ids as they were filed.
        self._written: dict[Side, tuple[str, str]] = {}

    def add(
        self,
        member: str,
        project: str | None,
        items: Sequence[Evidence],
        shapes: Sequence[BaseGeometry | None],
    ) -> None:
        """Add what a member's findings, with their shapes in EPSG:4490, say of other projects."""
        for item, shape in zip(items, shapes, strict=True):
            if item.assessment.status in _TOLD and item.finding.params.keys() >= _SAID:
                self._add(member, project or "", item, shape)

    def pairs(self, members: Mapping[str, Sequence[str]]) -> Iterator[Pair]:
        """Yield every pair, by projects and parcels; `members` are those of each folded code."""
        for sides in sorted(self._told):
            told = self._told[sides]
            # Both measure the same ground; where their zones differ the first one's figure counts.
            report = told.get(sides[0]) or told[sides[1]]
            first, second = (self._parcel(side, told.get(side), members) for side in sides)
            area = math.fsum(sorted(report.areas))
            ground = shapely.union_all(report.shapes) if report.shapes else None
            yield Pair(DoubleUse(first=first, second=second, area_m2=area), ground)

    def _add(self, member: str, project: str, item: Evidence, shape: BaseGeometry | None) -> None:
        params = item.finding.params
        role = item.finding.parcel_keys[0].partition("/")[0] if item.finding.parcel_keys else ""
        own = self._side(project, str(params["parcel"]), role)
        other = self._side(
            str(params["project"]), str(params["feature"]), str(params["other_role"])
        )
        sides = (own, other) if own <= other else (other, own)
        by_side = self._told.setdefault(sides, {})
        told = by_side.setdefault(own, _Told(member, item.finding.fingerprint))
        if told.member != member:  # another version of the project, which says the same again
            return
        told.areas.append(float(params["area"]))  # type: ignore[arg-type] # m², by the rule
        if shape is not None:
            told.shapes.append(shape)

    def _side(self, project: str, parcel: str, role: str) -> Side:
        side = folded(project), folded(parcel), role if role in _ROLES else ""
        self._written.setdefault(side, (project.strip(), parcel.strip()))
        return side

    def _parcel(
        self, side: Side, told: _Told | None, members: Mapping[str, Sequence[str]]
    ) -> SharedParcel:
        code, parcel = self._written[side]
        alone = members.get(side[0], ()) if side[0] else ()
        return SharedParcel(
            member=told.member if told else alone[0] if len(alone) == 1 else None,
            project_code=code,
            parcel_id=parcel,
            role=_ROLES.get(side[2]),
            fingerprint=told.fingerprint if told else None,
        )
