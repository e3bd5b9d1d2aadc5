"""Two runs compared: `/api/v1/comparisons`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool

from gouhook_gis.domain.comparison import Comparison
from gouhook_gis.service.api.context import Context, Here, no_report, with_results
from gouhook_gis.service.api.requests import RunsQuery
from gouhook_gis.service.models import RunStatus

router = APIRouter(prefix="/api/v1/comparisons", tags=["runs"])


@router.get("", summary="Compare two runs: what was fixed, what is new, what is still there")
async def compare(here: Here, asked: Annotated[RunsQuery, Query()]) -> Comparison:
    """By fingerprint, then by the ground that findings share."""
    before, after = await run_in_threadpool(_reports, here, asked)
    return await here.desk.compare(before, after)


def _reports(here: Context, asked: RunsQuery) -> tuple[Path, Path]:
    found = []
    with here.database.reading() as session:
        for run_id in (asked.before, asked.after):
            run = with_results(session, run_id)
            names = [file.name for file in run.files if file.format == "json"]
            if run.status is not RunStatus.SUCCEEDED or not names:
                raise no_report(run)
            found.append(here.files.run(run_id) / names[0])
    return found[0], found[1]
