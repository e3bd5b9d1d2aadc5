"""Reference layers: `/api/v1/layers`. Editions are registered and retired by runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.model import Model
from gouhook_gis.service.api.context import Caller, Context, Here, Who
from gouhook_gis.service.api.requests import LayerQuery
from gouhook_gis.service.api.uploads import BODY, Received, receive, require_there
from gouhook_gis.service.api.views import Limit, Offset, Page, RunView, page, run_path, view
from gouhook_gis.service.errors import ConflictError, ForbiddenError, NotFoundError
from gouhook_gis.service.files import below
from gouhook_gis.service.models import (
    Label,
    LayerRow,
    LentLayer,
    RegisterRequest,
    RetireRequest,
    Run,
    Task,
)
from gouhook_gis.service.records import (
    add_run,
    add_submission,
    audit,
    layer,
    layers,
    lent,
    users_of,
)

router = APIRouter(prefix="/api/v1/layers", tags=["layers"])


class PathBody(RegisterRequest):
    """An edition whose file is on the server, at `path` below the folder set for that."""

    path: Label


class LayerFilter(Model):
    """Which editions to list."""

    kind: Label | None = None


class Paging(Model):
    """A part of a list."""

    offset: Offset = 0
    limit: Limit = 50


@router.get("", summary="List the registered editions")
def list_(here: Here, asked: Annotated[LayerFilter, Query()]) -> tuple[LayerRow, ...]:
    """By kind and edition; `used_by` counts the runs that an edition answered."""
    with here.database.reading() as session:
        return tuple(layers(session, asked.kind))


@router.get("/lent", summary="Editions in use that are not registered")
def lent_(here: Here) -> tuple[LentLayer, ...]:
    """Those of the reference layers that the service was started with, as far as a run used
    them.
    """
    with here.database.reading() as session:
        return tuple(lent(session))


@router.post(
    "",
    status_code=202,
    openapi_extra=BODY,
    summary="Register an edition by upload",
)
async def upload(
    request: Request,
    response: Response,
    here: Here,
    who: Who,
    asked: Annotated[LayerQuery, Query()],
) -> RunView:
    """The body is the file (.gpkg, .geojson, or a zip of a shapefile). The answer is a run."""
    await _known_kind(here, asked.kind)
    received = await receive(request, here.files, here.settings.upload_bytes)
    request.app.state.metrics.received(received.size)
    run = await run_in_threadpool(_record, here, who, asked, received)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.post("/from-path", status_code=202, summary="Register an edition that lies on the server")
async def from_path(response: Response, here: Here, who: Who, told: PathBody) -> RunView:
    """Only below the folder that the service was told (GOUHOOK_LAYERS_FOLDER)."""
    await _known_kind(here, told.kind)
    run = await run_in_threadpool(_from_path, here, who, told)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.get("/{kind}/{edition}", summary="One edition")
def show(here: Here, kind: Label, edition: Label) -> LayerRow:
    """What is known of it, its coverage included."""
    with here.database.reading() as session:
        return _wanted(session, kind, edition)


@router.get("/{kind}/{edition}/coverage", summary="Where an edition can show absence")
def coverage(here: Here, kind: Label, edition: Label) -> JSONResponse:
    """A GeoJSON feature in CRS84; its geometry is null where no coverage is known."""
    with here.database.reading() as session:
        found = _wanted(session, kind, edition)
    feature = {
        "type": "Feature",
        "id": found.layer_id,
        "geometry": found.coverage,
        "properties": {"areas": list(found.areas), "completeness": found.completeness},
    }
    return JSONResponse(feature, media_type="application/geo+json")


@router.get("/{kind}/{edition}/runs", summary="The runs that an edition answered")
def users(
    request: Request, here: Here, kind: Label, edition: Label, asked: Annotated[Paging, Query()]
) -> Page[RunView]:
    """Newest first."""
    with here.database.reading() as session:
        _wanted(session, kind, edition)
        found = users_of(session, f"{kind}@{edition}", offset=asked.offset, limit=asked.limit)
    return page(request, found, asked.offset, asked.limit, view)


@router.post("/{kind}/{edition}/retire", status_code=202, summary="Retire an edition")
def retire(response: Response, here: Here, who: Who, kind: Label, edition: Label) -> RunView:
    """It stays, but fills a slot only where it is named. The answer is a run."""
    with here.database.changing() as session:
        found = _wanted(session, kind, edition)
        if found.retired:
            raise ConflictError("service.layer_retired", layer=found.layer_id)
        run = add_run(session, RetireRequest(layer_id=found.layer_id), task=Task.RETIRE)
        audit(session, who.name, "layer_retiring", found.layer_id, run=run.id)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


def _record(here: Context, who: Caller, asked: LayerQuery, received: Received) -> Run:
    with here.database.changing() as session:
        _refuse_twice(session, asked.kind, asked.edition)
        held, _ = add_submission(
            session, filename=asked.filename, sha256=received.sha256, size=received.size
        )
        require_there(here.files, received)
        told = RegisterRequest(
            areas=tuple(asked.area), **asked.model_dump(exclude={"filename", "area"})
        )
        run = add_run(session, told, task=Task.REGISTER, submission_id=held.id)
        layer_id = f"{asked.kind}@{asked.edition}"
        audit(session, who.name, "layer_registering", layer_id, run=run.id)
        return run


def _from_path(here: Context, who: Caller, told: PathBody) -> Run:
    path = _allowed(here.settings.layers_folder, told.path)
    with here.database.changing() as session:
        _refuse_twice(session, told.kind, told.edition)
        asked = RegisterRequest.model_validate({**told.model_dump(), "path": str(path)})
        run = add_run(session, asked, task=Task.REGISTER)
        audit(session, who.name, "layer_registering", f"{told.kind}@{told.edition}", run=run.id)
        return run


def _allowed(folder: Path | None, path: str) -> Path:
    """Return `path` below `folder`, links followed. ForbiddenError where it lies elsewhere: that
    something is there is nobody's business either.
    """
    if folder is None:
        raise ForbiddenError("service.no_layers_folder")
    found = below(folder, path)
    if found is None:
        raise ForbiddenError("service.path_outside", path=path)
    if not os.path.exists(found):  # noqa: PTH110 - Path.exists raises for a name that is too long
        raise NotFoundError("service.no_path", path=path)
    return found


async def _known_kind(here: Context, kind: str) -> None:
    known = [one.kind for one in (await here.desk.book()).layers]
    if kind not in known:
        raise UsageError("service.unknown_kind", kind=kind, known=known)


def _refuse_twice(session: Session, kind: str, edition: str) -> None:
    if layer(session, kind, edition) is not None:
        raise ConflictError("service.layer_there", layer=f"{kind}@{edition}")


def _wanted(session: Session, kind: str, edition: str) -> LayerRow:
    found = layer(session, kind, edition)
    if found is None:
        raise NotFoundError("service.no_layer", layer=f"{kind}@{edition}")
    return found
