"""Give every finding its fingerprint: who, under which rule, the how-manieth of its equals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.identity import fingerprint


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
        for finding in _in_order(assessment.findings):
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


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings by parcels, layer kind and size; by content where these are the same."""
    ranks = [_rank(finding) for finding in findings]
    times = Counter(ranks)
    contents = [
        canonical_json(finding.model_dump()) if times[rank] > 1 else ""
        for finding, rank in zip(findings, ranks, strict=True)
    ]
    keys = list(zip(ranks, contents, strict=True))
    return [findings[row] for row in sorted(range(len(keys)), key=keys.__getitem__)]


def _rank(finding: Finding) -> tuple[tuple[str, ...], str, float]:
    size = max((m.value for m in finding.measures if m.unit == "m2"), default=0.0)
    return finding.parcel_keys, finding.layer_kind, -size
