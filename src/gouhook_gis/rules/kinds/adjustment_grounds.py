"""A plan is adjusted for two reasons, and each reason has its own parcels (ZJ-C11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gouhook_gis.comparison.parcels import Change
from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.words import Purpose, Role, Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_parcel, of_project
from gouhook_gis.rules.assessing.previous import unmeasured_before
from gouhook_gis.rules.ground.versions import Versions
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.fact_names import DateFact, FactName
from gouhook_gis.rules.kinds.parameters import Name
from gouhook_gis.rules.scene import Scene

# A parcel that only has another number or village code is the same parcel of the plan.
_ADJUSTED = frozenset({"geometry", "purpose"})


class Adjustable(BaseModel):
    """Parcels that a reason allows to be adjusted: of `role`, with `purposes` (none: any)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Name
    role: Role
    purposes: tuple[Purpose, ...] = ()


class AdjustmentGrounds(Kind):
    """The reason of an adjustment (`reason_fact`) is one of those in `adjustable`, and only parcels
    that it allows were brought in, taken out or changed (ground or purpose) since the earlier
    version. Another reason fails. A changed parcel whose purpose decides and is not known is
    `needs_review`. Differences that are only slivers are no change.

    Where `filed` is given the adjustment was approved (`approved`) on or before that day; an
    adjustment not filed yet is `not_applicable` for that part.

    Measures: `changed_parcels` (count).
    """

    kind: Literal["adjustment_grounds"]
    reason_fact: FactName
    adjustable: Annotated[tuple[Adjustable, ...], Field(min_length=1)]
    approved: DateFact
    filed: DateFact

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len({(a.reason, a.role) for a in self.adjustable}) < len(self.adjustable):
            raise ValueError("a reason names a role once")
        return self

    def needs(self) -> Needs:
        """Ask for the earlier version, the reason and the two dates."""
        return Needs(facts=(self.reason_fact, self.approved, self.filed), previous=True)

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess the reason, every changed parcel, and the order of the dates."""
        return [*self._reasons(scene), *self._order(scene)]

    def _reasons(self, scene: Scene) -> Iterator[Assessment]:
        reason = scene.case.facts.text(self.reason_fact)
        if reason is None:
            yield from missing_facts([self.reason_fact])
            return
        if reason not in {one.reason for one in self.adjustable}:
            finding = scene.finding(message("adjustment.other_reason"))
            yield of_project(Status.FAIL, findings=[finding])
            return
        changed = 0
        parcels = 0
        for role in Role:
            versions = Versions.of(scene, role)
            yield from unmeasured_before(versions)
            parcels += len(versions.new)
            for change in versions.changes:
                if change.state == "unchanged" or not _adjusted(change):
                    continue
                changed += 1
                found = self._judge(scene, versions, change, reason)
                if found is not None:
                    yield found
        if not changed:
            nothing = message("adjustment.nothing_changed")
            yield of_project(Status.NOT_APPLICABLE, nothing, examined={"parcels": parcels})
            return
        count = measured("changed_parcels", changed, "count")
        yield of_project(Status.PASS, examined={"parcels": parcels}, measures=[count])

    def _judge(
        self, scene: Scene, versions: Versions, change: Change, reason: str
    ) -> Assessment | None:
        """Assess one changed parcel; None where the reason allows it."""
        allowed = [a for a in self.adjustable if a.reason == reason and a.role is versions.role]
        purposes = _purposes(versions, change)
        if allowed and not allowed[0].purposes:
            return None
        if allowed and purposes and purposes <= set(allowed[0].purposes):
            return None
        unknown = bool(allowed) and not purposes
        status = Status.NEEDS_REVIEW if unknown else Status.FAIL
        said = "adjustment.not_allowed_purpose" if purposes else "adjustment.not_allowed"
        said = "adjustment.purpose_unknown" if unknown else said
        table, position = (
            (versions.old, change.old) if change.new is None else (versions.new, change.new)
        )
        if position is None:  # a change has one of the two
            return None
        ground = scene.over(table)
        finding = ground.finding(
            message(
                said,
                parcel=str(table.id[position]),
                role=versions.role,
                change=f"change.{change.state}",
                purposes=sorted(purposes),
                reason=reason,
                allowed=[word for one in self.adjustable for word in _words(one, reason)],
            ),
            [position],
            geometry=table.geometry[position] if table.measurable[position] else None,
        )
        return of_parcel(ground, position, status, findings=[finding])

    def _order(self, scene: Scene) -> list[Assessment]:
        approved, filed = (scene.case.facts.date(key) for key in (self.approved, self.filed))
        if filed is None:
            reason = message("adjustment.not_filed", fact=self.filed)
            return [of_project(Status.NOT_APPLICABLE, reason)]
        if approved is None:
            return missing_facts([self.approved])
        said: dict[str, str] = {"approved": approved.isoformat(), "filed": filed.isoformat()}
        if approved <= filed:
            return [of_project(Status.PASS, examined={"dates": 2})]
        late: Message = message("adjustment.filed_before", **said)
        return [of_project(Status.FAIL, findings=[scene.finding(late)])]


def _adjusted(change: Change) -> bool:
    return change.state != "changed" or bool(_ADJUSTED & set(change.aspects))


def _words(allowed: Adjustable, reason: str) -> list[str]:
    """Return what `reason` allows, as words of the catalogue."""
    if allowed.reason != reason:
        return []
    return [*allowed.purposes] or [allowed.role]


def _purposes(versions: Versions, change: Change) -> set[Purpose]:
    """Return the purposes that a parcel had and has, as far as they are known."""
    both = [
        table.parcels[i].purpose
        for table, i in ((versions.old, change.old), (versions.new, change.new))
        if i is not None
    ]
    return {purpose for purpose in both if purpose is not None}
