"""What the page shows of a run: `/api/v1/runs/{id}/page/…`, files that a worker wrote.

A finished run never changes, so whoever asked once may keep the answer; but they ask each time,
for whether they may still read it is decided each time.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from gouhook_gis.domain import page_files
from gouhook_gis.domain.chart import Chart
from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.shown import ShownFindings, ShownParcels, ShownReport
from gouhook_gis.domain.shown_reconciliation import ShownReconciliation
from gouhook_gis.service.api.callers import Reader
from gouhook_gis.service.api.context import Here, missing, no_report, with_results
from gouhook_gis.service.api.contract import Responses
from gouhook_gis.service.api.kept import ask_again, known, takes_gzip
from gouhook_gis.service.api.lasting import LastingFile
from gouhook_gis.service.api.recorded import record_opening
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import NotFoundError
from gouhook_gis.service.models import Label, Language, RunStatus

router = APIRouter(prefix="/api/v1/runs/{run_id}/page", tags=["page"])
_TILE = "application/vnd.mapbox-vector-tile"
_SHAPES = "application/geo+json"
Zoom = Annotated[int, Field(ge=0, le=30)]
Cell = Annotated[int, Field(ge=0, lt=2**30)]


class Shown:
    """The files of one run that the page shows. What the client has is not looked for again."""

    def __init__(self, here: Here, who: Reader, run_id: Label, request: Request) -> None:
        with here.database.reading() as session:
            run = with_results(here, session, who, run_id)
        if run.status is not RunStatus.SUCCEEDED:
            raise no_report(run)
        self.run = run.id
        self._folder = here.files.run(run.id) / page_files.PAGE
        self._asked = request.headers
        self._missing = partial(missing, here, who, run.id)

    def kept(self, name: str) -> Response | None:
        """Return the answer to a client that has the file or tile `name`, None where it has not."""
        headers = self.headers(name)
        there = known(self._asked, headers["ETag"])
        return Response(status_code=304, headers=headers) if there else None

    def document(self, name: str, otherwise: str = "service.no_page") -> Response:
        """Return a file of the page. NotFoundError `otherwise` where it is not there."""
        error = NotFoundError(otherwise, run=self.run)
        return self.kept(name) or self.packed(self._folder / name, name, "application/json", error)

    def layer(self, name: str, file: Callable[[str], str]) -> Path | None:
        """Return the file of a layer of the map, None where the layer is not of that form.
        NotFoundError where there is no such layer.
        """
        try:
            # Only names that are there count: what was asked for never becomes a path.
            there = {path.name: path for path in (self._folder / page_files.LAYERS).iterdir()}
        except FileNotFoundError as error:
            raise self._missing(NotFoundError("service.no_page", run=self.run)) from error
        if not {page_files.shapes(name), page_files.tiles(name)} & there.keys():
            raise NotFoundError("service.no_chart_layer", run=self.run, layer=name)
        return there.get(file(name))

    def packed(self, path: Path, name: str, media_type: str, otherwise: GouhookError) -> Response:
        """Return a file that is gzip on the disk, so or unpacked, as the client takes it. Raises
        GoneError where it was taken away, `otherwise` where it never was there.
        """
        headers, gone = self.headers(name), partial(self._missing, otherwise)
        if not path.is_file():
            raise gone()
        if takes_gzip(self._asked):
            headers["Content-Encoding"] = "gzip"
            return LastingFile(path, media_type, headers, gone)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise gone() from error
        return Response(gzip.decompress(data), media_type=media_type, headers=headers)

    def tile(self, path: Path, name: str, place: tuple[int, int, int]) -> Response:
        """Return the tile at `place` (z, x, y) of a file of tiles, which are gzip in it; 204 where
        nothing lies in it.
        """
        headers = self.headers(name)
        try:
            data = _tile(path, place)
        except sqlite3.OperationalError as error:
            if path.is_file():
                raise
            gone = NotFoundError("service.no_page", run=self.run)
            raise self._missing(gone) from error
        if data is None:
            return Response(status_code=204, headers=headers)
        if takes_gzip(self._asked):
            headers["Content-Encoding"] = "gzip"
        else:
            data = gzip.decompress(data)
        return Response(data, media_type=_TILE, headers=headers)

    def headers(self, name: str) -> dict[str, str]:
        """Return the headers of a file or tile."""
        return ask_again(self._asked, f"{self.run}-{name}")


def _tile(path: Path, place: tuple[int, int, int]) -> bytes | None:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        asked = "SELECT data FROM tiles WHERE z = ? AND x = ? AND y = ?"
        found = database.execute(asked, place).fetchone()
    return None if found is None else bytes(found[0])


def _whole(here: Here, who: Reader, shown: Annotated[Shown, Depends()]) -> Shown:
    """Write down that the report is opened: every time, also where the client still has it."""
    record_opening(here, who, Deed.REPORT_READ, shown.run, "page", again=True)
    return shown


def _part(here: Here, who: Reader, shown: Annotated[Shown, Depends()]) -> Shown:
    """Write it down of who asks for what lies beside the report alone."""
    record_opening(here, who, Deed.REPORT_READ, shown.run, "page")
    return shown


Whole = Annotated[Shown, Depends(_whole)]
Asked = Annotated[Shown, Depends(_part)]


def _documented(model: type[Model] | None = None, media_type: str = "") -> Responses:
    """Return the answers of a route: a model, or bytes of a media type."""
    found: dict[str, Any] = {"description": "As the worker wrote it."}
    if model is None:
        found["content"] = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    else:
        found["model"] = model
    return {200: found, 304: {"description": "As it was."}}


@router.get("/report.{lang}.json", responses=_documented(ShownReport), summary="A report in words")
def report(shown: Whole, lang: Language) -> Response:
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
    name = f"chart/{layer}"
    kept = shown.kept(name)
    if kept is not None:
        return kept
    path = shown.layer(layer, page_files.shapes)
    error = NotFoundError("service.no_chart_layer", run=shown.run, layer=layer)
    if path is None:
        raise error
    return shown.packed(path, name, _SHAPES, error)


@router.get(
    "/chart/{layer}/{z}/{x}/{y}",
    responses=_documented(media_type=_TILE) | {204: {"description": "Nothing lies in it."}},
    summary="A tile of a large layer",
)
def tile(shown: Asked, layer: Label, z: Zoom, x: Cell, y: Cell) -> Response:
    """A vector tile in the grid that the map tells, `y` from the north."""
    name = f"chart/{layer}/{z}/{x}/{y}"
    kept = shown.kept(name)
    if kept is not None:
        return kept
    path = shown.layer(layer, page_files.tiles)
    if path is None:
        raise NotFoundError("service.no_tiles", run=shown.run, layer=layer)
    return shown.tile(path, name, (z, x, y))
