"""A project that was checked is filed, or withdrawn: `/api/v1/runs/{id}/file`."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.api.callers import LayerKeeper
from gouhook_gis.service.api.context import Here, earlier_check, with_bytes
from gouhook_gis.service.api.quotas import require_place_for_run
from gouhook_gis.service.api.requests import Day
from gouhook_gis.service.api.views import RunView, run_path, view
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import ConflictError
from gouhook_gis.service.models import FileRequest, Label, RunStatus, Task
from gouhook_gis.service.records import add_run, audit

router = APIRouter(prefix="/api/v1/runs", tags=["runs"])
_Told = Annotated[Day | None, Field(description="Left out: the date in the project's facts.")]


class FileBody(Model):
    """What is said of the project; `withdrawn`: it claims no ground any more."""

    state: Literal["filed", "withdrawn"] = "filed"
    approved: _Told = None
    filed: _Told = None
    accepted: _Told = None


@router.post("/{run_id}/file", status_code=202, summary="File the project of a check")
def file(
    response: Response, here: Here, who: LayerKeeper, run_id: Label, told: FileBody
) -> RunView:
    """Its parcels become part of the registered layer `filed_parcels`, in place of those that the
    project had there: a new edition, which checks use from then on. The answer is a run.
    """
    with here.database.changing() as session:
        checked = earlier_check(session, who, run_id)
        read = checked.status is RunStatus.SUCCEEDED and checked.verdict is not Verdict.UNREADABLE
        if not read or checked.submission_id is None:
            raise ConflictError(
                "service.filing_unread", run=run_id, status=f"run_status.{checked.status}"
            )
        with_bytes(session, who, checked.submission_id)
        require_place_for_run(session, here.settings, who)
        asked = FileRequest(run_id=run_id, **dict(told))
        run = add_run(
            session,
            asked,
            task=Task.FILE,
            submission_id=checked.submission_id,
            owner=who.account_id,
        )
        audit(session, who, Deed.FILING, run_id, run=run.id, state=told.state)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)
