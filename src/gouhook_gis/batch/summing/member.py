"""One member of a batch, from its report to a row of the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from gouhook_gis.batch.summing.ground import WrongGround
from gouhook_gis.domain.area_code import county_of
from gouhook_gis.domain.batch import BatchCell, BatchRow, MemberOutcome
from gouhook_gis.domain.case import Waiver
from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Report, Result, RuleOutcome
from gouhook_gis.domain.words import Role, Severity, Status, worst
from gouhook_gis.engine.waivers import waived
from gouhook_gis.report.evidence import Evidence

_NOT_RUN = (Status.NOT_RUN, Status.ERROR)


def without_report(outcome: MemberOutcome) -> BatchRow:
    """Return the row of a member that has no report, or whose report is gone."""
    return BatchRow(
        name=outcome.name,
        source=outcome.source,
        state=outcome.state,
        reason=outcome.reason or message("batch_summary.no_report"),
        wall_s=outcome.wall_s,
    )


def row_of(outcome: MemberOutcome, report: Report, items: Sequence[Evidence]) -> BatchRow:
    """Return the row of a member that was checked; `items` are the findings of its report."""
    result = report.result
    wrong = WrongGround.of(items, epsg_of(result))
    by_rule: dict[str, list[Evidence]] = {}
    for item in items:
        by_rule.setdefault(item.rule.code, []).append(item)
    # As the verdict counts them: without what is waived.
    plain = [Waiver(**w.model_dump(include={*Waiver.model_fields})) for w in result.waivers]
    counted = waived(result.rules, plain, result.law_date.date).outcomes
    weighed = [rule for rule in counted if rule.group in result.required]
    counts = Counter(filter(None, map(_weight, weighed)))
    blocking = [item for item in items if _blocks(item, result)]
    return BatchRow(
        name=outcome.name,
        source=outcome.source,
        state=outcome.state,
        reason=outcome.reason,
        project_code=result.project_code,
        project_name=result.project_name,
        county_code=next(_counties(result), None),
        verdict=result.verdict,
        parcels=len(result.parcels),
        demolition_m2=_ground_of(result, Role.DEMOLITION),
        new_construction_m2=_ground_of(result, Role.NEW_CONSTRUCTION),
        failed=counts[Status.FAIL],
        review=counts[Status.NEEDS_REVIEW],
        not_run=sum(counts[status] for status in _NOT_RUN),
        violation_m2=wrong.area(blocking) or 0.0,
        cells={r.code: _cell(r, by_rule.get(r.code, []), wrong) for r in result.rules},
        result_sha256=report.provenance.result_sha256,
        wall_s=outcome.wall_s,
    )


def counties_of(result: Result) -> frozenset[str]:
    """Return the codes of the counties in which a project lies, as far as its papers say."""
    return frozenset(_counties(result))


def project_of(result: Result) -> str | None:
    """Return the project code by which the rule between projects knows it: that of its facts."""
    told = next((str(f.value) for f in result.facts if f.key == "project_code"), None)
    return told or result.project_code


def epsg_of(result: Result) -> int | None:
    """Return the code of the CRS of a report."""
    return None if result.crs is None else int(result.crs.rpartition(":")[2])


def _counties(result: Result) -> Iterator[str]:
    """Yield the codes of its counties, what says more first: the facts, the codes of most parcels,
    the code of the project.
    """
    told = next((str(f.value) for f in result.facts if f.key == "county_code"), None)
    own = Counter(filter(None, (county_of(p.village_code) for p in result.parcels)))
    codes = [county_of(told), *sorted(own, key=lambda code: (-own[code], code))]
    found = [code for code in codes if code]
    yield from found or filter(None, [county_of(result.project_code)])


def _cell(rule: RuleOutcome, items: Sequence[Evidence], wrong: WrongGround) -> BatchCell:
    held = [item for item in items if item.assessment.status is rule.status]
    if not held:
        return _plain(rule.status)
    return BatchCell(status=rule.status, findings=len(held), area_m2=wrong.area(held))


@cache
def _plain(status: Status) -> BatchCell:
    """Return the cell of nothing found, one for all: a province has 200,000 of them."""
    return BatchCell(status=status)


def _weight(rule: RuleOutcome) -> Status | None:
    """Return what a rule adds to the verdict: its worst blocking status, None where it has none."""
    if rule.status is Status.NOT_APPLICABLE:
        return None
    if not rule.assessments:
        return rule.status if rule.severity is Severity.ERROR else None
    blocking = [a.status for a in rule.assessments if a.severity is Severity.ERROR]
    return worst(blocking) if blocking else None


def _blocks(item: Evidence, result: Result) -> bool:
    return (
        item.waived_by is None
        and item.assessment.status is Status.FAIL
        and item.assessment.severity is Severity.ERROR
        and item.rule.group in result.required
    )


def _ground_of(result: Result, role: Role) -> float | None:
    """Return the ground of the parcels of a role, None where there is none to measure."""
    held = [total for total in result.totals if total.role is role and total.measured]
    return held[0].union_m2 if held else None
