"""What came of a batch: `/api/v1/batches/{id}/summary`, `/files/{name}`, `/page/…`.

All of it tells of every member: who may not read the report of one of them reads none of it.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from gouhook_gis.domain import page_files
from gouhook_gis.domain.batch import BatchSummary
from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.shown_batch import ShownBatch
from gouhook_gis.report.names import safe
from gouhook_gis.service.accounts.permitted import require_allowed
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.batch_views import may_have
from gouhook_gis.service.api.callers import Reader
from gouhook_gis.service.api.context import Context, Here, wanted_batch
from gouhook_gis.service.api.contract import Responses
from gouhook_gis.service.api.kept import ask_again, known, takes_gzip
from gouhook_gis.service.api.lasting import LastingFile
from gouhook_gis.service.api.recorded import record, record_opening
from gouhook_gis.service.api.reports import MEDIA_TYPES, PAGE_POLICY, disposition
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.batches import PARCELS, SUMMARY, Batch, FileName
from gouhook_gis.service.errors import ConflictError, ForbiddenError, GoneError, NotFoundError
from gouhook_gis.service.models import Label, Language, RunStatus
from gouhook_gis.service.records.batch_rows import members

router = APIRouter(prefix="/api/v1/batches/{batch_id}", tags=["batches"])
_MEDIA_TYPES = {f".{name}": media_type for name, media_type in MEDIA_TYPES.items()}
_DOCUMENTED: Responses = {
    200: {
        "description": "The file.",
        "content": {
            _MEDIA_TYPES[suffix].partition(";")[0]: {
                "schema": {"type": "string", "format": "binary"}
            }
            for suffix in (".json", ".html", ".xlsx", ".gpkg")
        },
    }
}


@router.get("/summary", response_model=BatchSummary, summary="What all members come to")
def summary(here: Here, who: Reader, batch_id: Label) -> Response:
    """`summary.json`, as `gouhook batch` writes it."""
    batch, path = _wanted(here, who, batch_id, SUMMARY)
    record_opening(here, who, Deed.BATCH_READ, batch_id, "summary")
    return LastingFile(path, "application/json", {}, lambda: _missing(here, who, batch, SUMMARY))


@router.get(
    "/files/{name}",
    response_class=FileResponse,
    responses=_DOCUMENTED,
    summary="A file of the batch to take home",
)
def file(here: Here, who: Reader, batch_id: Label, name: FileName) -> Response:
    """The matrix, the findings of all, and the parcels that members were checked against."""
    batch, path = _wanted(here, who, batch_id, name)
    if not may_have(who, name):
        raise ForbiddenError("service.parcels_of_others", file=name)
    record(here, who, Deed.BATCH_DOWNLOADED, batch_id, file=name)
    title = f"{safe(batch.name) or batch.id[:12]}_{path.stem}"
    shown = path.suffix == ".html"
    headers = {
        "Content-Disposition": disposition(title, path.suffix, inline=shown),
        **({"Content-Security-Policy": PAGE_POLICY} if shown else {}),
    }
    media_type = _MEDIA_TYPES[path.suffix]
    return LastingFile(path, media_type, headers, lambda: _missing(here, who, batch, name))


@router.get(
    "/page/summary.{lang}.json",
    response_model=ShownBatch,
    responses={304: {"description": "As it was."}},
    summary="The batch in words, as the page shows it",
)
def shown(request: Request, here: Here, who: Reader, batch_id: Label, lang: Language) -> Response:
    """Texts rendered, figures as printed."""
    name = page_files.document("summary", lang)
    batch, path = _wanted(here, who, batch_id, f"{page_files.PAGE}/{name}")
    record_opening(here, who, Deed.BATCH_READ, batch_id, "page", again=True)
    headers = ask_again(request.headers, f"{batch_id}-{name}")
    if known(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if takes_gzip(request.headers):
        headers["Content-Encoding"] = "gzip"
        return LastingFile(
            path, "application/json", headers, lambda: _missing(here, who, batch, name)
        )
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _missing(here, who, batch, name) from error
    return Response(gzip.decompress(data), media_type="application/json", headers=headers)


def _wanted(here: Context, who: Caller, batch_id: str, name: str) -> tuple[Batch, Path]:
    """Return a batch and the place of one of its files. NotFoundError, GoneError, ConflictError
    before it is done, ForbiddenError.
    """
    with here.database.reading() as session:
        batch = wanted_batch(session, who, batch_id)
        for _, run in members(session, batch_id):
            require_allowed(here.settings, who, run)
    run_id = batch.collected if name == PARCELS else batch.summed
    if batch.state is not RunStatus.SUCCEEDED or run_id is None:
        raise ConflictError(
            "service.batch_not_done", batch=batch.name, status=f"run_status.{batch.state}"
        )
    path = here.files.run(run_id) / name
    if not path.is_file():
        raise _missing(here, who, batch, name)
    return batch, path


def _missing(here: Context, who: Caller, batch: Batch, name: str) -> GouhookError:
    """Return the error of a file that is not there (any more)."""
    try:
        with here.database.reading() as session:
            found = wanted_batch(session, who, batch.id)
    except GoneError as error:
        return error
    if not found.files:  # by retention
        return GoneError("service.batch_gone", batch=batch.name)
    return NotFoundError("service.no_batch_file", batch=batch.name, file=name)
