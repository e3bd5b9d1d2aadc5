"""The task `check`: a submission against the rules, as `gouhook check` does it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.intake.waivers import in_order
from gouhook_gis.pipeline import CheckOptions, prepare, told_of
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.names import SHP, SHP_MEMBERS
from gouhook_gis.report.write import FILES, write_all
from gouhook_gis.service import records
from gouhook_gis.service.batch_layer import layer_of
from gouhook_gis.service.models import CheckRequest, ReportFile
from gouhook_gis.service.runs.against import against
from gouhook_gis.service.runs.attempt import Attempt
from gouhook_gis.service.runs.details import shown_details
from gouhook_gis.service.runs.outcome import outcome_of
from gouhook_gis.service.runs.own_county import require_own_county
from gouhook_gis.service.runs.shown import write_page
from gouhook_gis.service.runs.work_done import WorkDone
from gouhook_gis.service.settings import Settings

# One file a format: a shapefile is handed on as an archive of its members.
SHP_ARCHIVE = Path(SHP).with_suffix(".zip").name


def check(attempt: Attempt) -> WorkDone:
    """Check the submission of a run. UsageError where what was asked for cannot be done."""
    run, following, settings = attempt.run, attempt.following, attempt.settings
    request = run.request
    assert isinstance(request, CheckRequest)  # noqa: S101 - a run of this task has no other
    submission = submitted(attempt, run.submission_id, "submission")
    previous = None
    if request.previous_run is not None:
        previous = _previous(attempt, request.previous_run)
    facts = None
    if request.facts_from is not None:
        facts = submitted(attempt, request.facts_from, "facts")
    with attempt.database.reading() as session:
        layer = layer_of(session, attempt.files, run)
    reference, request = against(layer, settings.reference, request)
    options = options_of(request, previous, settings, facts)
    told = told_of(options).model_copy(update={"waivers": in_order(request.waivers)})
    prepared = prepare(submission, reference, options, told, step=following.step)
    require_own_county(prepared, _county(attempt), settings)
    report = prepared.report(following.rule)
    following.step("write")
    folder = attempt.scratch / "report"
    items, written = evidence(report), datetime.now().astimezone()
    write_all(report, folder, request.lang, items=items, written=written)
    write_page(report, items, prepared.store, folder, settings, written)
    _pack_shapefile(folder)
    shown = shown_details(prepared, report, settings.clip_hectares)
    outcome = outcome_of(report, run.id).model_copy(update={"details": shown})
    return WorkDone(outcome, folder, tuple(_files(folder)))


def submitted(attempt: Attempt, submission_id: str | None, place: str) -> Path:
    """Return an upload in the folder `place`, under the name with which it came. UsageError where
    it was deleted.
    """
    files, folder = attempt.files, attempt.scratch / place
    with attempt.database.reading() as session:
        kept = None if submission_id is None else records.submission(session, submission_id)
    if kept is None or kept.deleted is not None or not files.upload(kept.sha256).exists():
        raise UsageError("service.upload_missing", filename=kept.filename if kept else "")
    return files.lend(kept.sha256, kept.filename, folder)


def options_of(
    request: CheckRequest, previous: Path | None, settings: Settings, facts: Path | None = None
) -> CheckOptions:
    """Return a request as the options of a check. Registered layers are the service's own."""
    catalogue = settings.registered
    return CheckOptions(
        profile=request.profile,
        rules=settings.rules,
        stage=request.stage,
        facts=request.facts,
        facts_file=facts,
        map=request.map,
        files=False,  # whoever asks is elsewhere: the files of this machine are not theirs to read
        slots=dict(request.slots),
        catalogue=catalogue if catalogue is not None and catalogue.is_dir() else None,
        database=None if settings.database is None else SecretStr(settings.url),
        as_of=request.as_of,
        require=request.require,
        project=request.project,
        previous=previous,
        reference_detail=request.reference_detail,
        reference_details=dict(request.reference_details),
        clip_hectares=request.clip_hectares,
        read=ReadOptions(epsg=request.epsg, wgs84_as_cgcs2000=request.wgs84_as_cgcs2000),
    )


def _county(attempt: Attempt) -> str | None:
    """Return for which county the submission of a run was handed in."""
    submission_id = attempt.run.submission_id
    with attempt.database.reading() as session:
        kept = None if submission_id is None else records.submission(session, submission_id)
    return None if kept is None else kept.county_code


def _previous(attempt: Attempt, run_id: str) -> Path:
    with attempt.database.reading() as session:
        earlier = records.run(session, run_id)
    if earlier is None or earlier.submission_id is None:
        raise UsageError("service.previous_missing", run=run_id)
    try:
        return submitted(attempt, earlier.submission_id, "previous")
    except UsageError as error:
        raise UsageError("service.previous_missing", run=run_id) from error


def _pack_shapefile(folder: Path) -> None:
    members = [folder / name for name in SHP_MEMBERS if (folder / name).exists()]
    if not members:
        return
    with zipfile.ZipFile(folder / SHP_ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in members:
            archive.write(path, path.name)
    for path in members:
        path.unlink()


def _files(folder: Path) -> Iterator[ReportFile]:
    formats = {name: kind for kind, names in FILES.items() for name in names}
    formats[SHP_ARCHIVE] = "shp"
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        kind = formats.get(path.name) or path.suffix.removeprefix(".")
        yield ReportFile(name=path.name, size=path.stat().st_size, format=kind)
