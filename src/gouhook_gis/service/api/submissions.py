"""Uploads: `/api/v1/submissions`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from gouhook_gis.service.api.context import (
    Caller,
    Context,
    Here,
    Who,
    wanted_run,
    wanted_submission,
    with_bytes,
)
from gouhook_gis.service.api.requests import CheckQuery, SubmissionFilter
from gouhook_gis.service.api.uploads import BODY, Received, receive, require_there
from gouhook_gis.service.api.views import Page, RunView, SubmissionView, page, run_path, view
from gouhook_gis.service.errors import ConflictError
from gouhook_gis.service.models import CheckRequest, Label, Run, Submission, Task
from gouhook_gis.service.records import (
    add_run,
    add_submission,
    audit,
    first_run,
    forget,
    listed,
)
from gouhook_gis.service.records.submissions import still_needed

router = APIRouter(prefix="/api/v1/submissions", tags=["submissions"])
Key = Annotated[Label | None, Header(alias="Idempotency-Key", min_length=1)]


async def _known_profile(here: Here, asked: Annotated[CheckQuery, Query()]) -> CheckQuery:
    """Refuse a profile that does not exist before the upload, not after it."""
    if asked.check:
        (await here.desk.book()).profile(asked.profile)
    return asked


@router.get("", summary="List submissions with their newest check, newest first")
def list_(
    request: Request, here: Here, asked: Annotated[SubmissionFilter, Query()]
) -> Page[SubmissionView]:
    """Those that fit all that is asked."""
    with here.database.reading() as session:
        found = listed(session, **dict(asked))
    return page(request, found, asked.offset, asked.limit, _item)


@router.post(
    "",
    status_code=202,
    response_model=RunView,
    responses={201: {"model": Submission, "description": "With `check=false`: what was kept."}},
    openapi_extra=BODY,
    summary="Hand in a submission and check it",
)
async def hand_in(
    request: Request,
    response: Response,
    here: Here,
    who: Who,
    asked: Annotated[CheckQuery, Depends(_known_profile)],
    key: Key = None,
) -> RunView | Response:
    """The body is the archive, as it is. The answer is the run, which `Location` names; the same
    `Idempotency-Key` with the same bytes gives the same run. With `check=false` it is kept alone,
    and the answer is the submission.
    """
    if not asked.check and not asked.beside:
        await here.desk.looker.begin()  # while the bytes come
    received = await receive(request, here.files, here.settings.upload_bytes)
    request.app.state.metrics.received(received.size)
    kept, run = await run_in_threadpool(_record, here, who, asked, received, key)
    if run is None:
        path = {"Location": f"{router.prefix}/{kept.id}"}
        return JSONResponse(kept.model_dump(mode="json"), HTTPStatus.CREATED, headers=path)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.post("/{submission_id}/runs", status_code=202, summary="Check a submission that is there")
async def check(
    response: Response, here: Here, who: Who, submission_id: Label, told: CheckRequest
) -> RunView:
    """With the options of the body; a new run each time."""
    (await here.desk.book()).profile(told.profile)
    run = await run_in_threadpool(_check, here, who, submission_id, told)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.get("/{submission_id}", summary="What was handed in")
def show(here: Here, submission_id: Label) -> Submission:
    """An upload; `deleted` says when its bytes were taken away."""
    with here.database.reading() as session:
        return wanted_submission(session, submission_id)


@router.delete("/{submission_id}", status_code=204, summary="Take the bytes away")
def delete(here: Here, who: Who, submission_id: Label) -> Response:
    """The bytes go, a line in the audit stays; reports stay until they are taken away too."""
    with here.database.changing() as session:
        found = with_bytes(session, submission_id)
        if forget(session, submission_id, actor=who.name) is None:
            raise ConflictError("service.submission_in_use", submission=submission_id)
    with here.database.changing() as session:
        if not still_needed(session, found.sha256):
            here.files.forget_upload(found.sha256)
    return Response(status_code=204)


def _item(found: tuple[Submission, Run | None, int]) -> SubmissionView:
    kept, run, runs = found
    return SubmissionView(**dict(kept), run=None if run is None else view(run), runs=runs)


def _check(here: Context, who: Caller, submission_id: str, told: CheckRequest) -> Run:
    """Ask for a run of a submission."""
    with here.database.changing() as session:
        with_bytes(session, submission_id)
        _require_named(session, told)
        audit(session, who.name, "submission_checked", submission_id)
        return add_run(session, told, submission_id=submission_id)


def _require_named(session: Session, told: CheckRequest) -> None:
    """Raise NotFoundError, GoneError where an earlier run or facts that are named are missing."""
    if told.previous_run is not None:
        wanted_run(session, told.previous_run)
    if told.facts_from is not None:
        with_bytes(session, told.facts_from)


def _record(
    here: Context, who: Caller, asked: CheckQuery, received: Received, key: str | None
) -> tuple[Submission, Run | None]:
    """Record an upload and ask for its run, where one is wanted, in one transaction."""
    with here.database.changing() as session:
        wanted = asked.request
        if asked.check:
            _require_named(session, wanted)
        upload, new = add_submission(
            session,
            filename=asked.filename,
            sha256=received.sha256,
            size=received.size,
            key=key,
            beside=asked.beside,
        )
        if new:
            require_there(here.files, received)
            audit(session, who.name, "submission_received", upload.id, sha256=received.sha256)
            run = add_run(session, wanted, submission_id=upload.id) if asked.check else None
            return upload, run
        if upload.sha256 != received.sha256:
            raise ConflictError("service.key_reused")
        earlier = first_run(session, upload.id)
        if not asked.check:
            return upload, None
        if earlier is None or earlier.task is not Task.CHECK:
            raise ConflictError("service.key_reused")
        return upload, earlier
