"""Members of a batch by their reports, in whole metres: areas one can check by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gouhook_gis.batch.summing.about import About
from gouhook_gis.batch.summing.summarise import Given
from gouhook_gis.domain.assessment import Finding
from gouhook_gis.domain.batch import MemberOutcome, MemberState
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Report, RoleTotal, RuleOutcome
from gouhook_gis.domain.words import EvidenceGroup, Role, Severity, Stage, Status, Verdict
from tests.support import reports

BETWEEN = "P01"
ABOUT = About(profile="sichuan", stage=Stage.APPLICATION)


def piece(
    number: int, shape: dict[str, Any] | None, area: float, name: str = "overlap", **more: Any
) -> Finding:
    """Return a finding of new construction J1 whose area is `area`."""
    measure = measured(name, area, "m2", operator="<=", threshold=0.0)
    return reports.finding(
        number, ("J1",), Role.NEW_CONSTRUCTION, geometry=shape, measures=(measure,), **more
    )


def shared(
    number: int,
    parcel: str,
    project: str,
    feature: str,
    shape: dict[str, Any] | None,
    area: float,
    other_role: str = "new_construction",
) -> Finding:
    """Return what the rule between projects finds of 建新 `parcel`."""
    params = {
        "parcel": parcel,
        "role": "new_construction",
        "project": project,
        "feature": feature,
        "other_role": other_role,
        "area": area,
        "share": 0.5,
        "kind": "filed_parcels",
    }
    measure = measured("overlap", area, "m2", operator="<=", threshold=0.0)
    return reports.finding(
        number,
        (parcel,),
        Role.NEW_CONSTRUCTION,
        message_id="filed.overlap",
        layer_kind="filed_parcels",
        params=params,
        geometry=shape,
        measures=(measure,),
    )


def rule(
    code: str,
    status: Status,
    *findings: Finding,
    severity: Severity = Severity.ERROR,
    group: EvidenceGroup = EvidenceGroup.GEOMETRY,
) -> RuleOutcome:
    """Return a rule with one assessment of parcel J1."""
    key = "new_construction/J1"
    assessment = reports.about(key, status, *findings, severity=severity)
    return reports.rule(
        code,
        f"规则{code}",
        f"rule {code}",
        status,
        severity=severity,
        group=group,
        assessments=(assessment,),
    )


def report(
    code: str | None, *rules: RuleOutcome, verdict: Verdict = Verdict.FAIL, **changes: Any
) -> Report:
    """Return a report of project `code` with these rules, resting on geometry alone."""
    new = RoleTotal(
        role=Role.NEW_CONSTRUCTION,
        parcels=1,
        measured=1,
        at_least=False,
        sum_m2=1200.0,
        union_m2=1200.0,
        overlap_m2=0.0,
        sum_planar_m2=1200.0,
        half_width_m2=2.0,
    )
    return reports.full_report(
        **{
            "verdict": verdict,
            "project_code": code,
            "project_name": f"{code}项目",
            "rules": rules,
            "totals": (new,),
            "slivers": (),
            "waivers": (),
            "required": (EvidenceGroup.GEOMETRY,),
            **changes,
        }
    )


def done(name: str, held: Report | None) -> Given:
    """Return a member that was checked, with its report."""
    outcome = MemberOutcome(
        name=name, source=f"{name}.zip", key="0", state=MemberState.DONE, wall_s=1.5
    )
    return outcome, lambda: held


def failed(name: str) -> Given:
    """Return a member whose check did not end."""
    reason = message("batch_summary.no_report")
    outcome = MemberOutcome(
        name=name, source=f"{name}.zip", key="0", state=MemberState.FAILED, reason=reason
    )
    return outcome, lambda: None


def many(count: int) -> Sequence[Given]:
    """Return so many members of three kinds, in turn."""
    kinds = [
        report("P1", rule("ZJ-B01", Status.FAIL, piece(1, reports.box(0, 0, 40, 30), 1200.0))),
        report("P2", rule("ZJ-B01", Status.PASS), verdict=Verdict.PASS),
        report("P3", rule("ZJ-B01", Status.NOT_RUN), verdict=Verdict.INCOMPLETE),
    ]
    return [done(f"项目{number:04d}", kinds[number % 3]) for number in range(count)]
