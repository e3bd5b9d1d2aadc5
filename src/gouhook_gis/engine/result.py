"""The `result` half of a report, put together from a scene and what the rules said."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.report import (
    CoverageOutcome,
    FactOutcome,
    ReportParcel,
    Result,
    RoleTotal,
    RuleOutcome,
    SlotOutcome,
)
from gouhook_gis.domain.units import to_m2
from gouhook_gis.domain.words import InForce, Role, Status
from gouhook_gis.engine.plan import Planned, facts_asked
from gouhook_gis.engine.slivers import sliver_sums
from gouhook_gis.engine.slots import asked_at
from gouhook_gis.engine.table import table_of
from gouhook_gis.engine.verdict import group_verdicts, headline, overall, required_groups
from gouhook_gis.engine.waivers import waived
from gouhook_gis.rules.scene import Scene


def result_of(
    scene: Scene, planned: Sequence[Planned], outcomes: tuple[RuleOutcome, ...]
) -> Result:
    """Return the result of a case: verdicts, parcels, totals, rules and what they rest on."""
    case = scene.case
    exceptions = waived(outcomes, case.waivers, case.law_date.date)
    by_group = group_verdicts(exceptions.outcomes)
    required = required_groups(case, by_group, facts_asked(planned))
    verdict = overall(case, by_group, required)
    submission = case.submission
    table = table_of(scene)
    return Result(
        verdict=verdict,
        verdicts=by_group,
        headline=(*headline(verdict, by_group, required), *exceptions.headline()),
        stage=case.stage,
        programme=case.programme,
        law_date=case.law_date,
        force_unknown=any(
            citation.in_force is InForce.UNKNOWN
            for outcome in outcomes
            if outcome.status is not Status.NOT_APPLICABLE
            for citation in outcome.citations
        ),
        profile=case.profile,
        names=case.names,
        project_code=submission.project_code,
        project_name=submission.project_name,
        crs=f"EPSG:{submission.epsg}" if submission.epsg else None,
        parcels=_parcels(scene),
        totals=tuple(_total(scene, role) for role in Role if len(scene.of(role))),
        rules=outcomes,
        slivers=sliver_sums(scene, outcomes),
        reconciliation=table,
        coverage=_coverage(scene),
        required=required,
        facts=tuple(
            FactOutcome(key=fact.key, value=fact.value, source=fact.source, rows=fact.rows)
            for _, fact in sorted(case.facts.values.items())
        ),
        slots=_slots(case, planned),
        waivers=exceptions.waivers,
        decisions=tuple(
            sorted(submission.decisions, key=lambda d: (d.topic, d.subject, d.message.id))
        ),
    )


def _parcels(scene: Scene) -> tuple[ReportParcel, ...]:
    table = scene.parcels
    shapes = scene.all_shown(table.geometry)
    return tuple(
        ReportParcel(
            id=parcel.id,
            key=parcel.key,
            role=parcel.role,
            purpose=parcel.purpose,
            village_code=parcel.village_code,
            area_ellipsoidal_m2=_number(table.area[i]),
            area_planar_m2=_number(table.planar[i]) if table.measurable[i] else None,
            half_width_m2=_number(table.half_width[i]) if table.measurable[i] else None,
            declared_area_m2=_number(table.declared[i]),
            declared_unit=parcel.declared_area.unit if parcel.declared_area else None,
            content_id=parcel.content_id,
            geometry=shapes[i],
        )
        for i, parcel in enumerate(table.parcels)
    )


def _total(scene: Scene, role: Role) -> RoleTotal:
    total = scene.total(role)
    declared = [
        to_m2(p.declared_area.value, p.declared_area.unit)
        for p in scene.parcels.parcels
        if p.role is role and p.declared_area is not None
    ]
    return RoleTotal(
        role=role,
        parcels=total.parcels,
        measured=total.measured,
        at_least=total.at_least,
        sum_m2=total.sum,
        union_m2=total.union,
        overlap_m2=total.overlap,
        sum_planar_m2=total.planar,
        declared_m2=math.fsum(declared) if len(declared) == total.parcels else None,
        half_width_m2=total.half_width,
    )


def _coverage(scene: Scene) -> tuple[CoverageOutcome, ...]:
    """Count, for each slot, the parcels that any rule asked about; each parcel once."""
    rows = []
    for slot, asked in sorted(scene.covers().items()):
        whole: dict[int, bool] = {}
        part: dict[int, bool] = {}
        uncovered: dict[int, float] = {}
        for answer in asked:
            for row, position in enumerate(map(int, answer.index)):
                whole[position] = bool(answer.whole[row])
                part[position] = bool(answer.part[row])
                uncovered[position] = float(answer.uncovered_m2[row])
        rows.append(
            CoverageOutcome(
                slot=slot,
                layer_id=scene.case.slots[slot].layer_id,
                basis=asked[0].basis,
                covered_parcels=sum(whole.values()),
                partly_covered_parcels=sum(part.values()),
                uncovered_parcels=len(whole) - sum(whole.values()) - sum(part.values()),
                uncovered_m2=math.fsum(uncovered[i] for i in sorted(uncovered) if not whole[i]),
            )
        )
    return tuple(rows)


def _slots(case: Case, planned: Sequence[Planned]) -> tuple[SlotOutcome, ...]:
    """List the slots that are filled, and those that a rule of the plan asks for in vain."""
    asked = {slot for p in planned if not p.excluded for slot in p.rule.check.needs().all_slots}
    missing = [
        SlotOutcome(slot=slot, layer_id=None, reason=case.slot_reasons.get(slot, "missing"))
        for slot in asked - set(case.slots)
        if asked_at(slot, case.stage)
    ]
    filled = [
        SlotOutcome(
            slot=slot,
            layer_id=edition.layer_id,
            reason=case.slot_reasons.get(slot, "told"),
            source=edition.source,
            restricted=edition.restricted,
            unusable=edition.unusable,
        )
        for slot, edition in case.slots.items()
    ]
    return tuple(sorted(filled + missing, key=lambda outcome: outcome.slot))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
