"""Uploads: `/api/v1/submissions`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service.accounts.permitted import as_permitted
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import Reader, Submitter
from gouhook_gis.service.api.context import (
    Context,
    Here,
    require_named,
    to_examine,
    wanted_submission,
    with_bytes,
)
from gouhook_gis.service.api.quotas import require_place_for_run, require_room
from gouhook_gis.service.api.requests import CheckBody, CheckQuery, SubmissionFilter
from gouhook_gis.service.api.uploads import BODY, Received, let_go, receiving, require_there
from gouhook_gis.service.api.views import Page, RunView, SubmissionView, page, run_path, view
from gouhook_gis.service.api.waivers import added, write_down
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import ConflictError, ForbiddenError
from gouhook_gis.service.models import CheckRequest, Label, Run, Submission, Task
from gouhook_gis.service.records import (
    add_run,
    add_submission,
    audit,
    first_run,
    forget,
    listed,
)

router = APIRouter(prefix="/api/v1/submissions", tags=["submissions"])
Key = Annotated[Label | None, Header(alias="Idempotency-Key", min_length=1)]


async def _welcome(
    here: Here, who: Submitter, asked: Annotated[CheckQuery, Query()], key: Key = None
) -> CheckQuery:
    """Refuse before the upload, not after it: a profile that does not exist, a county of others,
    one run or upload too many (with a key it may be one that was counted already).
    """
    if asked.check:
        (await here.desk.book()).profile(asked.profile)
    county = _county_for(who, asked.county)
    if key is None:
        await run_in_threadpool(_require_place, here, who, asked, county)
    return asked


@router.get("", summary="List submissions with their newest check, newest first")
def list_(
    request: Request, here: Here, who: Reader, asked: Annotated[SubmissionFilter, Query()]
) -> Page[SubmissionView]:
    """Those that fit all that is asked."""
    with here.database.reading() as session:
        found = listed(session, within=who.counties, **dict(asked))
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
    who: Submitter,
    asked: Annotated[CheckQuery, Depends(_welcome)],
    key: Key = None,
) -> RunView | Response:
    """The body is the archive, as it is. The answer is the run, which `Location` names; the same
    `Idempotency-Key` with the same bytes gives the same run. With `check=false` it is kept alone,
    and the answer is the submission.
    """
    if not asked.check and not asked.beside:
        await here.desk.looker.begin()  # while the bytes come
    async with receiving(request, here) as received:
        kept, run = await run_in_threadpool(_record, here, who, asked, received, key)
    if run is None:
        path = {"Location": f"{router.prefix}/{kept.id}"}
        return JSONResponse(kept.model_dump(mode="json"), HTTPStatus.CREATED, headers=path)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.post("/{submission_id}/runs", status_code=202, summary="Check a submission that is there")
async def check(
    response: Response, here: Here, who: Submitter, submission_id: Label, told: CheckBody
) -> RunView:
    """With the options of the body; a new run each time."""
    (await here.desk.book()).profile(told.profile)
    run = await run_in_threadpool(_check, here, who, submission_id, told)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.get("/{submission_id}", summary="What was handed in")
def show(here: Here, who: Reader, submission_id: Label) -> Submission:
    """An upload; `deleted` says when its bytes were taken away."""
    with here.database.reading() as session:
        return wanted_submission(session, who, submission_id)


@router.delete("/{submission_id}", status_code=204, summary="Take the bytes away")
def delete(here: Here, who: Submitter, submission_id: Label) -> Response:
    """The bytes go, a line in the audit stays; reports stay until they are taken away too."""
    with here.database.changing() as session:
        found = with_bytes(session, who, submission_id)
        if forget(session, submission_id, actor=who) is None:
            raise ConflictError("service.submission_in_use", submission=submission_id)
    let_go(here, found.sha256)
    return Response(status_code=204)


def _require_place(here: Context, who: Caller, asked: CheckQuery, county: str | None) -> None:
    with here.database.reading() as session:
        require_room(session, here.settings, who, county)
        if asked.check:
            require_place_for_run(session, here.settings, who)


def _county_for(who: Caller, asked: str | None) -> str | None:
    """Return for which county somebody hands in: the one that is named, else their only one.
    ForbiddenError where it is not theirs or they have none, UsageError where there are several.
    """
    if who.counties is None:
        return asked
    if not who.counties:
        raise ForbiddenError("service.no_county")
    if asked is None:
        if len(who.counties) == 1:
            return who.counties[0]
        raise UsageError("service.which_county", counties=list(who.counties))
    if not asked.startswith(who.counties):
        raise ForbiddenError("service.other_county", county=asked, counties=list(who.counties))
    return asked


def _item(found: tuple[Submission, Run | None, int]) -> SubmissionView:
    kept, run, runs = found
    return SubmissionView(**dict(kept), run=None if run is None else view(run), runs=runs)


def _check(here: Context, who: Caller, submission_id: str, told: CheckRequest) -> Run:
    """Ask for a run of a submission."""
    with here.database.changing() as session:
        to_examine(session, who, submission_id)
        require_named(session, who, told)
        new = added(who, told.waivers)
        wanted, notices = as_permitted(here.settings, who, told)
        require_place_for_run(session, here.settings, who)
        run = add_run(
            session, wanted, submission_id=submission_id, notices=notices, owner=who.account_id
        )
        audit(session, who, Deed.SUBMISSION_CHECKED, submission_id, run=run.id)
        write_down(session, who, run.id, new)
        return run


def _record(
    here: Context, who: Caller, asked: CheckQuery, received: Received, key: str | None
) -> tuple[Submission, Run | None]:
    """Record an upload and ask for its run, where one is wanted, in one transaction."""
    with here.database.changing() as session:
        wanted, notices = as_permitted(here.settings, who, asked.request)
        if asked.check:
            require_named(session, who, wanted)
        upload, new = add_submission(
            session,
            filename=asked.filename,
            sha256=received.sha256,
            size=received.size,
            key=key,
            beside=asked.beside,
            owner=who.account_id,
            county_code=_county_for(who, asked.county),
        )
        if new:
            require_there(here.files, received)
            require_room(session, here.settings, who, upload.county_code)
            run = None
            if asked.check:
                require_place_for_run(session, here.settings, who)
                run = add_run(
                    session, wanted, submission_id=upload.id, notices=notices, owner=who.account_id
                )
            audit(
                session,
                who,
                Deed.SUBMISSION_RECEIVED,
                upload.id,
                sha256=upload.sha256,
                size=upload.size,
                run=None if run is None else run.id,
            )
            return upload, run
        if upload.sha256 != received.sha256:
            raise ConflictError("service.key_reused")
        earlier = first_run(session, upload.id)
        if not asked.check:
            return upload, None
        if earlier is None or earlier.task is not Task.CHECK:
            raise ConflictError("service.key_reused")
        return upload, earlier
