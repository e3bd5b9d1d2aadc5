"""Batches: `/api/v1/batches`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from gouhook_gis.service.accounts.permitted import as_permitted, require_allowed
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.batch_views import (
    BatchBody,
    BatchMember,
    BatchView,
    batch_path,
    batch_view,
)
from gouhook_gis.service.api.callers import Reader, Submitter
from gouhook_gis.service.api.context import Context, Here, to_examine, wanted_batch, with_bytes
from gouhook_gis.service.api.quotas import require_place_for_members
from gouhook_gis.service.api.views import Page, Paging, page, view
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.batches import Batch
from gouhook_gis.service.errors import ConflictError
from gouhook_gis.service.models import BatchRequest, Label
from gouhook_gis.service.records import add_batch, audit, batches, request_cancel
from gouhook_gis.service.records.batch_rows import cancel_batch, delete_batch, members
from gouhook_gis.service.retention import forget_results

router = APIRouter(prefix="/api/v1/batches", tags=["batches"])


@router.get("", summary="List batches, newest first")
def list_(
    request: Request, here: Here, who: Reader, asked: Annotated[Paging, Query()]
) -> Page[BatchView]:
    """Those of which the caller may know every member."""
    with here.database.reading() as session:
        found = batches(session, within=who.counties, **dict(asked))
    return page(request, found, asked.offset, asked.limit, lambda one: batch_view(one, who))


@router.post("", status_code=202, summary="Check many submissions that are there in one go")
async def begin(response: Response, here: Here, who: Submitter, told: BatchBody) -> BatchView:
    """Each as a run of its own, with the same options; their parcels are a layer to each other."""
    (await here.desk.book()).profile(told.profile)
    begun = await run_in_threadpool(_begin, here, who, told)
    here.wake()
    response.headers["Location"] = batch_path(begun.id)
    return batch_view(begun, who)


@router.get("/{batch_id}", summary="A batch: how far it is, and what came of it")
def show(here: Here, who: Reader, batch_id: Label) -> BatchView:
    """Its state is that of a run. `failed` members have no report, whatever the reason; the batch
    itself fails where its parcels could not be collected or it could not be summed up.
    """
    with here.database.reading() as session:
        return batch_view(wanted_batch(session, who, batch_id), who)


@router.get("/{batch_id}/members", summary="The members of a batch and their runs")
def show_members(
    request: Request, here: Here, who: Reader, batch_id: Label, asked: Annotated[Paging, Query()]
) -> Page[BatchMember]:
    """In the order of the batch."""
    with here.database.reading() as session:
        wanted_batch(session, who, batch_id)
        found = members(session, batch_id)
    shown = found[asked.offset : asked.offset + asked.limit]
    items = [
        BatchMember(
            name=name,
            filename=run.filename or "",
            submission_id=run.submission_id or "",
            run=view(run),
        )
        for name, run in shown
    ]
    return page(request, (items, len(found)), asked.offset, asked.limit, lambda item: item)


@router.post("/{batch_id}/cancel", status_code=202, summary="Cancel a batch")
def cancel(here: Here, who: Submitter, batch_id: Label) -> BatchView:
    """What waits at once, what runs at its next step; what is done stays."""
    with here.database.changing() as session:
        before = wanted_batch(session, who, batch_id)
        if before.finished is not None:
            raise ConflictError(
                "service.batch_finished", batch=before.name, status=f"run_status.{before.state}"
            )
        left = cancel_batch(session, batch_id, who)
    for run_id in left:
        with here.database.changing() as session:
            request_cancel(session, run_id)
    with here.database.reading() as session:
        return batch_view(wanted_batch(session, who, batch_id), who)


@router.delete("/{batch_id}", status_code=204, summary="Take a batch and its results away")
def delete(here: Here, who: Submitter, batch_id: Label) -> Response:
    """Reports and findings of its members go with it; the submissions stay, and a line in the audit
    for each. 409 while one of its runs is not over, 403 for who may not read what goes.
    """
    with here.database.changing() as session:
        before = wanted_batch(session, who, batch_id)
        for _, run in members(session, batch_id):
            require_allowed(here.settings, who, run)
        runs = delete_batch(session, batch_id, who)
        if runs is None:
            raise ConflictError("service.batch_in_use", batch=before.name)
    for run_id in runs:
        forget_results(here.database, here.files, run_id, actor=who)
    return Response(status_code=204)


def _begin(here: Context, who: Caller, told: BatchBody) -> Batch:
    with here.database.changing() as session:
        for submission_id in told.submissions:
            to_examine(session, who, submission_id)
        if told.quota_from is not None:
            with_bytes(session, who, told.quota_from)
        wanted, notices = as_permitted(here.settings, who, told.request)
        require_place_for_members(session, here.settings, who, len(told.submissions))
        batch_id = add_batch(
            session,
            told.name,
            BatchRequest(check=wanted, quota_from=told.quota_from),
            told.submissions,
            notices=notices,
            owner=who.account_id,
        )
        audit(session, who, Deed.BATCH_BEGUN, batch_id, members=len(told.submissions))
        return wanted_batch(session, who, batch_id)
