"""Uploads: `/api/v1/submissions`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from gouhook_gis.service.api.context import Caller, Context, Here, Who, wanted_run
from gouhook_gis.service.api.requests import CheckQuery
from gouhook_gis.service.api.uploads import BODY, Received, receive, require_there
from gouhook_gis.service.api.views import RunView, run_path, view
from gouhook_gis.service.errors import ConflictError, GoneError, NotFoundError
from gouhook_gis.service.models import Label, Run, Submission, Task
from gouhook_gis.service.records import (
    add_run,
    add_submission,
    audit,
    first_run,
    forget,
    submission,
)
from gouhook_gis.service.records.submissions import still_needed

router = APIRouter(prefix="/api/v1/submissions", tags=["submissions"])
Key = Annotated[Label | None, Header(alias="Idempotency-Key", min_length=1)]


async def _known_profile(here: Here, asked: Annotated[CheckQuery, Query()]) -> CheckQuery:
    """Refuse a profile that does not exist before the upload, not after it."""
    (await here.desk.book()).profile(asked.profile)
    return asked


@router.post(
    "",
    status_code=202,
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
) -> RunView:
    """The body is the archive, as it is. The answer is the run, which `Location` names; the same
    `Idempotency-Key` with the same bytes gives the same run.
    """
    received = await receive(request, here.files, here.settings.upload_bytes)
    request.app.state.metrics.received(received.size)
    run = await run_in_threadpool(_record, here, who, asked, received, key)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.get("/{submission_id}", summary="What was handed in")
def show(here: Here, submission_id: Label) -> Submission:
    """An upload; `deleted` says when its bytes were taken away."""
    with here.database.reading() as session:
        found = submission(session, submission_id)
    if found is None:
        raise NotFoundError("service.no_submission", submission=submission_id)
    return found


@router.delete("/{submission_id}", status_code=204, summary="Take the bytes away")
def delete(here: Here, who: Who, submission_id: Label) -> Response:
    """The bytes go, a line in the audit stays; reports stay until they are taken away too."""
    with here.database.changing() as session:
        found = submission(session, submission_id)
        if found is None:
            raise NotFoundError("service.no_submission", submission=submission_id)
        if found.deleted is not None:
            raise GoneError("service.submission_gone", submission=submission_id)
        if forget(session, submission_id, actor=who.name) is None:
            raise ConflictError("service.submission_in_use", submission=submission_id)
    with here.database.changing() as session:
        if not still_needed(session, found.sha256):
            here.files.forget_upload(found.sha256)
    return Response(status_code=204)


def _record(
    here: Context, who: Caller, asked: CheckQuery, received: Received, key: str | None
) -> Run:
    """Record an upload and ask for its run, in one transaction."""
    with here.database.changing() as session:
        check = asked.request
        if check.previous_run is not None:
            wanted_run(session, check.previous_run)
        upload, new = add_submission(
            session,
            filename=asked.filename,
            sha256=received.sha256,
            size=received.size,
            key=key,
        )
        if new:
            require_there(here.files, received)
            audit(session, who.name, "submission_received", upload.id, sha256=received.sha256)
            return add_run(session, check, submission_id=upload.id)
        if upload.sha256 != received.sha256:
            raise ConflictError("service.key_reused")
        earlier = first_run(session, upload.id)
        if earlier is None or earlier.task is not Task.CHECK:
            raise ConflictError("service.key_reused")
        return earlier
