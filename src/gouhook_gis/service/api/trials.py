"""What-if (试算): `/api/v1/runs/{id}/trials` and `/api/v1/trials`.

Nothing of a trial is stored: all edits are told with each question, against the submission.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from gouhook_gis.domain.message import message, render
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.trial import (
    ClipQuestion,
    CutAnswer,
    CutQuestion,
    Edit,
    Trial,
    TrialOutcome,
)
from gouhook_gis.report.names import safe
from gouhook_gis.service import records
from gouhook_gis.service.accounts.permitted import require_trial
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import Submitter
from gouhook_gis.service.api.context import Context, Here, no_report, with_results
from gouhook_gis.service.api.contract import Responses
from gouhook_gis.service.api.recorded import record
from gouhook_gis.service.api.reports import disposition
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.batch_layer import layer_of
from gouhook_gis.service.errors import ConflictError, GoneError
from gouhook_gis.service.files import remove
from gouhook_gis.service.models import CheckRequest, Label, Language, RunStatus, Submission
from gouhook_gis.service.trials.task import Lent, TrialTask

router = APIRouter(prefix="/api/v1", tags=["trials"])
_TYPES = {
    ".zip": "application/zip",
    ".gpkg": "application/geopackage+sqlite3",
    ".geojson": "application/geo+json",
}
_FILE: Responses = {
    200: {
        "description": "The file.",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()
        },
    }
}


class Edits(Model):
    """All that is changed, each time anew."""

    edits: tuple[Edit, ...] = Field(max_length=500)


class FileQuery(Model):
    """In which format the changed parcels are wanted; `lang` names the file."""

    format: Literal["shp", "gpkg", "geojson"] = "shp"
    lang: Language = "zh"


@router.post("/runs/{run_id}/trials", status_code=202, summary="Begin a trial of changed parcels")
async def begin(response: Response, here: Here, who: Submitter, run_id: Label) -> Trial:
    """With the options, the data and the editions of the run; ready in some seconds. Where there
    are too many the one that was idle for longest ends.
    """
    task = await run_in_threadpool(_task, here, who, run_id)
    await run_in_threadpool(record, here, who, Deed.TRIAL_BEGUN, run_id)
    trial = await here.trials.begin(who, task)
    response.headers["Location"] = f"/api/v1/trials/{trial.id}"
    return trial


@router.get("/trials/{trial_id}", summary="A trial: whether it is ready")
async def show(here: Here, who: Submitter, trial_id: Label) -> Trial:
    """`failed` says why; another can be begun. A trial ends when nobody asks for some minutes."""
    return here.trials.state(who, trial_id)


@router.delete("/trials/{trial_id}", status_code=204, summary="End a trial")
async def end(here: Here, who: Submitter, trial_id: Label) -> Response:
    """Nothing of it stays."""
    await here.trials.end(who, trial_id)
    return Response(status_code=204)


@router.get(
    "/trials/{trial_id}/parcels",
    response_class=FileResponse,
    summary="The parcels as filed, as GeoJSON",
    responses={200: {"content": {_TYPES[".geojson"]: {"schema": {"type": "object"}}}}},
)
async def parcels(here: Here, who: Submitter, trial_id: Label) -> Response:
    """In the CRS of the submission, easting first, every vertex as filed; ids are the keys."""
    path = here.trials.folder(who, trial_id) / "parcels.geojson"
    run_id = await _readable(here, who, trial_id)
    await run_in_threadpool(_taken, here, who, run_id, trial_id, "as filed")
    return FileResponse(path, media_type=_TYPES[".geojson"])


@router.post("/trials/{trial_id}/outcome", summary="What would come of it")
async def outcome(here: Here, who: Submitter, trial_id: Label, told: Edits) -> TrialOutcome:
    """Against what was filed. Declared figures, coordinate texts and the workbook stay as filed."""
    await _readable(here, who, trial_id)
    return TrialOutcome.model_validate(
        await here.trials.ask(who, trial_id, {"outcome": _plain(told)})
    )


@router.post("/trials/{trial_id}/cut", summary="Cut a parcel back to the edge of a layer")
async def cut(here: Here, who: Submitter, trial_id: Label, told: CutQuestion) -> CutAnswer:
    """The part that remains, in the submission's CRS; nothing is changed by it."""
    await _readable(here, who, trial_id)
    asked = {"cut": told.model_dump(mode="json")}
    return CutAnswer.model_validate(await here.trials.ask(who, trial_id, asked))


@router.post("/trials/{trial_id}/clip", summary="Clip a parcel by a polygon or a line")
async def clip(here: Here, who: Submitter, trial_id: Label, told: ClipQuestion) -> CutAnswer:
    """The part that remains, in the submission's CRS: without the ground of the polygon, or
    without the smaller side of the line.
    """
    await _readable(here, who, trial_id)
    asked = {"clip": told.model_dump(mode="json")}
    return CutAnswer.model_validate(await here.trials.ask(who, trial_id, asked))


@router.post(
    "/trials/{trial_id}/parcels",
    response_class=FileResponse,
    responses=_FILE,
    summary="The changed parcels as a file",
)
async def changed(
    here: Here, who: Submitter, trial_id: Label, told: Edits, asked: Annotated[FileQuery, Query()]
) -> Response:
    """With all fields as filed; parcels that are left out are not in it. Shapefiles, and GeoJSON
    of several layers, come as a zip.
    """
    question = {"write": _plain(told), "form": asked.format}
    run_id = await _readable(here, who, trial_id)
    path = Path(await here.trials.ask(who, trial_id, question))
    title = await run_in_threadpool(_title, here, who, run_id, asked.lang)
    await run_in_threadpool(_taken, here, who, run_id, trial_id, asked.format)
    return FileResponse(
        path,
        media_type=_TYPES[path.suffix],
        headers={"Content-Disposition": disposition(title, path.suffix)},
        background=BackgroundTask(remove, _own_folder(path)),
    )


async def _readable(here: Context, who: Caller, trial_id: str) -> str:
    """Return the run of a trial, as long as its caller may read it: roles change meanwhile."""
    run_id = here.trials.state(who, trial_id).run_id
    await run_in_threadpool(_look, here, who, run_id)
    here.trials.require_same_role(who, trial_id)
    return run_id


def _look(here: Context, who: Caller, run_id: str) -> None:
    with here.database.reading() as session:
        with_results(here, session, who, run_id)


def _plain(told: Edits) -> list[dict[str, Any]]:
    return [edit.model_dump(mode="json") for edit in told.edits]


def _own_folder(path: Path) -> Path:
    """Return the folder that was made for a file, which may lie in one of its own within."""
    return path.parent if path.suffix == ".zip" else path.parent.parent


def _taken(here: Context, who: Caller, run_id: str, trial_id: str, form: str) -> None:
    record(here, who, Deed.PARCELS_DOWNLOADED, run_id, trial=trial_id, format=form)


def _title(here: Context, who: Caller, run_id: str, lang: Language) -> str:
    with here.database.reading() as session:
        run = with_results(here, session, who, run_id)
    parts = [safe(part) for part in (run.project_code, run.project_name) if part] or [run.id[:12]]
    return "_".join([*parts, render(message("trial.file_name"), lang)])


def _task(here: Context, who: Caller, run_id: str) -> TrialTask:
    """Return what a trial of a run needs. NotFoundError, GoneError, ConflictError."""
    with here.database.reading() as session:
        run = with_results(here, session, who, run_id)
        request = run.request
        if not isinstance(request, CheckRequest):
            raise ConflictError("service.not_a_check", run=run_id)
        require_trial(here.settings, who, run)
        names = [file.name for file in run.files if file.format == "json"]
        if run.status is not RunStatus.SUCCEEDED or not names:
            raise no_report(run)
        limit, kept = here.settings.limit(who.role), _kept(here, session, run.submission_id)
        earlier = request.previous_run and records.run(session, request.previous_run)
        return TrialTask(
            run_id=run.id,
            request=request,
            clip_hectares=limit,
            county=None if limit is None else kept.county_code,
            report=here.files.run(run.id) / names[0],
            submission=_lent(kept),
            layer=layer_of(session, here.files, run),
            previous=_lent(_kept(here, session, earlier.submission_id)) if earlier else None,
        )


def _kept(here: Context, session: Session, submission_id: str | None) -> Submission:
    kept = records.submission(session, submission_id) if submission_id else None
    there = kept is not None and kept.deleted is None and here.files.upload(kept.sha256).is_file()
    if kept is None or not there:
        raise GoneError("service.submission_gone", submission=submission_id)
    return kept


def _lent(kept: Submission) -> Lent:
    return Lent(sha256=kept.sha256, filename=kept.filename)
