"""`check_case`: a case in, a report out; a pure function of the case and the store's answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.case import Case
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.words import Status
from gouhook_gis.engine.identity import identified
from gouhook_gis.engine.plan import Planned, plan
from gouhook_gis.engine.provenance import provenance_of
from gouhook_gis.engine.result import result_of
from gouhook_gis.engine.run import run, severity_of
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.definition import Profile
from gouhook_gis.rules.ground.parcels import parcel_table
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
    result = result_of(scene, planned, _without_doubles(outcomes, hosted))
    return Report(result=result, provenance=provenance_of(case, store, rules, result))


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
    silent = (Status.NOT_APPLICABLE, Status.ERROR)
    running = {o.code for o in outcomes if o.status not in silent}
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
