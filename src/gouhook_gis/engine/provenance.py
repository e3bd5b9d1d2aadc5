"""The `provenance` half of a report: files, records, software and editions behind a result."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.report import EarlierVersion, Provenance, Result, result_sha256
from gouhook_gis.domain.submission import Place
from gouhook_gis.engine.versions import versions
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.rule import Rule


def provenance_of(case: Case, store: Store, rules: Sequence[Rule], result: Result) -> Provenance:
    """Return what is needed to trace `result` to files and records, and to reach it again."""
    submission, previous = case.submission, case.previous
    return Provenance(
        submission=submission.name,
        submission_sha256=submission.sha256,
        files=submission.files,
        previous=None
        if previous is None
        else EarlierVersion(name=previous.name, sha256=previous.sha256, files=previous.files),
        places=_places(case, result),
        parcels={parcel.key: parcel.place for parcel in submission.parcels},
        versions=versions(),
        packs={rule.pack.name: rule.pack.version for rule in rules},
        store=store.name,
        editions={e.layer_id: e.sha256 for e in case.slots.values()},
        isolation=submission.isolation,
        result_sha256=result_sha256(result),
    )


def _places(case: Case, result: Result) -> dict[str, tuple[Place, ...]]:
    """Say where each finding stands in the files: its parcels' records, or its issue's. A parcel
    that only the earlier version has stands in the files of that.
    """
    submission, previous = case.submission, case.previous
    records: dict[str, Place] = {}
    for parcel in previous.parcels if previous else ():
        file = f"{previous.name}/{parcel.place.file}" if previous else parcel.place.file
        records[parcel.key] = parcel.place.model_copy(update={"file": file})
    records |= {parcel.key: parcel.place for parcel in submission.parcels}
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
