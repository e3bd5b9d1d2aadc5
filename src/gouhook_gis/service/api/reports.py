"""The files of a finished run: `/api/v1/runs/{id}/report.{format}`."""

from __future__ import annotations

from functools import partial
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from gouhook_gis.domain.message import message, render
from gouhook_gis.report.names import safe
from gouhook_gis.service.api.callers import Reader
from gouhook_gis.service.api.context import Here, missing, no_report, with_results
from gouhook_gis.service.api.contract import Responses
from gouhook_gis.service.api.lasting import LastingFile
from gouhook_gis.service.api.recorded import record
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import NotFoundError
from gouhook_gis.service.models import Label, Run, RunStatus

router = APIRouter(prefix="/api/v1/runs", tags=["reports"])
Format = Literal["json", "html", "xlsx", "docx", "gpkg", "shp"]
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "gpkg": "application/geopackage+sqlite3",
    "shp": "application/zip",  # a shapefile is several files, kept as one
}
# The page has its styles and drawings in it, and no script.
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_DOCUMENTED: Responses = {
    200: {
        "description": "The file.",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media_type in MEDIA_TYPES.values()
        },
    }
}


@router.get(
    "/{run_id}/report.{format}",
    response_class=FileResponse,
    responses=_DOCUMENTED,
    summary="The report in one of its formats",
)
def report(here: Here, who: Reader, run_id: Label, format: Format) -> Response:  # noqa: A002 - as in the path
    """`json` is the whole result; `shp` comes as a zip. Named for people."""
    with here.database.reading() as session:
        run = with_results(here, session, who, run_id)
    if run.status is not RunStatus.SUCCEEDED:
        raise no_report(run)
    named = next((file.name for file in run.files if file.format == format), None)
    path = None if named is None else here.files.run(run_id) / named
    otherwise = NotFoundError("service.no_format", run=run_id, format=format)
    if path is None:
        raise otherwise
    if not path.is_file():
        raise missing(here, who, run_id, otherwise)
    record(here, who, Deed.REPORT_DOWNLOADED, run_id, format=format)
    # The form to sign has a name for people already.
    title = path.stem if format == "docx" else file_name(run)
    headers = {
        "Content-Disposition": disposition(title, path.suffix, inline=format == "html"),
        **({"Content-Security-Policy": PAGE_POLICY} if format == "html" else {}),
    }
    gone = partial(missing, here, who, run_id, otherwise)
    return LastingFile(path, MEDIA_TYPES[format], headers, gone)


def file_name(run: Run) -> str:
    """Return `项目编号_项目名称_审查报告_日期`; the run's id stands for a project without both."""
    parts = [safe(part) for part in (run.project_code, run.project_name) if part] or [run.id[:12]]
    day = run.finished or run.created
    title = render(message("report.file_name"), str(run.options.get("lang", "zh")))
    return "_".join([*parts, title, day.strftime("%Y%m%d")])


def disposition(name: str, suffix: str, *, inline: bool = False) -> str:
    """Return a Content-Disposition (RFC 6266): the name in UTF-8, and one in ASCII for clients
    that do not know that form.
    """
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name)
    encoded = quote(f"{name}{suffix}", safe="")
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}{suffix}\"; filename*=UTF-8''{encoded}"
