"""Runs: `/api/v1/runs`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.accounts.permitted import as_permitted
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import Reader, Submitter
from gouhook_gis.service.api.context import Context, Here, require_named, wanted_run, with_bytes
from gouhook_gis.service.api.quotas import require_place_for_run
from gouhook_gis.service.api.requests import RerunBody
from gouhook_gis.service.api.views import Limit, Offset, Page, RunView, page, run_path, view
from gouhook_gis.service.api.waivers import added, kept, write_down
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import ConflictError
from gouhook_gis.service.models import CheckRequest, Label, Run, RunStatus, Task
from gouhook_gis.service.records import add_run, ahead_of, audit, request_cancel, runs

router = APIRouter(prefix="/api/v1/runs", tags=["runs"])


class RunFilter(Model):
    """Which runs to list."""

    status: RunStatus | None = None
    verdict: Verdict | None = None
    task: Task | None = None
    submission_id: Label | None = None
    project_code: Label | None = None
    offset: Offset = 0
    limit: Limit = 50


@router.get("", summary="List runs, newest first")
def list_(
    request: Request, here: Here, who: Reader, asked: Annotated[RunFilter, Query()]
) -> Page[RunView]:
    """Runs that fit all that is asked."""
    with here.database.reading() as session:
        found = runs(session, within=who.counties, **dict(asked))
    return page(request, found, asked.offset, asked.limit, view)


@router.get("/{run_id}", summary="A run: how far it is, and what came of it")
def show(here: Here, who: Reader, run_id: Label) -> RunView:
    """A run can succeed with the verdict `unreadable`; `failed` is our failure or a wrong
    request.
    """
    with here.database.reading() as session:
        found = wanted_run(session, who, run_id)
        return view(found, ahead_of(session, found))


@router.post("/{run_id}/cancel", status_code=202, summary="Cancel a run")
def cancel(here: Here, who: Submitter, run_id: Label) -> RunView:
    """At once while it waits, at its next step while it runs."""
    with here.database.changing() as session:
        before = wanted_run(session, who, run_id)
        if before.finished is not None:
            raise ConflictError(
                "service.run_finished", run=run_id, status=f"run_status.{before.status}"
            )
        after = request_cancel(session, run_id)
        audit(session, who, Deed.RUN_CANCELLED, run_id)
        return view(after or before)


@router.post("/{run_id}/rerun", status_code=202, summary="Check the same submission again")
async def rerun(
    response: Response, here: Here, who: Submitter, run_id: Label, told: RerunBody
) -> RunView:
    """With another profile, stage, facts, earlier version or other editions; a new run."""
    if told.profile is not None:
        (await here.desk.book()).profile(told.profile)
    run = await run_in_threadpool(_again, here, who, run_id, told)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


def _again(here: Context, who: Caller, run_id: str, told: RerunBody) -> Run:
    with here.database.changing() as session:
        before = wanted_run(session, who, run_id)
        asked = before.request
        if not isinstance(asked, CheckRequest) or before.submission_id is None:
            raise ConflictError("service.not_a_check", run=run_id)
        with_bytes(session, who, before.submission_id)
        changed = told.changed(asked)
        require_named(session, who, changed)  # also what another has named, who sees more
        new = added(who, changed.waivers, asked.waivers)
        wanted, notices = as_permitted(here.settings, who, changed)
        if before.batch_id is not None:
            notices = (*notices, message("service.again_alone"))
        require_place_for_run(session, here.settings, who)
        again = add_run(
            session,
            wanted,
            submission_id=before.submission_id,
            rerun_of=run_id,
            owner=who.account_id,
            notices=(*notices, *kept(asked.waivers, changed.waivers)),
        )
        count = len(changed.waivers) - len(new)
        audit(session, who, Deed.RUN_AGAIN, again.id, of=run_id, waivers_kept=count)
        write_down(session, who, again.id, new)
        return again
