"""Two runs compared: `/api/v1/comparisons`."""

from __future__ import annotations

import gzip
from importlib import metadata
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from gouhook_gis.domain.comparison import Comparison
from gouhook_gis.domain.shown_comparison import ShownComparison
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import Reader
from gouhook_gis.service.api.context import Context, Here, no_report, with_results
from gouhook_gis.service.api.kept import ask_again, known, takes_gzip
from gouhook_gis.service.api.recorded import record
from gouhook_gis.service.api.requests import RunsQuery, ShownQuery
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.models import RunStatus

router = APIRouter(prefix="/api/v1/comparisons", tags=["runs"])
_MADE_BY = metadata.version("gouhook-gis")


@router.get("", summary="Compare two runs: what was fixed, what is new, what is still there")
async def compare(here: Here, who: Reader, asked: Annotated[RunsQuery, Query()]) -> Comparison:
    """By fingerprint, then by the ground that findings share."""
    before, after = await run_in_threadpool(_reports, here, who, asked)
    return await here.desk.compare(before, after)


@router.get(
    "/shown",
    response_model=ShownComparison,
    responses={304: {"description": "As it was."}},
    summary="Two runs compared, as the page shows them",
)
async def shown(
    request: Request, here: Here, who: Reader, asked: Annotated[ShownQuery, Query()]
) -> Response:
    """In one language: texts and figures as printed, the shapes of findings and parcels."""
    before, after = await run_in_threadpool(_reports, here, who, asked)
    headers = ask_again(request.headers, f"{asked.before}-{asked.after}-{asked.lang}-{_MADE_BY}")
    if known(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    content = await here.desk.shown(before, after, asked.lang)
    if takes_gzip(request.headers):
        headers["Content-Encoding"] = "gzip"
    else:
        content = await run_in_threadpool(gzip.decompress, content)
    return Response(content, media_type="application/json", headers=headers)


def _reports(here: Context, who: Caller, asked: RunsQuery) -> tuple[Path, Path]:
    found = []
    with here.database.reading() as session:
        for run_id in (asked.before, asked.after):
            run = with_results(here, session, who, run_id)
            names = [file.name for file in run.files if file.format == "json"]
            if run.status is not RunStatus.SUCCEEDED or not names:
                raise no_report(run)
            found.append(here.files.run(run_id) / names[0])
    record(here, who, Deed.COMPARISON_READ, asked.after, before=asked.before)
    return found[0], found[1]
