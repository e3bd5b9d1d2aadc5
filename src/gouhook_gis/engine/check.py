"""`check_case`: a case in, a report out; a pure function of the case and the store's answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.report import (
    Assessment,
    CoverageOutcome,
    FactOutcome,
    LawDateOutcome,
    Provenance,
    Report,
    ReportParcel,
    Result,
    RoleTotal,
    RuleOutcome,
    SlotOutcome,
    result_sha256,
)
from gouhook_gis.domain.submission import Place, Submission
from gouhook_gis.domain.units import to_m2
from gouhook_gis.domain.words import InForce, Role, Status
from gouhook_gis.engine.identity import identified
from gouhook_gis.engine.plan import Planned, plan
from gouhook_gis.engine.run import run, severity_of
from gouhook_gis.engine.slivers import sliver_sums
from gouhook_gis.engine.verdict import group_verdicts, headline, overall, required_groups
from gouhook_gis.engine.versions import versions
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.definition import Profile
from gouhook_gis.rules.parcels import parcel_table
from gouhook_gis.rules.rule import Rule
from gouhook_gis.rules.scene import Scene

Progress = Callable[[str, int, int], None]


def check_case(
    case: Case,
    profile: Profile,
    rules: Sequence[Rule],
    store: Store,
    progress: Progress | None = None,
) -> Report:
    """Check `case` against `rules` and return the report.

    `progress(code, done, total)` is called after each rule.
    """
    table, plane = parcel_table(case.submission.parcels, profile.point_error_m["parcels"])
    scene = Scene(case, profile, store, table, plane)
    planned = plan(case, rules)
    outcomes = []
    for done, item in enumerate(planned, start=1):
        outcomes.append(_outcome(item, scene))
        if progress:
            progress(item.rule.code, done, len(planned))
    hosted = {item.rule.code: item.rule.header.findings_under for item in planned}
    result = _result(scene, planned, _without_doubles(outcomes, hosted))
    return Report(result=result, provenance=_provenance(case, store, result))


def _outcome(item: Planned, scene: Scene) -> RuleOutcome:
    status, reason, assessments = run(item, scene)
    header = item.rule.header
    return RuleOutcome(
        code=header.code,
        title=header.texts.title.zh,
        pack=item.rule.pack.name,
        group=item.group,
        severity=severity_of(item.rule),
        status=status,
        reason=reason,
        citations=item.citations,
        texts=header.texts,
        assessments=identified(header.code, scene.case.submission.project_code or "", assessments),
    )


def _without_doubles(
    outcomes: Sequence[RuleOutcome], hosted: dict[str, str | None]
) -> tuple[RuleOutcome, ...]:
    """Keep the findings of a rule that cites the same ground as another under that other."""
    running = {o.code for o in outcomes if o.status is not Status.NOT_APPLICABLE}
    return tuple(
        o.model_copy(
            update={
                "assessments": tuple(map(_bare, o.assessments)),
                "findings_under": hosted[o.code],
            }
        )
        if hosted.get(o.code) in running
        else o
        for o in outcomes
    )


def _bare(assessment: Assessment) -> Assessment:
    return assessment.model_copy(update={"findings": ()})


def _result(scene: Scene, planned: Sequence[Planned], outcomes: tuple[RuleOutcome, ...]) -> Result:
    case = scene.case
    by_group = group_verdicts(outcomes)
    required = required_groups(case, by_group)
    verdict = overall(case, by_group, required)
    submission = case.submission
    return Result(
        verdict=verdict,
        verdicts=by_group,
        headline=headline(verdict, by_group, required),
        stage=case.stage,
        programme=case.programme,
        law_date=LawDateOutcome(date=case.law_date.date, origin=case.law_date.origin),
        force_unknown=any(
            citation.in_force is InForce.UNKNOWN
            for outcome in outcomes
            if outcome.status is not Status.NOT_APPLICABLE
            for citation in outcome.citations
        ),
        profile=case.profile,
        project_code=submission.project_code,
        project_name=submission.project_name,
        crs=f"EPSG:{submission.epsg}" if submission.epsg else None,
        parcels=_parcels(scene),
        totals=tuple(_total(scene, role) for role in Role if len(scene.of(role))),
        rules=outcomes,
        slivers=sliver_sums(scene, outcomes),
        coverage=_coverage(scene),
        required=required,
        facts=tuple(
            FactOutcome(key=fact.key, value=fact.value, source=fact.source)
            for _, fact in sorted(case.facts.values.items())
        ),
        slots=_slots(case, planned),
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
    rows = []
    for slot, asked in sorted(scene.covers().items()):
        widest = max(asked, key=lambda answer: len(answer.index))
        rows.append(
            CoverageOutcome(
                slot=slot,
                layer_id=scene.case.slots[slot].layer_id,
                basis=widest.basis,
                covered_parcels=int(np.sum(widest.whole)),
                partly_covered_parcels=int(np.sum(widest.part)),
                uncovered_parcels=int(np.sum(widest.none) + np.sum(~widest.known)),
                uncovered_m2=math.fsum(widest.uncovered_m2[~widest.whole]),
            )
        )
    return tuple(rows)


def _slots(case: Case, planned: Sequence[Planned]) -> tuple[SlotOutcome, ...]:
    """List the slots that are filled, and those that a rule of the plan asks for in vain."""
    asked = {slot for p in planned if not p.excluded for slot in p.rule.check.needs().slots}
    missing = [
        SlotOutcome(slot=slot, layer_id=None, reason="missing") for slot in asked - set(case.slots)
    ]
    filled = [
        SlotOutcome(
            slot=slot,
            layer_id=edition.layer_id,
            reason=case.slot_reasons.get(slot, "told"),
            sha256=edition.sha256,
            source=edition.source,
            restricted=edition.restricted,
        )
        for slot, edition in case.slots.items()
    ]
    return tuple(sorted(filled + missing, key=lambda outcome: outcome.slot))


def _provenance(case: Case, store: Store, result: Result) -> Provenance:
    submission = case.submission
    return Provenance(
        submission=submission.name,
        submission_sha256=submission.sha256,
        files=submission.files,
        places=_places(submission, result),
        parcels={parcel.key: parcel.place for parcel in submission.parcels},
        versions=versions(),
        store=store.name,
        editions={e.layer_id: e.sha256 for e in case.slots.values()},
        isolation=submission.isolation,
        result_sha256=result_sha256(result),
    )


def _places(submission: Submission, result: Result) -> dict[str, tuple[Place, ...]]:
    """Say where each finding stands in the files: its parcels' records, or its issue's."""
    records = {parcel.key: parcel.place for parcel in submission.parcels}
    issues = {
        (issue.message.id, issue.subject, str(issue.message.params)): issue.places
        for issue in submission.issues
    }
    places: dict[str, tuple[Place, ...]] = {}
    for rule in result.rules:
        for assessment in rule.assessments:
            for finding in assessment.findings:
                key = (finding.message_id, assessment.subject.id, str(finding.params))
                own = issues.get(key) or tuple(
                    records[k] for k in finding.parcel_keys if k in records
                )
                if own:
                    places[finding.fingerprint] = own
    return places


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
