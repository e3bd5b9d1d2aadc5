"""What the page shows of a run: `/api/v1/runs/{id}/page/…`, files that a worker wrote.

A finished run never changes, so whoever asked once may keep the answer.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from pydantic import Field

from gouhook_gis.domain import page_files
from gouhook_gis.domain.chart import Chart
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.shown import ShownFindings, ShownParcels, ShownReport
from gouhook_gis.domain.shown_reconciliation import ShownReconciliation
from gouhook_gis.service.api.context import Here, no_report, with_results
from gouhook_gis.service.api.contract import Responses
from gouhook_gis.service.api.kept import known, takes_gzip
from gouhook_gis.service.errors import NotFoundError
from gouhook_gis.service.models import Label, Language, RunStatus

router = APIRouter(prefix="/api/v1/runs/{run_id}/page", tags=["page"])
_TILE = "application/vnd.mapbox-vector-tile"
_SHAPES = "application/geo+json"
Zoom = Annotated[int, Field(ge=0, le=30)]
Cell = Annotated[int, Field(ge=0, lt=2**30)]


class Shown:
    """The files of one run that the page shows."""

    def __init__(self, here: Here, run_id: Label, request: Request) -> None:
        with here.database.reading() as session:
            run = with_results(session, run_id)
        if run.status is not RunStatus.SUCCEEDED:
            raise no_report(run)
        self.run = run.id
        self._folder = here.files.run(run.id) / page_files.PAGE
        self._asked = request.headers
        if not (self._folder / page_files.CHART).is_file():
            raise NotFoundError("service.no_page", run=run.id)

    def layer(self, name: str, file: Callable[[str], str]) -> Path | None:
        """Return the file of a layer of the map, None where the layer is not of that form.
        NotFoundError where there is no such layer.
        """
        folder = self._folder / page_files.LAYERS
        # Only names that are there count: what was asked for never becomes a path.
        there = {path.name: path for path in folder.iterdir()}
        if not {page_files.shapes(name), page_files.tiles(name)} & there.keys():
            raise NotFoundError("service.no_chart_layer", run=self.run, layer=name)
        return there.get(file(name))

    def document(self, name: str, otherwise: str = "service.no_page") -> Response:
        """Return a file of the page. NotFoundError `otherwise` where it is not there."""
        return self.packed(self._folder / name, "application/json", otherwise)

    def packed(self, path: Path | None, media_type: str, otherwise: str, **told: str) -> Response:
        """Return a file that is gzip on the disk, so or unpacked, as the client takes it."""
        if path is None or not path.is_file():
            raise NotFoundError(otherwise, run=self.run, **told)
        headers = self.headers(path.name)
        if known(self._asked, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        if takes_gzip(self._asked):
            headers["Content-Encoding"] = "gzip"
            return FileResponse(path, media_type=media_type, headers=headers)
        return Response(gzip.decompress(path.read_bytes()), media_type=media_type, headers=headers)

    def tile(self, data: bytes | None, name: str) -> Response:
        """Return a tile that is gzip in its file; None: nothing lies in it."""
        headers = self.headers(name)
        if known(self._asked, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        if data is None:
            return Response(status_code=204, headers=headers)
        if takes_gzip(self._asked):
            headers["Content-Encoding"] = "gzip"
        else:
            data = gzip.decompress(data)
        return Response(data, media_type=_TILE, headers=headers)

    def headers(self, name: str) -> dict[str, str]:
        """Return what allows to keep an answer; it differs by what the client can unpack."""
        form = "gzip" if takes_gzip(self._asked) else "plain"
        return {
            "Cache-Control": "private, max-age=31536000, immutable",
            "ETag": f'"{self.run}-{quote(name, safe="")}-{form}"',
            "Vary": "Accept-Encoding",
        }


Asked = Annotated[Shown, Depends()]


def _documented(model: type[Model] | None = None, media_type: str = "") -> Responses:
    """Return the answers of a route: a model, or bytes of a media type."""
    found: dict[str, Any] = {"description": "As the worker wrote it."}
    if model is None:
        found["content"] = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    else:
        found["model"] = model
    return {200: found, 304: {"description": "As it was."}}


@router.get("/report.{lang}.json", responses=_documented(ShownReport), summary="A report in words")
def report(shown: Asked, lang: Language) -> Response:
    """Every text rendered, every figure as printed; findings, parcels, 数线图 lie beside it."""
    return shown.document(page_files.document("report", lang))


@router.get("/findings.{lang}.json", responses=_documented(ShownFindings), summary="Its findings")
def findings(shown: Asked, lang: Language) -> Response:
    """All of them, in the order in which to deal with them."""
    return shown.document(page_files.document("findings", lang))


@router.get("/parcels.{lang}.json", responses=_documented(ShownParcels), summary="Its parcels")
def parcels(shown: Asked, lang: Language) -> Response:
    """All of them, in the order of the report."""
    return shown.document(page_files.document("parcels", lang))


@router.get(
    "/reconciliation.{lang}.json",
    responses=_documented(ShownReconciliation),
    summary="Its table of 数线图",
)
def reconciliation(shown: Asked, lang: Language) -> Response:
    """Figures, boundary and map of every parcel side by side."""
    name = page_files.document("reconciliation", lang)
    return shown.document(name, "service.no_reconciliation")


@router.get("/chart.json", responses=_documented(Chart), summary="Its map")
def chart(shown: Asked) -> Response:
    """The CRS, and the layers that there are."""
    return shown.document(page_files.CHART)


@router.get(
    "/chart/{layer}.json",
    responses=_documented(media_type=_SHAPES),
    summary="A layer of the map",
)
def layer(shown: Asked, layer: Label) -> Response:
    """GeoJSON in the CRS of the report, easting first."""
    path = shown.layer(layer, page_files.shapes)
    return shown.packed(path, _SHAPES, "service.no_chart_layer", layer=layer)


@router.get(
    "/chart/{layer}/{z}/{x}/{y}",
    responses=_documented(media_type=_TILE) | {204: {"description": "Nothing lies in it."}},
    summary="A tile of a large layer",
)
def tile(shown: Asked, layer: Label, z: Zoom, x: Cell, y: Cell) -> Response:
    """A vector tile in the grid that the map tells, `y` from the north."""
    path = shown.layer(layer, page_files.tiles)
    if path is None:
        raise NotFoundError("service.no_tiles", run=shown.run, layer=layer)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        asked = "SELECT data FROM tiles WHERE z = ? AND x = ? AND y = ?"
        found = database.execute(asked, (z, x, y)).fetchone()
    return shown.tile(None if found is None else found[0], f"{layer}/{z}/{x}/{y}")
