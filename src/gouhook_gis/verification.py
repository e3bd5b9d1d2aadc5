"""Run the check of a report again, from its own record, and compare the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from gouhook_gis.comparison.results import result_differences
from gouhook_gis.domain.comparison import Verification
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import Provenance, Report, result_sha256
from gouhook_gis.engine.check import Progress
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.pipeline import CheckOptions, Step, prepare

# Geometry libraries change last digits; other software does not.
_SOFTWARE = ("gouhook_gis", "shapely", "geos", "pyproj", "proj", "numpy")


def verify(
    report: Report,
    submission: str | Path,
    reference: Sequence[str | Path],
    where: CheckOptions,
    *,
    step: Step | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Recompute `report` from `submission` and its reference layers, and compare `result_sha256`.

    Profile, stage, law date, facts, mapping, slots, waivers and options are the report's own;
    `where` only says where to find things: `catalogue`, `database`, `rules`, `previous`. An
    edition that is not there is said, and nothing is run. Raises UsageError where the report was
    made with an earlier version and none is given, and for a report that records too little.
    """
    expected = report.provenance.result_sha256
    if result_sha256(report.result) != expected:
        altered = message("verify.altered", expected=expected)
        return Verification(equal=False, ran=False, expected_sha256=expected, inputs=(altered,))
    _require_previous(report.provenance, where)
    options = options_again(report, where)
    result, told = report.result, report.provenance.told
    day: date | None = result.law_date.date if result.law_date.origin == "today" else None
    try:
        case = prepare(
            submission, reference, options, told, today=day, step=step, earlier_result=result
        )
        again = case.report(progress)
    except UsageError as error:
        if error.message.id != "reference.edition_missing":
            raise
        return Verification(
            equal=False, ran=False, expected_sha256=expected, inputs=(error.message,)
        )
    found = again.provenance.result_sha256
    return Verification(
        equal=found == expected,
        ran=True,
        expected_sha256=expected,
        found_sha256=found,
        inputs=tuple(_inputs(report.provenance, again.provenance)),
        differences=tuple(result_differences(result, again.result)),
    )


def _require_previous(provenance: Provenance, where: CheckOptions) -> None:
    earlier = provenance.previous
    if earlier is not None and where.previous is None:
        raise UsageError("verify.needs_previous", file=earlier.name)
    if earlier is None and where.previous is not None:
        raise UsageError("verify.no_previous_used")


def options_again(report: Report, where: CheckOptions) -> CheckOptions:
    """Return the options of the report, the places of data from `where`; facts, mapping and
    waivers are already understood.
    """
    result, told = report.result, report.provenance.told
    return CheckOptions(
        profile=result.profile,
        rules=where.rules,
        stage=result.stage,
        slots={s.slot: s.layer_id.partition("@")[2] for s in result.slots if s.layer_id},
        catalogue=where.catalogue,
        database=where.database,
        as_of=told.as_of,
        require=told.require,
        previous=where.previous,
        reference_detail=told.reference_detail,
        reference_details=told.reference_details,
        clip_hectares=told.clip_hectares,
        read=ReadOptions.model_validate(told.read),
    )


def _inputs(then: Provenance, now: Provenance) -> Iterator[Message]:
    """Say which file, edition, rule pack or library is not what it was."""
    if then.submission_sha256 != now.submission_sha256:
        yield message("verify.other_submission", before=then.submission, after=now.submission)
    if then.previous and now.previous and then.previous.sha256 != now.previous.sha256:
        yield message("verify.other_previous", file=now.previous.name)
    for layer, sha256 in sorted(then.editions.items()):
        if now.editions.get(layer) != sha256:
            yield message("verify.other_edition", layer=layer)
    for name, version in sorted(then.packs.items()):
        if now.packs.get(name) != version:
            yield message("verify.other_pack", name=name, before=version, after=now.packs.get(name))
    for name in _SOFTWARE:
        before, after = then.versions.get(name), now.versions.get(name)
        if before != after:
            yield message("verify.other_version", name=name, before=before, after=after)
