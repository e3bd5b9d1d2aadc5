"""Runs: `/api/v1/runs`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.api.context import Here, Who, wanted_run
from gouhook_gis.service.api.requests import RerunBody
from gouhook_gis.service.api.views import Limit, Offset, Page, RunView, page, run_path, view
from gouhook_gis.service.errors import ConflictError, GoneError
from gouhook_gis.service.models import CheckRequest, Label, Run, RunStatus, Task
from gouhook_gis.service.records import add_run, ahead_of, audit, request_cancel, runs, submission

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
def list_(request: Request, here: Here, asked: Annotated[RunFilter, Query()]) -> Page[RunView]:
    """Runs that fit all that is asked."""
    with here.database.reading() as session:
        found = runs(session, **dict(asked))
    return page(request, found, asked.offset, asked.limit, view)


@router.get("/{run_id}", summary="A run: how far it is, and what came of it")
def show(here: Here, run_id: Label) -> RunView:
    """A run can succeed with the verdict `unreadable`; `failed` is our failure or a wrong
    request.
    """
    with here.database.reading() as session:
        found = wanted_run(session, run_id)
        return view(found, ahead_of(session, found))


@router.post("/{run_id}/cancel", status_code=202, summary="Cancel a run")
def cancel(here: Here, who: Who, run_id: Label) -> RunView:
    """At once while it waits, at its next step while it runs."""
    with here.database.changing() as session:
        before = wanted_run(session, run_id)
        if before.finished is not None:
            raise ConflictError(
                "service.run_finished", run=run_id, status=f"run_status.{before.status}"
            )
        after = request_cancel(session, run_id)
        audit(session, who.name, "run_cancelled", run_id)
        return view(after or before)


@router.post("/{run_id}/rerun", status_code=202, summary="Check the same submission again")
async def rerun(
    response: Response, here: Here, who: Who, run_id: Label, told: RerunBody
) -> RunView:
    """With another profile, stage, facts, earlier version or other editions; a new run."""
    if told.profile is not None:
        (await here.desk.book()).profile(told.profile)
    run = await run_in_threadpool(_again, here, who.name, run_id, told)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


def _again(here: Here, actor: str, run_id: str, told: RerunBody) -> Run:
    with here.database.changing() as session:
        before = wanted_run(session, run_id)
        if told.previous_run is not None:
            wanted_run(session, told.previous_run)
        asked = before.request
        if not isinstance(asked, CheckRequest) or before.submission_id is None:
            raise ConflictError("service.not_a_check", run=run_id)
        _require_bytes(session, before.submission_id)
        again = add_run(
            session,
            told.changed(asked),
            submission_id=before.submission_id,
            rerun_of=run_id,
        )
        audit(session, actor, "run_again", again.id, of=run_id)
        return again


def _require_bytes(session: Session, submission_id: str) -> None:
    found = submission(session, submission_id)
    if found is None or found.deleted is not None:
        raise GoneError("service.submission_gone", submission=submission_id)
