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
from gouhook_gis.service.accounts.permitted import as_seen, may_see
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import LayerKeeper, Reader
from gouhook_gis.service.api.context import Context, Here
from gouhook_gis.service.api.quotas import require_place_for_run
from gouhook_gis.service.api.requests import LayerQuery
from gouhook_gis.service.api.uploads import BODY, Received, receiving, require_there
from gouhook_gis.service.api.views import Page, Paging, RunView, page, run_path, view
from gouhook_gis.service.audit.deeds import Deed
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


@router.get("", summary="List the registered editions")
def list_(here: Here, who: Reader, asked: Annotated[LayerFilter, Query()]) -> tuple[LayerRow, ...]:
    """By kind and edition; `used_by` counts the runs that an edition answered, as far as the caller
    may know of them.
    """
    with here.database.reading() as session:
        held = layers(session, asked.kind, who.counties)
        return tuple(as_seen(here.settings, who, row) for row in held)


@router.get("/lent", summary="Editions in use that are not registered")
def lent_(here: Here, who: Reader) -> tuple[LentLayer, ...]:
    """Those of the reference layers that the service was started with, as far as a run used
    them.
    """
    with here.database.reading() as session:
        return tuple(lent(session, who.counties))


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
    who: LayerKeeper,
    asked: Annotated[LayerQuery, Query()],
) -> RunView:
    """The body is the file (.gpkg, .geojson, or a zip of a shapefile). The answer is a run."""
    await _known_kind(here, asked.kind)
    async with receiving(request, here) as received:
        run = await run_in_threadpool(_record, here, who, asked, received)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.post("/from-path", status_code=202, summary="Register an edition that lies on the server")
async def from_path(response: Response, here: Here, who: LayerKeeper, told: PathBody) -> RunView:
    """Only below the folder that the service was told (GOUHOOK_LAYERS_FOLDER)."""
    await _known_kind(here, told.kind)
    run = await run_in_threadpool(_from_path, here, who, told)
    here.wake()
    response.headers["Location"] = run_path(run.id)
    return view(run)


@router.get("/{kind}/{edition}", summary="One edition")
def show(here: Here, who: Reader, kind: Label, edition: Label) -> LayerRow:
    """What is known of it, its coverage included where the caller may see that."""
    with here.database.reading() as session:
        found = _wanted(session, kind, edition, who.counties)
    return as_seen(here.settings, who, found)


@router.get("/{kind}/{edition}/coverage", summary="Where an edition can show absence")
def coverage(here: Here, who: Reader, kind: Label, edition: Label) -> JSONResponse:
    """A GeoJSON feature in CRS84; its geometry is null where no coverage is known. Of a restricted
    edition only for those who may see something of it.
    """
    with here.database.reading() as session:
        found = _wanted(session, kind, edition)
    if not may_see(here.settings, who, found):
        role = f"account_role.{who.role}"
        raise ForbiddenError("service.coverage_not_allowed", role=role, layer=found.layer_id)
    feature = {
        "type": "Feature",
        "id": found.layer_id,
        "geometry": found.coverage,
        "properties": {"areas": list(found.areas), "completeness": found.completeness},
    }
    return JSONResponse(feature, media_type="application/geo+json")


@router.get("/{kind}/{edition}/runs", summary="The runs that an edition answered")
def users(
    request: Request,
    here: Here,
    who: Reader,
    kind: Label,
    edition: Label,
    asked: Annotated[Paging, Query()],
) -> Page[RunView]:
    """Newest first."""
    with here.database.reading() as session:
        _wanted(session, kind, edition)
        found = users_of(session, f"{kind}@{edition}", within=who.counties, **dict(asked))
    return page(request, found, asked.offset, asked.limit, view)


@router.post("/{kind}/{edition}/retire", status_code=202, summary="Retire an edition")
def retire(
    response: Response, here: Here, who: LayerKeeper, kind: Label, edition: Label
) -> RunView:
    """It stays, but fills a slot only where it is named. The answer is a run."""
    with here.database.changing() as session:
        found = _wanted(session, kind, edition)
        if found.retired:
            raise ConflictError("service.layer_retired", layer=found.layer_id)
        require_place_for_run(session, here.settings, who)
        told = RetireRequest(layer_id=found.layer_id)
        run = add_run(session, told, task=Task.RETIRE, owner=who.account_id)
        audit(session, who, Deed.LAYER_RETIRING, found.layer_id, run=run.id)
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
        require_place_for_run(session, here.settings, who)
        run = add_run(
            session,
            told,
            task=Task.REGISTER,
            submission_id=held.id,
            owner=who.account_id,
        )
        layer_id = f"{asked.kind}@{asked.edition}"
        audit(session, who, Deed.LAYER_REGISTERING, layer_id, run=run.id)
        return run


def _from_path(here: Context, who: Caller, told: PathBody) -> Run:
    path = _allowed(here.settings.layers_folder, told.path)
    with here.database.changing() as session:
        _refuse_twice(session, told.kind, told.edition)
        asked = RegisterRequest.model_validate({**told.model_dump(), "path": str(path)})
        require_place_for_run(session, here.settings, who)
        run = add_run(session, asked, task=Task.REGISTER, owner=who.account_id)
        audit(session, who, Deed.LAYER_REGISTERING, f"{told.kind}@{told.edition}", run=run.id)
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


def _wanted(
    session: Session, kind: str, edition: str, within: tuple[str, ...] | None = None
) -> LayerRow:
    found = layer(session, kind, edition, within)
    if found is None:
        raise NotFoundError("service.no_layer", layer=f"{kind}@{edition}")
    return found
