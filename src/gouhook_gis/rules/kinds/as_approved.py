"""What is carried out or expropriated keeps to what was approved (ZJ-B22, B23)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.area import combined_half_width
from gouhook_gis.geometry.totals import ground
from gouhook_gis.rules.assessing.outcomes import of_parcel, of_project, of_role, unmeasurable
from gouhook_gis.rules.assessing.previous import unmeasured_before
from gouhook_gis.rules.assessing.raised import Raised, by_ground, parts_of
from gouhook_gis.rules.ground.parcels import ParcelTable
from gouhook_gis.rules.ground.versions import Versions
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import OnHit
from gouhook_gis.rules.scene import Scene


class AsApproved(Kind):
    """The parcels of each of `roles` keep to those of the approved version (`--previous`).

    - With `keep_total` their area (union) must not exceed the approved one; equal within 0.01 m².
    - Ground outside the approved parcels gives `on_outside`, a finding a piece, beyond slivers.
    - With `on_other_number` a parcel whose number is not that of the approved parcel under it
      gives that.

    Measures: `implemented_area` (m², `<=` the approved one where `keep_total`), `approved_area`,
    `outside_approved` (m², `<=` 0), `iou` (common over joint ground, for information).
    """

    kind: Literal["as_approved"]
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    keep_total: bool
    on_outside: OnHit
    on_other_number: OnHit | None = None

    def needs(self) -> Needs:
        """Ask for the approved version."""
        return Needs(previous=True)

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Assess every role that either version has."""
        found: list[Assessment] = []
        for role in self.roles:
            versions = Versions.of(scene, role)
            if not len(versions.new) and not len(versions.old):
                continue
            if not len(versions.new):
                reason = message("rules.no_parcels", role=role)
                found.append(of_project(Status.NOT_RUN, reason, part=role.value))
                continue
            now = scene.over(versions.new)
            found += self._totals(now, versions)
            found += self._places(now, versions)
            found += self._numbers(now, versions)
            found += [*unmeasurable(now, [role]), *unmeasured_before(versions)]
        return found

    def _totals(self, now: Scene, versions: Versions) -> list[Assessment]:
        approved, width = _ground(now, versions.old)
        done, own_width = _ground(now, versions.new)
        outside = _outside(now, versions)
        common, joint = done - outside, approved + outside
        area = measured(
            "implemented_area",
            done,
            "m2",
            operator="<=" if self.keep_total else None,
            threshold=approved if self.keep_total else None,
            half_width=math.hypot(width, own_width),
        )
        measures: list[Measure] = [area, measured("approved_area", approved, "m2")]
        if joint > 0:
            measures.append(measured("iou", common / joint, "ratio"))
        over = self.keep_total and not area.holds
        said = message(
            "approved.larger",
            role=versions.role,
            done=done,
            approved=approved,
            excess=done - approved,
        )
        status = Status.FAIL if over else Status.PASS if self.keep_total else Status.NOT_APPLICABLE
        unclear = bool(versions.unmeasured()) or not versions.new.measurable.all()
        if unclear and not over:
            return []
        return [
            of_role(
                versions.role,
                status,
                None if self.keep_total else message("approved.for_information"),
                examined={"parcels": len(versions.new), "approved_parcels": len(versions.old)},
                measures=measures,
                findings=[now.finding(said, measures=[area])] if over else [],
            )
        ]

    def _places(self, now: Scene, versions: Versions) -> list[Assessment]:
        index = now.measurable(versions.role)
        beyond = versions.gained.geometry[index]
        pieces = parts_of(index, beyond, now.plane)

        raised = Raised(
            pieces,
            Status(self.on_outside),
            lambda row: message(
                "approved.outside",
                role=versions.role,
                parcel=str(now.parcels.id[pieces.left[row]]),
                area=float(pieces.area[row]),
            ),
        )
        return by_ground(now, versions.role, index, [raised], measure="outside_approved")

    def _numbers(self, now: Scene, versions: Versions) -> list[Assessment]:
        if self.on_other_number is None:
            return []
        found = []
        for change in versions.changes:
            if change.new is None or change.old is None or "id" not in change.aspects:
                continue
            said = message(
                "approved.other_number",
                parcel=str(versions.new.id[change.new]),
                approved=str(versions.old.id[change.old]),
            )
            finding = now.finding(said, [change.new], geometry=now.parcels.geometry[change.new])
            found.append(
                of_parcel(now, change.new, Status(self.on_other_number), findings=[finding])
            )
        return found


def _ground(scene: Scene, table: ParcelTable) -> tuple[float, float]:
    rows = table.measurable
    area = ground(table.geometry[rows], table.area[rows], scene.plane)
    return area, combined_half_width(table.half_width[rows])


def _outside(scene: Scene, versions: Versions) -> float:
    """Return the area of now, each spot once, that lies outside what was approved."""
    gained = versions.gained
    there = gained.area > 0
    return ground(gained.geometry[there], gained.area[there], scene.plane)
