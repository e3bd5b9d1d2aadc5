"""Give every finding its fingerprint: who, under which rule, the how-manieth of its equals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.identity import fingerprint
from gouhook_gis.domain.report import Assessment, Finding


def identified(
    code: str, project: str, assessments: Sequence[Assessment]
) -> tuple[Assessment, ...]:
    """Return the assessments in a fixed order, their findings sorted and fingerprinted.

    Equals (same rule, part, parcels, layer kind) are numbered by size, then by content, so
    that the order of rows never shows.
    """
    seen: Counter[tuple[str, tuple[str, ...], str]] = Counter()
    done: list[Assessment] = []
    for assessment in sorted(assessments, key=_assessment_order):
        findings: list[Finding] = []
        for finding in sorted(assessment.findings, key=_finding_order):
            equals = (assessment.part, finding.parcel_keys, finding.layer_kind)
            seen[equals] += 1
            digest = fingerprint(
                code,
                assessment.part,
                project,
                finding.parcel_keys,
                finding.layer_kind,
                seen[equals],
            )
            findings.append(finding.model_copy(update={"fingerprint": digest}))
        done.append(assessment.model_copy(update={"findings": tuple(findings)}))
    return tuple(done)


def _assessment_order(assessment: Assessment) -> tuple[str, str, str]:
    return assessment.part, assessment.subject.type, assessment.subject.id


def _finding_order(finding: Finding) -> tuple[tuple[str, ...], str, float, str]:
    size = max((m.value for m in finding.measures if m.unit == "m2"), default=0.0)
    return finding.parcel_keys, finding.layer_kind, -size, canonical_json(finding.model_dump())
